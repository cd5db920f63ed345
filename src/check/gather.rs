//! What every procedure of a plan lacks is said once, at the plan.

use super::Context;
use super::table::{GATHERED, Gathered};
use crate::diagnostic::{Diagnostic, text};
use crate::model::{Head, Identity};
use crate::source::Span;
use std::collections::HashSet;

/// A plan of fewer procedures is told of each.
const FEWEST: usize = 3;

/// Most procedures that are shown; the message counts them all.
const SHOWN: usize = 5;

/// What every procedure lacks. Found before waivers are judged, and said after: a waiver in one procedure takes it out of
/// the list, and the others still belong together.
pub(super) struct Lacking<'c, 'a> {
    head: Head<'a>,
    total: usize,
    procedures: HashSet<Span>,
    rules: Vec<&'c Gathered>,
}

impl<'c, 'a> Lacking<'c, 'a> {
    /// Looks through the findings; `None` where there is nothing to say once.
    pub(super) fn of(context: &'c Context<'a>, findings: &[Diagnostic]) -> Option<Self> {
        let model = context.model;
        let identity: &Identity<'_> = model.identity.as_ref().filter(|i| model.is_own(i.head.decl.head))?;
        let own = model.procedures.iter().filter(|p| model.is_own(p.head.decl.head) && !context.is_broken(p.head.decl.span));
        let procedures: HashSet<Span> = own.map(|p| p.head.decl.head).collect();
        let mut lacking = Self { head: identity.head, total: model.procedures.len(), procedures, rules: Vec::new() };
        let of_all = |rule: &&Gathered| findings.iter().filter(|d| lacking.is_about(rule, d)).count() == lacking.procedures.len();
        let rules = GATHERED.iter().filter(of_all).collect();
        lacking.rules = rules;
        (lacking.procedures.len() >= FEWEST && !lacking.rules.is_empty()).then_some(lacking)
    }

    /// Puts what is left of these findings together, one for each rule.
    pub(super) fn gather(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut kept = findings;
        for rule in &self.rules {
            let (mut same, others): (Vec<_>, Vec<_>) = kept.into_iter().partition(|d| self.is_about(rule, d));
            kept = others;
            if same.len() < FEWEST {
                kept.append(&mut same);
            } else {
                super::sort(&mut same);
                kept.push(self.once(rule, &same));
            }
        }
        kept
    }

    fn once(&self, gathered: &Gathered, same: &[Diagnostic]) -> Diagnostic {
        let (message, help) = (gathered.says)(same.len(), self.total);
        let mut finding = gathered.rule.finding(self.head.decl.head, message).cite(self.head.cite()).help(help);
        let more = same.len().saturating_sub(SHOWN);
        for (at, one) in same.iter().take(SHOWN).enumerate() {
            let note = if at + 1 == SHOWN && more > 0 {
                text!("this one, and {more} more", "此处置，另有 {more} 个")
            } else {
                text!("this one", "此处置")
            };
            finding = finding.related(one.span, note);
        }
        finding
    }

    /// Whether a finding says of a whole procedure that it lacks something.
    fn is_about(&self, gathered: &Gathered, finding: &Diagnostic) -> bool {
        finding.code == gathered.rule.code && finding.severity == gathered.rule.severity && self.procedures.contains(&finding.span)
    }
}
