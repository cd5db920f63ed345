//! A level that changes nothing.

use super::prelude::*;
use crate::ast::Compare;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P504",
    name: "unanswered-level",
    severity: Severity::Error,
    why: (
        "a level that nobody responds to is a word on paper: the incident is classified and nothing follows",
        "没有任何响应的级别只是纸上的名称：定了级，却什么也不发生",
    ),
    page: Page(include_str!("../../../tests/rules/unanswered-level.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    if cx.any_broken() || cx.model.procedures.is_empty() {
        return Vec::new();
    }
    let mut answered = Answered { open: false, levels: cx.model.ladders.iter().map(|l| vec![false; l.levels.len()]).collect() };
    let worst_first: Vec<bool> = cx.model.ladders.iter().map(|l| l.worst_first).collect();
    conditions(cx.model).for_each(|when| answered.read(when, true, &worst_first));
    // A condition that could not be resolved may speak of any level.
    if answered.open {
        return Vec::new();
    }
    let ladders = cx.model.ladders.iter().zip(&answered.levels).filter(|(l, _)| cx.model.is_own(l.head.name.span));
    ladders.flat_map(|(ladder, levels)| of_ladder(ladder, levels)).collect()
}

/// What starts a procedure, a step, an escalation or a prohibition.
fn conditions<'m, 'a>(model: &'m Model<'a>) -> impl Iterator<Item = &'m Cond<'a>> {
    let plan = model.forbids.iter().filter_map(|f| f.when.as_ref());
    let procedures = model.procedures.iter().flat_map(|p| {
        let own = p.starts.iter().map(|s| &s.when).chain(p.escalations.iter().filter_map(|e| e.when.as_ref()));
        let steps = p.steps.iter().flat_map(|s| s.when.iter().chain(s.forbids.iter().filter_map(|f| f.when.as_ref())));
        own.chain(p.forbids.iter().filter_map(|f| f.when.as_ref())).chain(steps)
    });
    plan.chain(procedures)
}

/// Which levels some condition answers to.
struct Answered {
    levels: Vec<Vec<bool>>,
    open: bool,
}

impl Answered {
    fn read(&mut self, when: &Cond<'_>, holds: bool, worst_first: &[bool]) {
        match &when.kind {
            CondKind::Or(parts) | CondKind::And(parts) => parts.iter().for_each(|p| self.read(p, holds, worst_first)),
            CondKind::Not(inner) => self.read(inner, !holds, worst_first),
            CondKind::Held(inner, _) => self.read(inner, holds, worst_first),
            CondKind::Level(ladder, level) => self.mark(*ladder, |i| (i == *level) == holds),
            CondKind::Ladder(ladder, sign, level) => {
                let down = worst_first.get(ladder.index()).copied().unwrap_or(false);
                self.mark(*ladder, |i| compares(*sign, i, *level, down) == holds);
            }
            CondKind::Unknown => self.open = true,
            CondKind::Done(_) | CondKind::Finished(_) | CondKind::Signal(_) | CondKind::Gauge(..) => {}
        }
    }

    fn mark(&mut self, ladder: LadderId, meant: impl Fn(usize) -> bool) {
        if let Some(levels) = self.levels.get_mut(ladder.index()) {
            levels.iter_mut().enumerate().for_each(|(i, level)| *level |= meant(i));
        }
    }
}

/// Whether a level compares so with another; with `down` the first is the worst.
fn compares(sign: Compare, level: usize, other: usize, down: bool) -> bool {
    if down { sign.holds(other, level) } else { sign.holds(level, other) }
}

fn of_ladder(ladder: &Ladder<'_>, answered: &[bool]) -> Vec<Diagnostic> {
    let (title, name) = (ladder.head.title(), &ladder.head.name.text);
    if !answered.is_empty() && !answered.contains(&true) {
        let message = text!("nothing responds to any level of `{title}`", "分级 `{title}` 的各级别都没有响应");
        let help = text!(
            "say what each level changes: `step NAME when {name} >= LEVEL`",
            "写明各级别下做什么：`步骤 名称 当 {name} >= 级别`"
        );
        return vec![RULE.finding(ladder.head.decl.head, message).help(help).cite(ladder.head.cite())];
    }
    let open = ladder.levels.iter().zip(answered).filter(|(_, answered)| !**answered);
    open.map(|(level, _)| of_level(ladder, level)).collect()
}

fn of_level(ladder: &Ladder<'_>, level: &Level<'_>) -> Diagnostic {
    let (rung, name) = (level.rung, &ladder.head.name.text);
    let (level, shown) = (&rung.name.text, title(rung.title.as_ref()).unwrap_or(rung.name.text.as_str()));
    RULE.finding(rung.name.span, text!("nothing responds to level `{shown}`", "级别 `{shown}` 没有任何响应"))
        .help(text!(
            "say what it changes: `step NAME when {name}.{level}`, or compare: `{name} >= {level}`",
            "写明此级别下做什么：`步骤 名称 当 {name}.{level}`，或写 `{name} >= {level}`"
        ))
        .cite(cite(&rung.body).or(ladder.head.cite()))
}
