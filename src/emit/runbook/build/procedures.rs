//! Procedures and their steps.

use super::facts::hazards;
use super::names::step_name;
use super::people::need;
use super::{Builder, cites, owned, times};
use crate::ast::{Key, StatementKind};
use crate::emit::runbook as r;
use crate::model::{Escalation, Forbid, Procedure, Step};

impl<'a> Builder<'_, 'a> {
    pub(super) fn procedure(&self, procedure: &Procedure<'a>) -> r::Procedure {
        let about = self.about(procedure.head);
        let (own, cite) = (Some(procedure), about.cite.as_slice());
        let recovery = self.recovery(procedure, cite);
        let clauses = |in_recovery: bool| recovery.as_ref().filter(|_| in_recovery).map_or(cite, |r| r.cite.as_slice());
        r::Procedure {
            aliases: owned(&procedure.head.decl.body, Key::AlsoCalled),
            scope: procedure.scope.iter().map(|s| s.0.to_string()).collect(),
            hazards: hazards(&procedure.hazards),
            owners: self.owners(&procedure.owners),
            starts: self.starts(procedure, cite),
            steps: procedure.steps.iter().map(|s| self.step(s, procedure, clauses(s.in_recovery))).collect(),
            escalations: procedure.escalations.iter().map(|e| self.escalation(e, procedure, cite)).collect(),
            forbids: procedure.forbids.iter().map(|f| self.forbid(f, own, cite)).collect(),
            finishes: self.finishes(procedure),
            recovery,
            about,
        }
    }

    fn starts(&self, procedure: &Procedure<'a>, cite: &[String]) -> Vec<r::Start> {
        let start = |s: &crate::model::Start<'a>| r::Start {
            when: self.condition(&s.when, Some(procedure)),
            consents: self.consents(&s.consents),
            limit: s.limit.as_ref().map(|l| self.limit(l, Some(procedure), cite)),
            at: self.place(s.span),
        };
        procedure.starts.iter().map(start).collect()
    }

    fn finishes(&self, procedure: &Procedure<'a>) -> Vec<r::Finish> {
        let finish = |f: &crate::model::Finish<'a>| r::Finish {
            when: self.condition(&f.when, Some(procedure)),
            consents: self.consents(&f.consents),
            at: self.place(f.span),
        };
        procedure.finishes.iter().map(finish).collect()
    }

    fn recovery(&self, procedure: &Procedure<'a>, cite: &[String]) -> Option<r::Recovery> {
        let span = procedure.recovery?;
        let parts = procedure.head.decl.body.iter();
        let body = parts.flat_map(|s| if let StatementKind::Recovery(r) = &s.kind { r.body.as_slice() } else { &[] });
        let body: Vec<_> = body.cloned().collect();
        Some(r::Recovery { cite: cites(&body, cite), notes: owned(&body, Key::Note), at: self.place(span) })
    }

    fn step(&self, step: &Step<'a>, procedure: &Procedure<'a>, outer: &[String]) -> r::Step {
        let (own, body) = (Some(procedure), &step.ast.body);
        let cite = cites(body, outer);
        r::Step {
            in_recovery: step.in_recovery,
            after: step.after.as_ref().map(|o| r::After {
                need: need(o.need),
                steps: o.steps.iter().filter_map(|s| s.0).map(|id| step_name(own, id)).collect(),
            }),
            when: step.when.as_ref().map(|c| self.condition(c, own)),
            takes: step.ast.takes.as_ref().map(|(min, max, _)| r::Takes { min: times::length(min), max: times::length(max) }),
            consents: self.consents(&step.consents),
            uses: step.uses.iter().flatten().map(|s| self.supply_name(*s)).collect(),
            automatic: self.automatic(step),
            duties: step.duties.iter().filter_map(|d| self.duty(d, own, &cite)).collect(),
            limits: step.limits.iter().map(|l| self.limit(l, own, &cite)).collect(),
            every: step.repeats.iter().map(times::time).collect(),
            forbids: step.forbids.iter().map(|f| self.forbid(f, own, &cite)).collect(),
            about: r::About {
                name: step.name().text.to_string(),
                title: step.title().to_owned(),
                doc: step.ast.doc.as_ref().map(ToString::to_string),
                notes: owned(body, Key::Note),
                at: self.place(step.span),
                cite,
            },
        }
    }

    fn automatic(&self, step: &Step<'a>) -> Option<r::Automatic> {
        let (span, act) = step.automatic.as_ref()?;
        Some(r::Automatic { act: act.as_ref().and_then(|a| self.act(a)), at: self.place(*span) })
    }

    fn escalation(&self, escalation: &Escalation<'a>, procedure: &Procedure<'a>, cite: &[String]) -> r::Escalation {
        r::Escalation {
            text: self.text(escalation.span),
            to: self.targets(&escalation.to),
            after: escalation.after.map(times::length),
            when: escalation.when.as_ref().map(|c| self.condition(c, Some(procedure))),
            cite: cite.to_vec(),
            at: self.place(escalation.span),
        }
    }

    pub(super) fn forbid(&self, forbid: &Forbid<'a>, procedure: Option<&Procedure<'a>>, cite: &[String]) -> r::Forbid {
        r::Forbid {
            text: self.text(forbid.span),
            actors: self.parties(&forbid.parties),
            act: self.act(&forbid.act).unwrap_or_else(|| r::Act::Do { what: self.text(forbid.act.span) }),
            unless: forbid.unless.as_ref().map(|c| self.consent(c)),
            when: forbid.when.as_ref().map(|c| self.condition(c, procedure)),
            cite: forbid.clause.map_or_else(|| cite.to_vec(), |own| vec![own.to_string()]),
            at: self.place(forbid.span),
        }
    }
}
