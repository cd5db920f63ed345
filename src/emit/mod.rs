//! A checked plan as something else: the runbook in JSON, its schema, and the timeline.

pub mod program;
pub mod runbook;
mod schema;
pub mod timeline;
pub mod wasm;
pub mod week;

pub use runbook::Runbook;
pub use schema::schema;
pub use timeline::{Timeline, timeline, timeline_json};
pub use week::{Week, week};

use crate::check::Checked;
use crate::diagnostic::Severity;

/// A plan with findings at error level is not emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// How many such findings it has.
    pub errors: usize,
}

/// Compiles a checked plan to a runbook.
///
/// # Errors
/// [`Refused`] where some finding of the plan is an error.
pub fn runbook(checked: &Checked<'_>) -> Result<Runbook, Refused> {
    match checked.diagnostics().iter().filter(|d| d.severity == Severity::Error).count() {
        0 => Ok(runbook::build(checked)),
        errors => Err(Refused { errors }),
    }
}

/// What a plan says, to be shown while it is written: the runbook it would be, errors or not. Nothing may run it or rely on it.
#[must_use]
pub fn outline(checked: &Checked<'_>) -> Runbook {
    runbook::build(checked)
}

/// A runbook as JSON, indented, with a final line break. The same runbook gives the same bytes.
#[must_use]
pub fn to_json(runbook: &Runbook) -> String {
    // Keys are texts and numbers are finite: it always serializes.
    serde_json::to_string_pretty(runbook).unwrap_or_default() + "\n"
}
