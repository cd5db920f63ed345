//! Which prohibitions forbid which duties.

use super::deeds::{Deed, deeds};
use super::flow::Flow;
use crate::ast::{ActorsKind, ConsentKind, Modal};
use crate::model::{Act, Consent, Duty, Forbid, Model, Parties, Party, PostId, PostKind, Procedure, ProcedureId, Step, StepId, Who};
use crate::source::Span;
use std::collections::HashMap;

/// Most prohibitions looked at; real plans need a few for each duty at most.
const BUDGET: usize = 1_000_000;

/// A prohibition: a `forbid`, or a `must not` of a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ban<'m> {
    /// The act that is forbidden.
    pub(crate) span: Span,
    /// Who may permit it.
    pub(crate) unless: Option<&'m Consent>,
    when: Option<Span>,
    /// The step it stands in.
    step: Option<StepId>,
    /// It ends with the procedure, so that it does not reach the recovery.
    until_end: bool,
}

/// When a prohibition and a duty meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Circumstance {
    /// Whenever the duty is due.
    Always,
    /// While this condition holds.
    While(Span),
    /// While this other step is due as well.
    DueWith(Span),
}

/// Whom a prohibition forbids something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whom {
    Everyone,
    Post(PostId),
    /// Anybody at all: to find what forbids something to one of those whom `everyone` means.
    Whoever,
}

/// Where a prohibition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Plan,
    Procedure(ProcedureId),
    Step(ProcedureId, StepId),
    /// Any step: to find those that may be due together with another.
    Steps(ProcedureId),
}

/// All prohibitions of a plan.
pub(crate) struct Bans<'m> {
    model: &'m Model<'m>,
    found: HashMap<(Place, Deed, Whom), Vec<Ban<'m>>>,
    /// The groups each post leads, deputises in or belongs to.
    groups: HashMap<PostId, Vec<PostId>>,
    order: Order,
}

/// What is known of the order of steps, and how many more prohibitions may be looked at: those that stand above a duty,
/// and those of other steps.
struct Order {
    flows: HashMap<ProcedureId, Flow>,
    above: usize,
    beside: usize,
}

impl<'m> Bans<'m> {
    /// Looks through the whole plan once.
    pub(crate) fn of(model: &'m Model<'m>) -> Self {
        let order = Order { flows: HashMap::new(), above: BUDGET, beside: BUDGET };
        let mut bans = Self { model, found: HashMap::new(), groups: groups(model), order };
        for forbid in &model.forbids {
            bans.add(Place::Plan, &forbid.parties, &forbid.act, ban_of(forbid, None, false));
        }
        for (index, procedure) in model.procedures.iter().enumerate() {
            bans.procedure(ProcedureId(index as u32), procedure);
        }
        bans
    }

    fn procedure(&mut self, id: ProcedureId, procedure: &'m Procedure<'m>) {
        for forbid in &procedure.forbids {
            self.add(Place::Procedure(id), &forbid.parties, &forbid.act, ban_of(forbid, None, true));
        }
        for (index, step) in procedure.steps.iter().enumerate() {
            let at = StepId(index as u32);
            let forbids = step.forbids.iter().map(|f| (&f.parties, &f.act, ban_of(f, Some(at), false)));
            let duties = step.duties.iter().filter(|d| d.modal == Modal::MustNot).map(|d| {
                (&d.parties, &d.act, Ban { span: d.act.span, unless: None, when: None, step: Some(at), until_end: false })
            });
            for (parties, act, ban) in forbids.chain(duties) {
                self.add(Place::Step(id, at), parties, act, ban);
                self.add(Place::Steps(id), parties, act, ban);
            }
        }
    }

    fn add(&mut self, place: Place, parties: &Parties, act: &Act<'_>, ban: Ban<'m>) {
        for deed in deeds(self.model, act, true) {
            let mut whoms: Vec<Whom> = parties.list.iter().filter_map(forbidden).collect();
            whoms.push(Whom::Whoever);
            for whom in whoms {
                self.found.entry((place, deed.clone(), whom)).or_default().push(ban);
            }
        }
    }

    /// Whether some prohibitions were not looked at.
    pub(crate) fn gave_up(&self) -> bool {
        self.order.above == 0 || self.order.beside == 0
    }

    /// The prohibition that forbids a duty, one that holds whenever the duty is due before any other.
    pub(crate) fn against(&mut self, at: (ProcedureId, StepId), duty: &Duty<'_>) -> Option<(Ban<'m>, Circumstance)> {
        if self.found.is_empty() {
            return None;
        }
        let mut best = None;
        for deed in deeds(self.model, &duty.act, false) {
            for whom in self.whoms(&duty.parties) {
                for place in [Place::Plan, Place::Procedure(at.0), Place::Step(at.0, at.1), Place::Steps(at.0)] {
                    let list = self.found.get(&(place, deed.clone(), whom));
                    let found = list.and_then(|list| match place {
                        Place::Steps(_) => self.order.beside(self.model, list, at),
                        Place::Plan | Place::Procedure(_) | Place::Step(..) => self.order.above(self.model, list, at),
                    });
                    if matches!(found, Some((_, Circumstance::Always))) {
                        return found;
                    }
                    best = best.or(found);
                }
            }
        }
        best
    }

    /// Under which names a prohibition would meet those who have a duty.
    fn whoms(&self, parties: &Parties) -> Vec<Whom> {
        let mut whoms = vec![Whom::Everyone];
        // One of several can be somebody to whom it is not forbidden.
        if parties.need == ActorsKind::Any && parties.list.len() > 1 {
            return whoms;
        }
        for party in &parties.list {
            match party.who {
                Who::Post(id) => {
                    whoms.push(Whom::Post(id));
                    whoms.extend(self.groups.get(&id).into_iter().flatten().map(|g| Whom::Post(*g)));
                }
                Who::Count(_, id) => whoms.push(Whom::Post(id)),
                Who::Everyone => whoms.push(Whom::Whoever),
                Who::Anyone | Who::Someone | Who::Unknown => {}
            }
        }
        whoms
    }
}

impl Order {
    /// The first of the prohibitions above a duty that meets it, one that always does before any other.
    fn above<'m>(&mut self, model: &Model<'m>, list: &[Ban<'m>], at: (ProcedureId, StepId)) -> Option<(Ban<'m>, Circumstance)> {
        let step = model.procedure(at.0)?.step(at.1)?;
        let mut best = None;
        for ban in list {
            if !spend(&mut self.above) {
                return best;
            }
            if (ban.until_end && step.in_recovery) || ban.unless.is_some_and(|c| is_given(step, c)) {
                continue;
            }
            match ban.when {
                None => return Some((*ban, Circumstance::Always)),
                Some(when) => best = best.or(Some((*ban, Circumstance::While(when)))),
            }
        }
        best
    }

    /// The first of the prohibitions in other steps that may meet a duty.
    fn beside<'m>(&mut self, model: &Model<'m>, list: &[Ban<'m>], at: (ProcedureId, StepId)) -> Option<(Ban<'m>, Circumstance)> {
        let procedure = model.procedure(at.0)?;
        let step = procedure.step(at.1)?;
        for ban in list {
            let Some(other) = ban.step.filter(|other| *other != at.1) else { continue };
            if !spend(&mut self.beside) {
                return None;
            }
            if !ban.unless.is_some_and(|c| is_given(step, c)) && self.may_meet(at, procedure, other) {
                return Some((*ban, Circumstance::DueWith(procedure.step(other)?.name().span)));
            }
        }
        None
    }

    /// Whether two steps may be due at the same time: neither comes after the other, and both stand in the same part.
    fn may_meet(&mut self, (id, step): (ProcedureId, StepId), procedure: &Procedure<'_>, other: StepId) -> bool {
        let part = |s: StepId| procedure.step(s).is_some_and(|s| s.in_recovery);
        if part(step) != part(other) {
            return false;
        }
        let flow = self.flows.entry(id).or_insert_with(|| Flow::of(procedure));
        !flow.comes_after(step, other, &mut self.beside) && !flow.comes_after(other, step, &mut self.beside)
    }
}

/// Takes one from a budget, unless it is used up.
fn spend(budget: &mut usize) -> bool {
    *budget = budget.saturating_sub(1);
    *budget > 0
}

fn ban_of<'m>(forbid: &'m Forbid<'_>, step: Option<StepId>, until_end: bool) -> Ban<'m> {
    Ban { span: forbid.act.span, unless: forbid.unless.as_ref(), when: forbid.when.as_ref().map(|c| c.span), step, until_end }
}

fn forbidden(party: &Party) -> Option<Whom> {
    match party.who {
        Who::Everyone | Who::Anyone => Some(Whom::Everyone),
        Who::Post(id) => Some(Whom::Post(id)),
        Who::Count(..) | Who::Someone | Who::Unknown => None,
    }
}

/// Whether the step becomes due only with the approval that lifts the prohibition.
fn is_given(step: &Step<'_>, needed: &Consent) -> bool {
    let approvals = || step.consents.iter().filter(|c| c.kind == ConsentKind::Approved);
    let same = |a: &Party, b: &Party| a.who == b.who || matches!(a.who, Who::Unknown | Who::Someone) || b.who == Who::Unknown;
    let certain = |post: &Party| approvals().any(|c| (c.need == ActorsKind::All || c.posts.len() == 1) && c.posts.iter().any(|p| same(post, p)));
    match needed.need {
        ActorsKind::All => needed.posts.iter().all(certain),
        ActorsKind::Any => {
            let inside = |c: &Consent| c.posts.iter().all(|p| needed.posts.iter().any(|n| same(n, p)));
            needed.posts.iter().any(certain) || approvals().any(inside)
        }
    }
}

fn groups(model: &Model<'_>) -> HashMap<PostId, Vec<PostId>> {
    let mut groups: HashMap<PostId, Vec<PostId>> = HashMap::new();
    for (index, post) in model.posts.iter().enumerate().filter(|(_, p)| p.kind == PostKind::Group) {
        for inside in post.leaders.iter().chain(&post.deputies).chain(&post.members).filter_map(Party::post) {
            groups.entry(inside).or_default().push(PostId(index as u32));
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use crate::ast::Date;
    use crate::check::{Options, check};
    use crate::diagnostic::Severity;
    use crate::project::Project;
    use crate::source::Source;

    /// Severity of the finding on each line of a plan that has one.
    fn found(body: &str) -> Vec<(usize, Severity)> {
        let posts = "role lead {}\nrole ops {}\nrole boss {}\ngroup crew { leader lead  members ops }\nsignal fire { reported by anyone }\n";
        let before = posts.lines().count();
        let mut project = Project::new();
        let id = project.add(Source::new("bans.plan", format!("{posts}{body}")));
        let checked = check(&project, id, Options { as_of: Date::new(2026, 1, 1).unwrap() });
        let own = checked.diagnostics().iter().filter(|d| d.code == "P212");
        let source = project.sources().get(id).unwrap();
        own.map(|d| (source.line_index(d.span.start) - before, d.severity)).collect()
    }

    fn one(forbid: &str, step: &str) -> Option<Severity> {
        let plan = format!("procedure p {{\nstart when fire\n{forbid}\n{step}\n}}\n");
        found(&plan).first().map(|f| f.1)
    }

    #[test]
    fn the_same_act_is_found_in_any_form() {
        let same = [
            ("forbid everyone do \"乘坐 电梯\"", "step a { lead must do \"乘坐电梯。\" }"),
            ("forbid everyone call \"0571-110\"", "step a { lead must call \"0571 110\" }"),
            ("forbid lead notify boss", "step a { lead must notify boss by sms }"),
            ("forbid crew record \"names\"", "step a { ops must record \"times\", \"Names\" }"),
            ("forbid ops activate p", "step a { everyone must activate p }"),
        ];
        for (forbid, step) in same {
            assert_eq!(one(forbid, step), Some(Severity::Error), "{forbid} / {step}");
        }
        let other = [
            ("forbid everyone do \"乘坐电梯\"", "step a { lead must do \"不乘坐电梯\" }"),
            ("forbid lead notify boss by sms", "step a { lead must notify boss by phone }"),
            ("forbid ops do \"x\"", "step a { any of ops, lead must do \"x\" }"),
            ("forbid ops do \"x\"", "step a { anyone must do \"x\" }"),
            ("forbid ops do \"x\"", "step a { lead must do \"x\" }"),
            ("forbid everyone notify boss", "step a { lead must notify any of boss, ops }"),
        ];
        for (forbid, step) in other {
            assert_eq!(one(forbid, step), None, "{forbid} / {step}");
        }
    }

    #[test]
    fn an_exception_needs_its_approval() {
        let any = "forbid everyone do \"x\" unless approved by any of boss, lead";
        let both = "forbid everyone do \"x\" unless approved by boss and lead";
        assert_eq!(one(any, "step a { ops must do \"x\" }"), Some(Severity::Error));
        assert_eq!(one(any, "step a approved by boss { ops must do \"x\" }"), None);
        assert_eq!(one(any, "step a approved by any of lead, boss { ops must do \"x\" }"), None);
        assert_eq!(one(any, "step a requested by boss { ops must do \"x\" }"), Some(Severity::Error));
        assert_eq!(one(both, "step a approved by boss { ops must do \"x\" }"), Some(Severity::Error));
        assert_eq!(one(both, "step a approved by lead and boss { ops must do \"x\" }"), None);
    }

    #[test]
    fn what_does_not_always_hold_is_a_warning() {
        assert_eq!(one("forbid everyone do \"x\" when fire", "step a { lead must do \"x\" }"), Some(Severity::Warning));
        assert_eq!(one("forbid everyone do \"x\"", "step a { lead may do \"x\" }"), Some(Severity::Warning));
        assert_eq!(one("step b { forbid everyone do \"x\" }", "step a { lead must do \"x\" }"), Some(Severity::Warning));
        assert_eq!(one("step b { ops must not do \"x\"  ops must do \"x\" }", "step a { }"), Some(Severity::Error));
    }

    #[test]
    fn steps_that_follow_one_another_do_not_meet() {
        assert_eq!(one("step b { forbid everyone do \"x\" }\nthen step c {}", "then step a { lead must do \"x\" }"), None);
        assert_eq!(one("forbid everyone do \"x\"", "recovery { step a { lead must do \"x\" } }"), None);
        let plan = "forbid everyone do \"x\"\nprocedure p {\nstart when fire\nrecovery { step a { lead must do \"x\" } }\n}\n";
        assert_eq!(found(plan), [(3, Severity::Error)]);
    }
}
