//! A finding in a few lines, for an editor that draws the underlining itself.

use super::notes::{run, say};
use super::shown::clean;
use crate::diagnostic::{Diagnostic, Lang, text};

/// What is wrong, what the underlined words are, a run that shows it, what to write instead, and the clause: a line each, in the words of the reports.
#[must_use]
pub fn brief(finding: &Diagnostic, lang: Lang) -> String {
    let mut lines = vec![clean(finding.message.get(lang))];
    lines.extend(finding.label.as_ref().map(|label| clean(label.get(lang))));
    if let Some(run) = run(finding, lang) {
        lines.push(say(lang, text!("for example: ", "例如：")) + &clean(&run));
    }
    if let Some(help) = &finding.help {
        lines.push(say(lang, text!("help: ", "改法：")) + &clean(help.get(lang)));
    }
    if let Some(clause) = &finding.cite {
        lines.push(say(lang, text!("clause ", "原文 ")) + &clean(clause));
    }
    lines.join("\n")
}
