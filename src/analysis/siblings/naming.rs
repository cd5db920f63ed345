//! What things are called where they are compared.

use crate::analysis::wording::bare;
use crate::model::Head;

/// By which names things are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// Within a plan: by the name that declares them.
    Own,
    /// Between plans: by name, title and other names.
    Shared,
}

impl Naming {
    /// The names of a declaration.
    pub(crate) fn names(self, head: &Head<'_>) -> Vec<String> {
        match self {
            Self::Own => vec![head.name.text.to_string()],
            Self::Shared => super::profile::names(head),
        }
    }

    /// One name as it is compared.
    pub(crate) fn name(self, name: &str) -> String {
        match self {
            Self::Own => name.to_owned(),
            Self::Shared => bare(name),
        }
    }
}
