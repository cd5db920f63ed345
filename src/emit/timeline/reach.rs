//! By when each post of a procedure is reached.

use super::{How, Moment, Reach, Reached, Reader, Step, When, length};
use crate::analysis::calls::addressed;
use crate::analysis::hazards::sure;
use crate::analysis::time::Schedule;
use crate::ast::{ActorsKind, Modal};
use crate::emit::runbook::PostKind;
use crate::model::{ElseKind, Parties, PostId, Procedure, SignalId, posts};
use std::collections::BTreeMap;

/// What reaches each post; the first for sure stays.
#[derive(Default)]
struct Found {
    best: BTreeMap<PostId, Option<Reach>>,
}

impl Found {
    fn part(&mut self, post: PostId) {
        self.best.entry(post).or_default();
    }

    fn reach(&mut self, post: PostId, reach: &Reach) {
        let slot = self.best.entry(post).or_default();
        if slot.as_ref().is_none_or(|old| rank(reach) < rank(old)) {
            *slot = Some(reach.clone());
        }
    }
}

/// Sure before unsure, early before late.
fn rank(reach: &Reach) -> (bool, Option<u64>, Option<u64>, u64, How) {
    let ms = |m: &Option<Moment>| m.as_ref().map_or(u64::MAX, |m| m.ms);
    (reach.how == How::HandedUp, Some(ms(&reach.when.latest)), Some(ms(&reach.after_due)), reach.when.earliest.ms, reach.how)
}

impl Reader<'_, '_> {
    pub(super) fn posts(&self, procedure: &Procedure<'_>, schedule: &Schedule, steps: &[Step]) -> Vec<Reached> {
        let mut found = Found::default();
        procedure.owners.iter().filter_map(|o| o.party.post()).for_each(|post| found.part(post));
        self.raiser(procedure, schedule, &mut found);
        for (step, times) in procedure.steps.iter().zip(steps) {
            for duty in &step.duties {
                posts(&duty.parties).for_each(|post| found.part(post));
                let Some(to) = addressed(&duty.act).map(|(to, _)| to) else { continue };
                posts(to).for_each(|post| found.part(post));
                let sure = duty.modal == Modal::Must && (to.need == ActorsKind::All || to.list.len() == 1);
                if let Some(done) = times.done.clone().filter(|_| sure) {
                    let after_due = times.after_due.clone();
                    let reach = Reach { how: How::Told, text: self.text(duty.act.span), step: Some(times.name.clone()), when: done, after_due };
                    posts(to).for_each(|post| self.told(post, reach.clone(), &mut found));
                }
            }
            for limit in step.all_limits() {
                let Some(to) = limit.otherwise.as_ref().and_then(|e| handed(&e.kind)) else { continue };
                let Some(due) = times.due.as_ref() else { continue };
                let latest = schedule.passes(limit, due.latest.as_ref().map(|m| m.ms));
                let text = self.text(limit.span);
                let after_due = limit.time.length.and_then(length).map(Moment::new);
                let reach = Reach { how: How::HandedUp, text, step: Some(times.name.clone()), when: When::new(due.earliest.ms, latest), after_due };
                posts(to).for_each(|post| found.reach(post, &reach));
            }
        }
        self.timers(procedure, &mut found);
        let mut list: Vec<(PostId, Option<Reach>)> = found.best.into_iter().collect();
        list.sort_by_key(|(_, reach)| reach.as_ref().map_or((true, None), |r| (false, Some(rank(r)))));
        list.into_iter().filter_map(|(id, by)| self.reached(id, by)).collect()
    }

    /// Who alone may report each of the signals that start the procedure knows of it.
    fn raiser(&self, procedure: &Procedure<'_>, schedule: &Schedule, found: &mut Found) {
        let mut signals = Vec::new();
        let all = procedure.starts.iter().all(|s| sure(&s.when, &mut signals));
        let alone = |id: &SignalId| match self.model.signals.get(id.index()).map(|s| s.reported_by.as_slice()) {
            Some([party]) => party.post(),
            Some(_) | None => None,
        };
        let mut raisers = signals.iter().map(alone);
        let Some(Some(first)) = raisers.next().filter(|_| all && !schedule.around.activated) else { return };
        if raisers.all(|post| post == Some(first)) {
            let text = procedure.starts.iter().map(|s| self.text(s.when.span)).collect::<Vec<_>>().join(", ");
            found.reach(first, &Reach { how: How::Raises, text, step: None, when: When::new(0, Some(0)), after_due: None });
        }
    }

    /// A post is told, and with a group its leader.
    fn told(&self, id: PostId, reach: Reach, found: &mut Found) {
        found.reach(id, &reach);
        let leaders = self.model.post(id).map_or(&[][..], |p| p.leaders.as_slice());
        let reach = Reach { how: How::Leads, ..reach };
        leaders.iter().filter_map(|l| l.post()).for_each(|leader| found.reach(leader, &reach));
    }

    /// What is handed up so long after the start.
    fn timers(&self, procedure: &Procedure<'_>, found: &mut Found) {
        for escalation in &procedure.escalations {
            let after = escalation.after.and_then(length);
            let latest = after.filter(|_| escalation.when.is_none());
            let how = if escalation.when.is_none() { How::Told } else { How::HandedUp };
            let when = When::new(escalation.after.map_or(0, |d| d.millis), latest);
            let reach = Reach { how, text: self.text(escalation.span), step: None, when, after_due: None };
            posts(&escalation.to).for_each(|post| found.reach(post, &reach));
        }
    }

    fn reached(&self, id: PostId, by: Option<Reach>) -> Option<Reached> {
        let post = self.model.post(id)?;
        Some(Reached { post: post.head.name.text.to_string(), title: post.head.title().to_owned(), kind: PostKind::of(post.kind), by })
    }
}

/// Who learns of a limit that has passed.
fn handed<'m>(consequence: &'m ElseKind<'_>) -> Option<&'m Parties> {
    match consequence {
        ElseKind::Escalate(to, _) => Some(to),
        ElseKind::Act(act) => addressed(act).map(|(to, _)| to),
    }
}
