//! An approval that may take as long as it likes.

use super::gated_rescue;
use super::prelude::*;
use crate::analysis::consents::gate;
use crate::analysis::flow::Flow;
use crate::analysis::people;
use crate::analysis::wording::quoted;
use crate::ast::{ActorsKind, ConsentKind, Modal};
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P310",
    name: "open-ended-approval",
    severity: Severity::Warning,
    why: ("where nobody has to decide by a certain time, everything behind the decision stands still", "批准没有期限，后面的事就一直停着"),
    page: Page(include_str!("../../../tests/rules/open-ended-approval.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let whole = cx.model.procedures.iter().filter(|p| !cx.is_broken(p.head.decl.span));
    let mut found: Vec<Diagnostic> = whole.flat_map(|p| starts(cx, p).into_iter().chain(steps(cx, p))).collect();
    // An approval that should not be there at all needs no limit.
    if !found.is_empty() {
        let gates: HashSet<Span> = gated_rescue::check(cx).iter().map(|f| f.span).collect();
        found.retain(|f| !gates.contains(&f.span));
    }
    found
}

fn starts(cx: &Context<'_>, procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    let open = procedure.starts.iter().filter(|s| s.limit.is_none());
    let open = open.filter_map(|s| gate(&s.consents));
    open.map(|consent| start(cx, procedure, consent).cite(procedure.head.cite())).collect()
}

fn start(cx: &Context<'_>, procedure: &Procedure<'_>, consent: &Consent) -> Diagnostic {
    let (title, words) = (procedure.head.title(), quoted(cx.sources, consent.span));
    let message = text!(
        "`{title}` starts only with `{words}`, and that may take as long as it likes",
        "`{title}` 须先有 `{words}` 才启动，却没有写明多久之内答复"
    );
    RULE.finding(consent.span, message).help(text!(
        "write how soon at the end of the start: `within 10m else escalate to SUPERIOR`",
        "在启动的末尾写明时限：`限时 10分钟 否则 升级至 上级岗位`"
    ))
}

fn steps(cx: &Context<'_>, procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    if procedure.steps.iter().all(|s| s.consents.is_empty()) {
        return Vec::new();
    }
    let asked = Asked::in_procedure(cx.model, procedure);
    let watched = watched(procedure);
    let mut budget = 64 * procedure.steps.len();
    let mut findings = Vec::new();
    for (index, step) in procedure.steps.iter().enumerate() {
        let id = StepId(index as u32);
        if watched.contains(&id) {
            continue;
        }
        let approvals = step.consents.iter().filter(|c| c.kind == ConsentKind::Approved);
        let Some((consent, party)) = approvals.filter_map(|c| Some((c, asked.open(cx.model, id, c, &mut budget)?))).next() else { continue };
        let finding = approval(cx, step, consent).cite(step.cite().or(procedure.head.cite()));
        findings.push(match asked.earlier(cx.model, id, party, &mut budget) {
            Some(span) => finding.related(span, text!("asked for here, without a limit", "在此请示，但没有时限")),
            None => finding,
        });
    }
    findings
}

fn approval(cx: &Context<'_>, step: &Step<'_>, consent: &Consent) -> Diagnostic {
    let (title, words) = (step.title(), quoted(cx.sources, consent.span));
    let who = posts_of(cx, consent);
    let any = |word: &str| if consent.need == ActorsKind::Any { format!("{word} ") } else { String::new() };
    let (en, zh) = (any("any of"), any("任一"));
    let message = text!(
        "step `{title}` comes only with `{words}`, and no earlier step asks for it within a limit",
        "步骤 `{title}` 须先有 `{words}`，此前却没有限时请示的步骤"
    );
    RULE.finding(consent.span, message).help(text!(
        "ask in a step before: `ROLE must request approval of {en}{who} within 10m else escalate to SUPERIOR`",
        "在此前的步骤中写 `岗位 应 请示 {zh}{who} 限时 10分钟 否则 升级至 上级岗位`"
    ))
}

/// Who approves, as a request names them.
fn posts_of(cx: &Context<'_>, consent: &Consent) -> String {
    let names: Vec<&str> = consent.posts.iter().map(|party| cx.sources.slice(party.span)).collect();
    names.join(", ")
}

/// Steps that an escalation of the procedure asks about: `escalate to manager after 2h when not done open`.
fn watched(procedure: &Procedure<'_>) -> HashSet<StepId> {
    let mut steps = HashSet::new();
    for condition in procedure.escalations.iter().filter_map(|e| e.when.as_ref()) {
        condition.walk(&mut |part| steps.extend(if let CondKind::Done(id) = part.kind { Some(id) } else { None }));
    }
    steps
}

/// A step that asks for approval.
struct Request {
    step: StepId,
    span: Span,
    limited: bool,
}

/// Who is asked for approval in the steps of a procedure.
struct Asked {
    flow: Flow,
    requests: HashMap<Who, Vec<Request>>,
}

impl Asked {
    fn in_procedure(model: &Model<'_>, procedure: &Procedure<'_>) -> Self {
        let mut requests: HashMap<Who, Vec<Request>> = HashMap::new();
        for (index, step) in procedure.steps.iter().enumerate() {
            // It is the step that becomes overdue, so any of its limits will do; a request without one is reported there.
            let timed = step.all_limits().next().is_some();
            for duty in step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should)) {
                let ActKind::Request(asked) = &duty.act.kind else { continue };
                let limited = timed || duty.modal == Modal::Must;
                for party in &asked.list {
                    let request = Request { step: StepId(index as u32), span: duty.act.span, limited };
                    requests.entry(acting(model, party)).or_default().push(request);
                }
            }
        }
        Self { flow: Flow::of(procedure), requests }
    }

    /// A post of an approval that nobody asks within a limit before the step.
    fn open<'c>(&self, model: &Model<'_>, step: StepId, consent: &'c Consent, budget: &mut usize) -> Option<&'c Party> {
        let bounded = |party: &Party, budget: &mut usize| {
            matches!(party.who, Who::Unknown | Who::Anyone) || self.before(model, step, party, budget).any(|r| r.limited)
        };
        let mut open = consent.posts.iter().filter(|party| !bounded(party, budget));
        match consent.need {
            ActorsKind::All => open.next(),
            // One of them is enough.
            ActorsKind::Any => {
                let first = open.next()?;
                let others = open.count() + 1;
                (others == consent.posts.len()).then_some(first)
            }
        }
    }

    /// Where the approval is asked for before the step.
    fn earlier(&self, model: &Model<'_>, step: StepId, party: &Party, budget: &mut usize) -> Option<Span> {
        self.before(model, step, party, budget).map(|r| r.span).next()
    }

    /// The requests to a post that do not come after the step themselves.
    fn before<'s>(&'s self, model: &Model<'_>, step: StepId, party: &Party, budget: &'s mut usize) -> impl Iterator<Item = &'s Request> + 's {
        let requests = self.requests.get(&acting(model, party)).into_iter().flatten();
        requests.filter(move |r| r.step != step && !self.flow.comes_after(r.step, step, budget))
    }
}

/// Who answers: a group through its leader.
fn acting(model: &Model<'_>, party: &Party) -> Who {
    match party.who {
        Who::Post(id) | Who::Count(_, id) => Who::Post(people::acting(model, id).unwrap_or(id)),
        Who::Everyone | Who::Anyone | Who::Someone | Who::Unknown => party.who,
    }
}
