//! When each step of a plan becomes due and is done, at the earliest and at the latest, and by when each post is reached.

mod reach;

use super::runbook::{Place, PostKind};
use crate::analysis::time::{Before, Bounds, Schedule, before, schedules};
use crate::analysis::wording::quoted;
use crate::check::Checked;
use crate::diagnostic::iso;
use crate::model::{ActKind, Clock, Limit, Model, ProcedureId, StepId};
use crate::project::Project;
use crate::source::Span;
use crate::{ast, model};
use serde::Serialize;

/// Version of the shape of a [`Timeline`].
pub const VERSION: u32 = 1;

/// The times of a plan. Times count from the start of the procedure they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// [`VERSION`].
    pub version: u32,
    /// Its procedures, in the order of the plan.
    pub procedures: Vec<Procedure>,
}

/// The times of one procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedure {
    /// Its name.
    pub name: String,
    /// What a reader calls it.
    pub title: String,
    /// Where it is declared.
    pub at: Place,
    /// Its start conditions, in the words of the plan.
    pub starts: Vec<String>,
    /// Steps of other procedures that start it, and when they are done, counted from the start of theirs.
    pub started_by: Vec<Starter>,
    /// Its steps in the order of the plan, those of the recovery last.
    pub steps: Vec<Step>,
    /// The posts that have a part in it, those that are reached first at the head.
    pub posts: Vec<Reached>,
}

/// A step that starts another procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Starter {
    /// The procedure it stands in.
    pub procedure: String,
    /// Its name.
    pub step: String,
    /// When it is done.
    pub done: When,
}

/// The times of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What a reader calls it.
    pub title: String,
    /// Where it is written.
    pub at: Place,
    /// Whether it belongs to the recovery; its times then count on from the earliest end.
    pub in_recovery: bool,
    /// Who acts, in the words of the plan.
    pub who: Vec<String>,
    /// What it waits for, in the words of the plan.
    pub waits_for: Vec<String>,
    /// Its limits, in the words of the plan.
    pub limits: Vec<String>,
    /// When it becomes due; null where it never does.
    pub due: Option<When>,
    /// When it is done; null where it never is.
    pub done: Option<When>,
    /// How long after it became due it is done at the latest; null where nothing bounds it.
    pub after_due: Option<Moment>,
}

/// When something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct When {
    /// Not before this.
    pub earliest: Moment,
    /// By then, where steps take no longer than they may and limits are kept; null where nothing bounds it.
    pub latest: Option<Moment>,
}

/// A length of time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Moment {
    /// Milliseconds.
    pub ms: u64,
    /// ISO 8601 duration.
    pub iso: String,
}

/// How a post learns of the emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// Its name.
    pub post: String,
    /// What a reader calls it.
    pub title: String,
    /// Role, group or service.
    pub kind: PostKind,
    /// By what it is reached first for sure; null where nothing reaches it.
    pub by: Option<Reach>,
}

/// What reaches a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// In what way.
    pub how: How,
    /// The words of the plan.
    pub text: String,
    /// The step, where it is one.
    pub step: Option<String>,
    /// When.
    pub when: When,
    /// How long after that step became due, at the latest; null where nothing bounds it.
    pub after_due: Option<Moment>,
}

/// In what way a post is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It reports the signal that starts the procedure.
    Raises,
    /// A step calls, notifies or asks it, or reports to it.
    Told,
    /// It leads a group that is told.
    Leads,
    /// It is handed to it when a limit has passed.
    HandedUp,
}

/// The times of a plan; one with findings at error level has them as far as it can be read.
#[must_use]
pub fn timeline(checked: &Checked<'_>) -> Timeline {
    let schedules = schedules(checked.model());
    let reader = Reader { model: checked.model(), project: checked.project(), checked, schedules: &schedules };
    let procedures = checked.model().procedures.iter().zip(&schedules).zip(0..).map(|((p, s), id)| reader.procedure(p, s, ProcedureId(id)));
    Timeline { version: VERSION, procedures: procedures.collect() }
}

/// A timeline as JSON, indented, with a final line break.
#[must_use]
pub fn timeline_json(timeline: &Timeline) -> String {
    serde_json::to_string_pretty(timeline).unwrap_or_default() + "\n"
}

/// What building reads.
struct Reader<'c, 'a> {
    model: &'c Model<'a>,
    project: &'a Project,
    checked: &'c Checked<'a>,
    schedules: &'c [Schedule],
}

impl Reader<'_, '_> {
    fn procedure(&self, procedure: &model::Procedure<'_>, schedule: &Schedule, id: ProcedureId) -> Procedure {
        let steps: Vec<Step> = procedure.steps.iter().zip(0..).map(|(step, id)| self.step(procedure, step, schedule, StepId(id))).collect();
        Procedure {
            name: procedure.head.name.text.to_string(),
            title: procedure.head.title().to_owned(),
            at: Place::of(self.project, procedure.head.decl.span),
            starts: procedure.starts.iter().map(|s| self.text(s.when.span)).collect(),
            started_by: self.started_by(id),
            posts: self.posts(procedure, schedule, &steps),
            steps,
        }
    }

    fn started_by(&self, id: ProcedureId) -> Vec<Starter> {
        let mut found = Vec::new();
        for (procedure, schedule) in self.model.procedures.iter().zip(self.schedules) {
            let starts = |s: &model::Step<'_>| s.duties.iter().any(|d| matches!(d.act.kind, ActKind::ActivateProcedure(of) if of == id));
            for (step, done) in procedure.steps.iter().zip(&schedule.done).filter(|(s, _)| starts(s)) {
                let done = When::new(done.earliest, done.latest);
                found.push(Starter { procedure: procedure.head.name.text.to_string(), step: step.name().text.to_string(), done });
            }
        }
        found
    }

    fn step(&self, procedure: &model::Procedure<'_>, step: &model::Step<'_>, schedule: &Schedule, id: StepId) -> Step {
        let at = |list: &[crate::analysis::time::When]| list.get(id.index()).map(|w| When::new(w.earliest, w.latest));
        let never = schedule.position(id).is_none() || self.never_due(step.span);
        let mut who: Vec<String> = Vec::new();
        for duty in &step.duties {
            let text = self.text(duty.parties.span);
            if !who.contains(&text) {
                who.push(text);
            }
        }
        let conditions = step.when.iter().map(|c| c.span).chain(step.consents.iter().map(|c| c.span)).map(|span| self.text(span));
        Step {
            name: step.name().text.to_string(),
            title: step.title().to_owned(),
            at: Place::of(self.project, step.span),
            in_recovery: step.in_recovery,
            who,
            waits_for: step.after.iter().map(|o| self.order(procedure, o)).chain(conditions).collect(),
            limits: step.all_limits().map(|l| self.limit(l)).collect(),
            due: at(&schedule.due).filter(|_| !never),
            done: at(&schedule.done).filter(|_| !never),
            after_due: after_due(step, schedule, id).map(Moment::new),
        }
    }

    /// What a step comes after; `then` names nothing, so the step before it is named.
    fn order(&self, procedure: &model::Procedure<'_>, order: &model::Order) -> String {
        let name = |id: &StepId| procedure.step(*id).map(|s| s.name().text.to_string());
        match order.steps.as_slice() {
            [(Some(id), _)] => name(id).unwrap_or_default(),
            _ => self.text(order.span),
        }
    }

    /// A limit without what happens when it passes.
    fn limit(&self, limit: &Limit<'_>) -> String {
        let end = limit.otherwise.as_ref().map_or(limit.span.end, |e| e.span.start);
        self.text(Span { end, ..limit.span })
    }

    /// Whether the check found that a step can never become due.
    fn never_due(&self, step: Span) -> bool {
        let inside = |span: Span| span.file == step.file && step.start <= span.start && span.end <= step.end;
        self.checked.diagnostics().iter().any(|d| matches!(d.code, "P201" | "P204") && inside(d.span))
    }

    fn text(&self, span: Span) -> String {
        quoted(self.project.sources(), span)
    }
}

/// How long after it became due a step is done at the latest, where steps take no longer than they may and limits are kept.
fn after_due(step: &model::Step<'_>, schedule: &Schedule, id: StepId) -> Option<u64> {
    let takes = schedule.takes.get(id.index())?;
    if step.takes.is_some() {
        return takes.most;
    }
    takes.most.or_else(|| {
        let earlier = before(schedule, id).unwrap_or_default();
        let since = |key: Before| earlier.get(&key).map(|passed| u64::try_from(*passed).unwrap_or(0).saturating_sub(takes.least));
        let left = |limit: &Limit<'_>| {
            let passed = match limit.clock {
                Clock::Due | Clock::Start => Some(0),
                Clock::Step(id) => since(Before::Step(id)),
                Clock::Signal(id) => since(Before::Signal(id)),
                Clock::Unstated(_) | Clock::Unknown => None,
            };
            Some(length(limit.time.length?)?.saturating_sub(passed?))
        };
        step.all_limits().filter_map(left).min()
    })
}

fn length(duration: &ast::Duration) -> Option<u64> {
    Bounds::of(duration).most
}

impl When {
    fn new(earliest: u64, latest: Option<u64>) -> Self {
        Self { earliest: Moment::new(earliest), latest: latest.map(Moment::new) }
    }
}

impl Moment {
    fn new(ms: u64) -> Self {
        Self { ms, iso: iso(ms) }
    }
}
