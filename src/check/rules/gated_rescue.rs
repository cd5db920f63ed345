//! A call for help, or getting people out, that waits for somebody's approval, or until somebody above has been told.

use super::prelude::*;
use crate::analysis::consents::{gate, request, waits};
use crate::analysis::hazards::{Danger, dangers, raised, start_signals, sure};
use crate::analysis::relief::{OUT, Relief, Ways};
use crate::analysis::reports::Reports;
use crate::analysis::wording::quoted;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P214",
    name: "gated-rescue",
    severity: Severity::Error,
    why: (
        "whoever has to sign or to be told first may not be found, and people in danger cannot wait for it",
        "要先找人签字或上报，人可能找不到，而险境中的人等不起",
    ),
    page: Page(include_str!("../../../tests/rules/gated-rescue.md")),
    check: Some(check),
};

pub(super) fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let relief = Relief::new(cx.model, cx.region());
    let rescue = Rescue::new(cx, &relief, &waits);
    let (helps, saves) = (|post: PostId| relief.helps(post), |step: &Step<'_>| relief.saving(step).next().is_some());
    let reports = Reports { model: cx.model, helps: &helps };
    let told = |procedure: &Procedure<'_>| -> Waits {
        let reported = reports.waits(procedure, &saves);
        waits(procedure).into_iter().zip(reported).map(|(approved, reported)| approved.or(reported)).collect()
    };
    let prompt = Rescue::new(cx, &relief, &told);
    let mut findings = Vec::new();
    for (index, procedure) in cx.model.procedures.iter().enumerate() {
        if relief.of_procedure(index) != 0 {
            findings.extend(starts(cx, &rescue, index, procedure));
            findings.extend(steps(cx, &rescue, index, procedure));
            findings.extend(reported(cx, &prompt, &reports, index, procedure, &saves));
        }
    }
    findings
}

/// By step: the step that keeps it waiting.
type Waits = Vec<Option<StepId>>;

/// How people are saved without waiting for anybody.
struct Rescue<'c, 'm, 'a> {
    relief: &'c Relief<'m, 'a>,
    /// By procedure: what none of its own steps keeps waiting.
    free: Vec<Ways>,
    /// By signal: the services that are called as soon as it is raised.
    calls: Vec<Ways>,
    /// By signal: the first two procedures that then get people out.
    out: Vec<[Option<usize>; 2]>,
}

impl<'c, 'm, 'a> Rescue<'c, 'm, 'a> {
    fn new(cx: &'m Context<'a>, relief: &'c Relief<'m, 'a>, waits: &dyn Fn(&Procedure<'a>) -> Waits) -> Self {
        let model = cx.model;
        let mut rescue = Self { relief, free: Vec::new(), calls: vec![0; model.signals.len()], out: vec![[None; 2]; model.signals.len()] };
        for (index, procedure) in model.procedures.iter().enumerate() {
            let free = match rescue.relief.of_procedure(index) {
                // What is not understood may save people at once.
                _ if cx.is_broken(procedure.head.decl.span) => Ways::MAX,
                0 => 0,
                _ => rescue.free_steps(procedure, waits(procedure)),
            };
            rescue.free.push(free);
            let mut signals = Vec::new();
            for start in procedure.starts.iter().filter(|s| gate(&s.consents).is_none()) {
                sure(&start.when, &mut signals);
            }
            signals.into_iter().for_each(|id| rescue.add(id, index, free));
        }
        rescue
    }

    fn free_steps(&self, procedure: &Procedure<'a>, waits: Waits) -> Ways {
        let free = procedure.steps.iter().zip(waits).filter(|(s, waits)| !s.in_recovery && waits.is_none() && gate(&s.consents).is_none());
        free.flat_map(|(step, _)| self.relief.sure(step)).fold(0, |ways, more| ways | more)
    }

    fn add(&mut self, signal: SignalId, procedure: usize, ways: Ways) {
        if let Some(calls) = self.calls.get_mut(signal.index()) {
            *calls |= ways & !OUT;
        }
        if let Some(out) = self.out.get_mut(signal.index()).filter(|out| ways & OUT != 0 && !out.contains(&Some(procedure)))
            && let Some(place) = out.iter_mut().find(|place| place.is_none())
        {
            *place = Some(procedure);
        }
    }

    /// What need not be done by a step of a procedure that waits: others do it at once.
    fn besides(&self, index: usize, signals: &[SignalId]) -> Ways {
        let elsewhere = signals.iter().map(|s| self.at_once(*s, Some(index))).reduce(|a, b| a & b).unwrap_or(0);
        // A service that this procedure has called at once need not be called again.
        elsewhere | self.free.get(index).map_or(0, |free| free & !OUT)
    }

    /// What is done at once when a signal is raised; getting people out only if another procedure than this does it.
    fn at_once(&self, signal: SignalId, besides: Option<usize>) -> Ways {
        let out = self.out.get(signal.index()).into_iter().flatten().flatten().any(|p| Some(*p) != besides);
        self.calls.get(signal.index()).copied().unwrap_or(0) | if out { OUT } else { 0 }
    }
}

/// Steps that wait until somebody above has been told, and that nobody has to agree to.
fn reported(
    cx: &Context<'_>,
    rescue: &Rescue<'_, '_, '_>,
    reports: &Reports<'_, '_, '_>,
    index: usize,
    procedure: &Procedure<'_>,
    saves: &dyn Fn(&Step<'_>) -> bool,
) -> Vec<Diagnostic> {
    let signals = start_signals(procedure);
    let at_once = rescue.besides(index, &signals);
    let mut findings = Vec::new();
    let told = reports.waits(procedure, saves);
    for ((step, wait), approval) in procedure.steps.iter().zip(told).zip(waits(procedure)) {
        let before = wait.and_then(|id| procedure.step(id)).filter(|_| !step.in_recovery && approval.is_none() && gate(&step.consents).is_none());
        let Some((before, told)) = before.and_then(|b| Some((b, reports.told(b)?))) else { continue };
        let mut late = rescue.relief.saving(step).filter(|(ways, _)| ways & !at_once != 0).map(|(_, act)| act);
        let Some(act) = late.find(|act| is_help(cx.model, procedure, &signals, step, act)) else { continue };
        let (shown, title, who) = (quoted(cx.sources, act.span), before.title(), quoted(cx.sources, told.span));
        let message = text!(
            "people in danger wait for a report: `{shown}` comes only after `{title}`, where `{who}` is told",
            "救人要等上报：先在 `{title}` 中告知 `{who}`，才 `{shown}`"
        );
        let waits = step.after.as_ref().map(|o| o.span).or(step.when.as_ref().map(|w| w.span)).unwrap_or(step.ast.head);
        let mut finding = RULE.finding(waits, message).related(act.span, text!("this waits", "此事要等")).cite(step.cite().or(procedure.head.cite()));
        finding.severity = Severity::Warning;
        findings.push(finding.related(told.span, text!("told first", "先告知此处")).help(text!(
            "let it begin at once, and tell `{who}` at the same time: a step waits only for those it comes `after`",
            "应立即进行，同时告知 `{who}`：不写 `待` 和 `然后`，两个步骤就同时开始"
        )));
    }
    findings
}

/// Starts that wait for somebody while people are in danger.
fn starts(cx: &Context<'_>, rescue: &Rescue<'_, '_, '_>, index: usize, procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    let ways = rescue.relief.of_procedure(index);
    let mut findings = Vec::new();
    for start in &procedure.starts {
        let Some(consent) = gate(&start.consents) else { continue };
        let mut signals = Vec::new();
        raised(&start.when, true, &mut signals);
        let late = |danger: &Danger| match danger.signal {
            Some(signal) => ways & !rescue.at_once(signal, None),
            None if signals.is_empty() => ways,
            None => signals.iter().fold(0, |late, signal| late | (ways & !rescue.at_once(*signal, None))),
        };
        let grave = dangers(cx.model, procedure, &signals).into_iter().filter(|d| d.need.weight == Severity::Error && !d.guessed);
        if let Some((danger, late)) = grave.map(|d| (d, late(&d))).find(|(_, late)| *late != 0) {
            findings.extend(start_finding(cx, rescue, procedure, consent, &danger, late));
        }
    }
    findings
}

fn start_finding(
    cx: &Context<'_>,
    rescue: &Rescue<'_, '_, '_>,
    procedure: &Procedure<'_>,
    consent: &Consent,
    danger: &Danger,
    late: Ways,
) -> Option<Diagnostic> {
    let steps = procedure.steps.iter().filter(|s| !s.in_recovery);
    let act = steps.flat_map(|s| rescue.relief.saving(s)).find(|(ways, _)| ways & late != 0)?.1;
    let (title, words, shown) = (procedure.head.title(), quoted(cx.sources, consent.span), quoted(cx.sources, act.span));
    let message = text!(
        "people in danger wait for a signature: `{title}` starts only with `{words}`",
        "救人要等签字：`{title}` 须先有 `{words}` 才启动"
    );
    let finding = RULE
        .finding(consent.span, message)
        .related(act.span, text!("`{shown}` waits for it", "`{shown}` 也要等"))
        .related(danger.span, text!("the danger", "险情"));
    Some(finding.help(help(cx, Some(consent))).cite(procedure.head.cite()))
}

/// Steps that wait for somebody's approval.
fn steps(cx: &Context<'_>, rescue: &Rescue<'_, '_, '_>, index: usize, procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    let waits = waits(procedure);
    let signals = start_signals(procedure);
    let at_once = rescue.besides(index, &signals);
    let mut findings = Vec::new();
    for (step, wait) in procedure.steps.iter().zip(waits).filter(|(s, wait)| !s.in_recovery && (wait.is_some() || gate(&s.consents).is_some())) {
        let mut late = rescue.relief.saving(step).filter(|(ways, _)| ways & !at_once != 0).map(|(_, act)| act);
        let Some(act) = late.find(|act| is_help(cx.model, procedure, &signals, step, act)) else { continue };
        let before = wait.and_then(|id| procedure.step(id));
        let mut finding = step_finding(cx, step, before, act).cite(step.cite().or(procedure.head.cite()));
        if only_theft(cx.model, procedure, &signals, step) {
            finding.severity = Severity::Warning;
        }
        findings.push(finding);
    }
    findings
}

/// The dangers a step meets: those of its procedure and of its own condition.
fn met(model: &Model<'_>, procedure: &Procedure<'_>, signals: &[SignalId], step: &Step<'_>) -> Vec<Danger> {
    let mut signals = signals.to_vec();
    step.when.iter().for_each(|when| raised(when, true, &mut signals));
    // An epidemic is reported to an authority; nobody comes at once.
    dangers(model, procedure, &signals).into_iter().filter(|d| !d.need.kinds.is_empty()).collect()
}

/// Telling the police of something that endangers nobody is no call for help.
fn is_help(model: &Model<'_>, procedure: &Procedure<'_>, signals: &[SignalId], step: &Step<'_>, act: &Act<'_>) -> bool {
    let told = matches!(act.kind, ActKind::Notify(..) | ActKind::Report(..));
    !told || !met(model, procedure, signals, step).is_empty()
}

/// Whether things are in danger, and no people.
fn only_theft(model: &Model<'_>, procedure: &Procedure<'_>, signals: &[SignalId], step: &Step<'_>) -> bool {
    let met = met(model, procedure, signals, step);
    !met.is_empty() && met.iter().all(|d| d.need.hazard == "hz_theft")
}

fn step_finding(cx: &Context<'_>, step: &Step<'_>, before: Option<&Step<'_>>, act: &Act<'_>) -> Diagnostic {
    let shown = quoted(cx.sources, act.span);
    if let Some(consent) = gate(&step.consents) {
        let words = quoted(cx.sources, consent.span);
        let message = text!(
            "people in danger wait for a signature: `{shown}` comes only with `{words}`",
            "救人要等签字：须先有 `{words}`，才能 `{shown}`"
        );
        return RULE.finding(consent.span, message).related(act.span, text!("this waits", "此事要等")).help(help(cx, Some(consent)));
    }
    let title = before.map_or("", Step::title);
    let message = text!(
        "people in danger wait for a signature: `{shown}` comes only after `{title}`, where approval is asked for",
        "救人要等签字：先在 `{title}` 中请示，才能 `{shown}`"
    );
    let asked = before.and_then(|b| request(b).map(|r| r.span).or_else(|| gate(&b.consents).map(|c| c.span)));
    let waits = step.after.as_ref().map(|o| o.span).or(step.when.as_ref().map(|w| w.span)).unwrap_or(step.ast.head);
    let finding = RULE.finding(waits, message).related(act.span, text!("this waits", "此事要等")).help(help(cx, None));
    match asked {
        Some(span) => finding.related(span, text!("approval is asked for here", "在此请示")),
        None => finding,
    }
}

fn help(cx: &Context<'_>, consent: Option<&Consent>) -> Text {
    match consent.and_then(|c| c.posts.first()).map(|party| cx.sources.slice(party.span)) {
        Some(who) => text!(
            "take the approval away, and report afterwards: `ROLE must report to {who} within 5m`",
            "删去批准，立即进行，随后再报告：`岗位 应 报告 给 {who} 限时 5分钟`"
        ),
        None => text!(
            "let it begin at once without waiting for that step, and report afterwards",
            "应立即进行，不等那一步，随后再报告"
        ),
    }
}
