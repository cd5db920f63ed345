//! Builds a runbook from a checked plan.

mod conditions;
mod drills;
mod duties;
mod facts;
mod names;
mod people;
mod plan;
mod practices;
mod procedures;
mod times;
mod written;

use super::{About, Action, FORMAT, Place, Runbook};
use crate::analysis::wording::quoted;
use crate::ast::{DeclKind, File, Key, Statement};
use crate::check::Checked;
use crate::model::{Head, Model, texts};
use crate::project::Project;
use crate::source::Span;

/// Builds the runbook of a plan without errors.
pub(in crate::emit) fn build(checked: &Checked<'_>) -> Runbook {
    let (model, project) = (checked.model(), checked.project());
    let builder = Builder { model, project, files: project.unit(model.root).files };
    builder.runbook(checked)
}

/// What building reads.
struct Builder<'c, 'a> {
    model: &'c Model<'a>,
    project: &'a Project,
    files: Vec<&'a File>,
}

impl<'a> Builder<'_, 'a> {
    fn runbook(&self, checked: &Checked<'_>) -> Runbook {
        let model = self.model;
        Runbook {
            format: FORMAT,
            generator: plan::generator(),
            digest: self.digest(),
            plan: model.identity.as_ref().map(|i| self.plan(i)),
            terms: model.terms.iter().map(|t| self.term(t)).collect(),
            posts: model.posts.iter().zip(0..).map(|(p, id)| self.post(p, id)).collect(),
            shifts: model.shifts.iter().map(|s| self.shift(s)).collect(),
            signals: model.signals.iter().map(|s| self.signal(s)).collect(),
            gauges: model.gauges.iter().map(|g| self.gauge(g)).collect(),
            ladders: model.ladders.iter().map(|l| self.ladder(l)).collect(),
            actions: model.actions.iter().map(|a| Action { about: self.about(*a) }).collect(),
            documents: model.documents.iter().map(|d| self.document(d)).collect(),
            forms: model.forms.iter().map(|f| self.form(f)).collect(),
            procedures: model.procedures.iter().map(|p| self.procedure(p)).collect(),
            exercises: self.practices(DeclKind::Exercise),
            training: self.practices(DeclKind::Training),
            routines: self.practices(DeclKind::Routine),
            supplies: model.supplies.iter().map(|s| self.supply(s)).collect(),
            drills: model.drills.iter().map(|d| self.drill(d)).collect(),
            forbids: model.forbids.iter().map(|f| self.forbid(f, None, &[])).collect(),
            notes: self.file_notes(),
            open_questions: model.todos.iter().map(|t| self.open_question(t)).collect(),
            waivers: self.waivers(checked.diagnostics()),
        }
    }

    fn about(&self, head: Head<'a>) -> About {
        About {
            name: head.name.text.to_string(),
            title: head.title().to_owned(),
            doc: head.decl.doc.as_ref().map(ToString::to_string),
            cite: owned(&head.decl.body, Key::Cite),
            notes: owned(&head.decl.body, Key::Note),
            at: self.place(head.decl.span),
        }
    }

    fn place(&self, span: Span) -> Place {
        Place::of(self.project, span)
    }

    /// The words under a span on one line, comments left out.
    fn text(&self, span: Span) -> String {
        quoted(self.project.sources(), span)
    }

    fn slice(&self, span: Span) -> &'a str {
        self.project.sources().slice(span)
    }
}

/// The texts of an attribute.
fn owned(body: &[Statement], key: Key) -> Vec<String> {
    texts(body, key).map(|t| t.0.to_string()).collect()
}

/// The clauses a body names, or else those of what it stands in.
fn cites(body: &[Statement], outer: &[String]) -> Vec<String> {
    let own = owned(body, Key::Cite);
    if own.is_empty() { outer.to_vec() } else { own }
}
