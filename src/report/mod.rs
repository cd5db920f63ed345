//! Findings as people and programs read them, one file per output format.

mod brief;
mod json;
mod notes;
mod plain;
#[cfg(feature = "cli")]
mod pretty;
mod shown;
mod tally;
#[cfg(test)]
mod tests;
#[cfg(feature = "cli")]
mod tested;
#[cfg(feature = "cli")]
mod timeline;
mod trace;
mod view;

pub use brief::brief;
#[cfg(feature = "ide")]
pub(crate) use shown::clean;
pub use json::json;
pub use notes::offered_change;
pub use plain::plain;
#[cfg(feature = "cli")]
pub use pretty::{PrettyStyle, pretty};
#[cfg(feature = "cli")]
pub use tested::{Tested, TestedDrill, TestedPlan, tests_json, tests_junit, tests_text};
#[cfg(feature = "cli")]
pub use timeline::table;
pub use trace::line;

use crate::check::find;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;

/// What a report says about a rule.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo {
    /// Name of the rule, `wrong-emergency-number`.
    pub name: &'static str,
    /// Why it matters, one sentence in English; empty where there is none.
    pub why_en: &'static str,
    /// The same sentence in Chinese.
    pub why_zh: &'static str,
}

impl RuleInfo {
    /// A rule of the table.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match find(code) {
            Some(rule) => Self { name: rule.name, why_en: rule.why.0, why_zh: rule.why.1 },
            None => Self { name: "", why_en: "", why_zh: "" },
        }
    }
}

/// Everything a renderer reads. Findings are shown in the order they have here.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The texts the findings point into.
    pub sources: &'a Sources,
    /// The findings, sorted.
    pub diagnostics: &'a [Diagnostic],
    /// Number of plans checked.
    pub plans: usize,
    /// Number of files checked.
    pub files: usize,
    /// Looks a rule up by its code.
    pub rule: &'a dyn Fn(&str) -> RuleInfo,
}

/// Number of findings of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Advice.
    pub info: usize,
}

impl Report<'_> {
    /// Counts the findings.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in self.diagnostics {
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Info => counts.info += 1,
            }
        }
        counts
    }
}
