//! What waits until somebody above has been told.

use super::flow::Flow;
use super::people;
use crate::ast::Modal;
use crate::model::{ActKind, Callee, Duty, Model, Parties, Party, PostId, Procedure, Step, StepId, Who};
use std::collections::HashSet;

/// Tells which steps keep others waiting until somebody above has been told.
pub(crate) struct Reports<'c, 'm, 'a> {
    /// The plan.
    pub(crate) model: &'m Model<'a>,
    /// Whether a post is one that brings help: telling it is no delay.
    pub(crate) helps: &'c dyn Fn(PostId) -> bool,
}

impl<'m, 'a> Reports<'_, 'm, 'a> {
    /// By step: the step it comes straight after, in which somebody above is told who has no hand in it. Only steps for
    /// which `asked` holds are looked at.
    pub(crate) fn waits(&self, procedure: &'m Procedure<'a>, asked: &dyn Fn(&Step<'a>) -> bool) -> Vec<Option<StepId>> {
        let mut waits = vec![None; procedure.steps.len()];
        let wanted: Vec<bool> = procedure.steps.iter().map(|s| (s.after.is_some() || s.when.is_some()) && asked(s)).collect();
        if !wanted.contains(&true) {
            return waits;
        }
        let closed: Vec<bool> = procedure.steps.iter().map(|step| self.told(step).is_some()).collect();
        if !closed.contains(&true) {
            return waits;
        }
        let flow = Flow::without(procedure, &closed);
        for ((index, step), wait) in procedure.steps.iter().enumerate().zip(&mut waits).filter(|((index, _), _)| wanted.get(*index) == Some(&true)) {
            let before = flow.blockers(StepId(index as u32)).into_iter().map(|wait| wait.step);
            let mut reports = before.filter(|id| closed.get(id.index()) == Some(&true));
            *wait = reports.find(|id| procedure.step(*id).and_then(|s| self.told(s)).is_some_and(|told| !self.has_a_hand(told, step)));
        }
        waits
    }

    /// Those above whom a step tells first.
    pub(crate) fn told<'s>(&self, step: &'s Step<'a>) -> Option<&'s Parties> {
        let duties = step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should));
        duties.filter_map(|duty| self.upward(duty)).next()
    }

    fn upward<'s>(&self, duty: &'s Duty<'a>) -> Option<&'s Parties> {
        let (told, reports) = match &duty.act.kind {
            ActKind::Report(_, told, _) => (told, true),
            ActKind::Notify(told, _) | ActKind::Call(Callee::Parties(told)) => (told, false),
            ActKind::Call(Callee::Numbers(_))
            | ActKind::Record(..)
            | ActKind::Preserve(..)
            | ActKind::ActivateProcedure(_)
            | ActKind::ActivateDocument(_)
            | ActKind::Request(_)
            | ActKind::Do(_)
            | ActKind::DoAction(_)
            | ActKind::Unknown => return None,
        };
        let named = told.list.iter().all(|party| party.post().is_some());
        let mut posts = told.list.iter().filter_map(Party::post).filter(|id| !(self.helps)(*id));
        // A report goes up by its name; a notice only where the line of command says so.
        let above = |id: PostId| duty.parties.list.iter().filter_map(Party::post).any(|teller| self.is_above(teller, id));
        (named && posts.any(|id| reports || above(id))).then_some(told)
    }

    fn is_above(&self, teller: PostId, told: PostId) -> bool {
        let told: HashSet<PostId> = people::heads(self.model, told).posts().collect();
        let mut seen = HashSet::from([teller]);
        let mut open = vec![teller];
        while let Some(post) = open.pop().and_then(|id| self.model.post(id)) {
            // Whoever leads a group above is above as well.
            let superiors = post.reports_to.iter().chain(&post.leaders).filter_map(Party::post);
            for superior in superiors.filter(|id| seen.insert(*id)) {
                if told.contains(&superior) {
                    return true;
                }
                open.push(superior);
            }
        }
        false
    }

    /// Whether somebody who is told has to act in a step: it cannot begin before.
    fn has_a_hand(&self, told: &Parties, step: &Step<'a>) -> bool {
        let everybody = |parties: &Parties| -> HashSet<PostId> {
            parties.list.iter().filter_map(Party::post).flat_map(|id| people::inside(self.model, id).posts().collect::<Vec<_>>()).collect()
        };
        let told = everybody(told);
        step.duties.iter().any(|duty| {
            let open = duty.parties.list.iter().any(|party| party.who == Who::Unknown);
            open || everybody(&duty.parties).iter().any(|id| told.contains(id))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Date;
    use crate::check::{Options, check};
    use crate::project::Project;
    use crate::source::Source;

    /// The steps that wait for a report, by the names of both.
    fn waiting(steps: &str) -> Vec<String> {
        let mut project = Project::new();
        let posts = "role a { reports to b } role b { reports to g } role c {} group g { leader c members d } role d {}
            service police { for police phone \"110\" } service bureau {}";
        let id = project.add(Source::new("reports.plan", format!("{posts}\nprocedure p {{ {steps} }}")));
        let checked = check(&project, id, Options { as_of: Date::new(2026, 1, 1).unwrap() });
        let model = checked.model();
        let helps = |id: PostId| model.post(id).is_some_and(|p| !p.contacts.is_empty());
        let procedure = &model.procedures[0];
        let waits = Reports { model, helps: &helps }.waits(procedure, &|_| true);
        let pairs = procedure.steps.iter().zip(waits).filter_map(|(step, wait)| Some((step, procedure.step(wait?)?)));
        pairs.map(|(step, before)| format!("{} {}", step.name().text, before.name().text)).collect()
    }

    #[test]
    fn a_report_goes_up_and_a_notice_only_along_the_line_of_command() {
        assert_eq!(waiting("step x { anyone must report to c } then step y { anyone must do \"go\" }"), ["y x"]);
        assert_eq!(waiting("step x { a must notify b } then step y { anyone must do \"go\" }"), ["y x"]);
        // Over the group to the one who leads it.
        assert_eq!(waiting("step x { a must call c } then step y { anyone must do \"go\" }"), ["y x"]);
        assert_eq!(waiting("step x { anyone must report to bureau } then step y { a must do \"go\" }"), ["y x"]);
        for told in ["b must notify a", "a must notify d", "anyone must notify b", "a must notify everyone", "a may report to b"] {
            assert!(waiting(&format!("step x {{ {told} }} then step y {{ anyone must do \"go\" }}")).is_empty(), "{told}");
        }
    }

    #[test]
    fn who_brings_help_or_has_to_act_is_told_without_delay() {
        for told in ["police", "a", "a, c", "g"] {
            let acts = if told == "g" { "d" } else { "a" };
            assert!(waiting(&format!("step x {{ anyone must report to {told} }} then step y {{ {acts} must do \"go\" }}")).is_empty(), "{told}");
        }
        assert_eq!(waiting("step x { anyone must report to police, b } then step y { a must do \"go\" }"), ["y x"]);
    }

    #[test]
    fn one_open_way_is_enough() {
        let two = "step x { anyone must report to b } step z { anyone must do \"look\" }";
        assert_eq!(waiting(&format!("{two} step y after any of x, z {{ a must do \"go\" }}")), Vec::<String>::new());
        assert_eq!(waiting(&format!("{two} step y after x, z {{ a must do \"go\" }}")), ["y x"]);
        assert_eq!(waiting(&format!("{two} step y when done x {{ a must do \"go\" }}")), ["y x"]);
    }
}
