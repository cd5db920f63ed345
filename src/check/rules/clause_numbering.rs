//! Clauses of the source text that are numbered wrongly, that nobody cites, or that do not exist.

use super::prelude::*;
use crate::analysis::clauses::{Register, Series, numbers, plain};
use crate::analysis::gathered::Gathered;
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P607",
    name: "clause-numbering",
    severity: Severity::Warning,
    why: (
        "whoever is told to follow a clause that is lost, or that shares its number with another, does not find it",
        "漏掉或重号的条款，照着引用去找，谁也找不准",
    ),
    page: Page(include_str!("../../../tests/rules/clause-numbering.md")),
    check: Some(check),
};

/// A clause as written, with its place.
type Clause<'a> = (&'a SmolStr, Span);

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let own = |plan: &&Identity<'_>| !plan.clauses.is_empty() && cx.model.is_own(plan.head.name.span);
    let Some(plan) = cx.model.identity.as_ref().filter(own) else { return Vec::new() };
    let names: Vec<String> = plan.clauses.iter().map(|c| plain(c.0)).collect();
    let register = Register::new(&names);
    let mut findings = repeated(&plan.clauses, &names, &register);
    // What seems to be missing may stand in a part that was not understood.
    if !cx.is_broken(plan.head.decl.span) {
        findings.extend(skips(&plan.clauses, &names));
        findings.extend(unlisted(cx, &plan.clauses, &register));
    }
    if !cx.any_broken() {
        findings.extend(uncited(cx, &plan.clauses, &names, &register));
    }
    findings
}

fn repeated(clauses: &[Clause<'_>], names: &[String], register: &Register) -> Vec<Diagnostic> {
    let again = clauses.iter().zip(names).enumerate().filter_map(|(at, (clause, name))| {
        let first = clauses.get(register.place(name).filter(|first| *first < at)?)?;
        let shown = clause.0;
        let message = text!("`{shown}` is listed twice: a reference to it does not say which is meant", "条款 `{shown}` 列了两次：引用它时分不清是哪一条");
        let finding = RULE.finding(clause.1, message).cite(Some(shown)).related(first.1, text!("first listed here", "首次列在此处"));
        Some(finding.help(text!(
            "give the clauses of the text numbers of their own; until then say in each `cite` which one is meant",
            "原文应重新编号；在此之前，在 `依据` 中注明是哪一条"
        )))
    });
    again.collect()
}

/// A number, and the clause that shows it: `2`, or where that is not listed, the last one under it, `2.3`.
struct Last<'c> {
    value: u32,
    clause: &'c Clause<'c>,
    is_own: bool,
}

/// What is known of the numbering before a clause.
#[derive(Default)]
struct Seen<'c, 'n> {
    last: HashMap<Series<'n>, Last<'c>>,
    known: HashSet<(Series<'n>, u32)>,
    /// The last number at each depth: articles may go on from chapter to chapter.
    depths: HashMap<usize, u32>,
}

fn skips<'a>(clauses: &'a [Clause<'a>], names: &[String]) -> Vec<Diagnostic> {
    let all: Vec<Vec<(Series<'_>, u32)>> = names.iter().map(|n| numbers(n)).collect();
    let mut listed: BTreeMap<Series<'_>, Vec<u32>> = BTreeMap::new();
    for (series, value) in all.iter().flatten() {
        listed.entry(*series).or_default().push(*value);
    }
    for values in listed.values_mut() {
        values.sort_unstable();
        values.dedup();
    }
    let mut seen = Seen::default();
    let mut findings = Vec::new();
    for (clause, numbers) in clauses.iter().zip(&all) {
        findings.extend(skip_before(clause, numbers, &mut seen, &listed));
    }
    findings
}

/// The finding about a clause before which numbers are missing, and the clause is seen.
fn skip_before<'c, 'n>(
    clause: &'c Clause<'c>,
    numbers: &[(Series<'n>, u32)],
    seen: &mut Seen<'c, 'n>,
    listed: &BTreeMap<Series<'n>, Vec<u32>>,
) -> Option<Diagnostic> {
    let mut found = None;
    for (depth, (series, value)) in numbers.iter().enumerate() {
        let before = seen.depths.insert(depth, *value);
        if !seen.known.insert((*series, *value)) {
            if let Some(last) = seen.last.get_mut(series).filter(|last| last.value == *value && !last.is_own) {
                last.clause = clause;
            }
            continue;
        }
        let last = seen.last.insert(*series, Last { value: *value, clause, is_own: depth + 1 == numbers.len() });
        let missing = match &last {
            Some(last) => missing(listed.get(series), last.value, *value),
            // The top level may begin anywhere, the plan may encode one part of a text.
            None if depth == 0 || before.is_some_and(|b| b.checked_add(1) == Some(*value)) => 0,
            None => missing(listed.get(series), 0, *value),
        };
        if missing > 0 && found.is_none() {
            found = Some(skip(clause, last.map(|last| last.clause), missing));
        }
    }
    found
}

/// How many numbers between two are listed nowhere.
fn missing(listed: Option<&Vec<u32>>, last: u32, value: u32) -> usize {
    let Some(between) = value.checked_sub(last).and_then(|all| all.checked_sub(1)) else { return 0 };
    let up_to = |bound: u32| listed.map_or(0, |values| values.partition_point(|v| *v < bound));
    (between as usize).saturating_sub(up_to(value) - up_to(last + 1))
}

fn skip(clause: &Clause<'_>, last: Option<&Clause<'_>>, missing: usize) -> Diagnostic {
    let shown = clause.0;
    let help = text!(
        "look up what the text once had there; if nothing is lost, number it anew",
        "查明原文此处原有什么内容；确无遗漏的，应重新编号"
    );
    let Some((before, place)) = last else {
        let message = text!("the numbering begins with `{shown}`: what stood before it may have been lost", "编号从 `{shown}` 开始：前面可能缺了条款");
        return RULE.finding(clause.1, message).help(help).cite(Some(shown));
    };
    let lost = match missing {
        1 => text!("a clause may have been lost", "可能缺了 1 条"),
        _ => text!("{missing} clauses may have been lost", "可能缺了 {missing} 条"),
    };
    let message = Text {
        en: format!("the numbers skip from `{before}` to `{shown}`: {}", lost.en),
        zh: format!("编号从 `{before}` 跳到 `{shown}`：{}", lost.zh),
    };
    RULE.finding(clause.1, message).related(*place, text!("the one before it", "前一条在此")).help(help).cite(Some(shown))
}

/// Citations of clauses that the text does not have.
fn unlisted(cx: &Context<'_>, clauses: &[Clause<'_>], register: &Register) -> Vec<Diagnostic> {
    let mut findings = Gathered::default();
    for (citation, span) in cx.model.cites.iter().filter(|c| cx.model.is_own(c.1)) {
        let name = plain(citation);
        if register.begun_by(&name).next().is_none() {
            findings.add(name, *span, || unlisted_citation(citation, *span, clauses));
        }
    }
    findings.finish()
}

fn unlisted_citation(citation: &SmolStr, span: Span, clauses: &[Clause<'_>]) -> Diagnostic {
    let message = text!("`{citation}` begins with no listed clause", "依据 `{citation}` 不属于 `条款` 所列的任何一条");
    let finding = RULE.finding(span, message).help(text!(
        "correct the citation; if the text does have the clause, add it to `clauses` in `plan`",
        "改正此处的引用；原文确有此条的，补入 `预案` 的 `条款`"
    ));
    match clauses.first() {
        Some((_, list)) => finding.related(*list, text!("the list begins here", "条款从此列起")),
        None => finding,
    }
}

/// Clauses that nothing cites. Where nothing cites a clause, its parts need no word of their own.
fn uncited(cx: &Context<'_>, clauses: &[Clause<'_>], names: &[String], register: &Register) -> Vec<Diagnostic> {
    let cited: HashSet<usize> = cx.model.cites.iter().flat_map(|c| register.begun_by(&plain(c.0)).collect::<Vec<_>>()).collect();
    let is_first_open = |at: usize, name: &str| {
        let above_is_open = register.begun_by(name).any(|above| above != at && !cited.contains(&above));
        register.place(name) == Some(at) && !cited.contains(&at) && !above_is_open
    };
    let open = clauses.iter().zip(names).enumerate().filter(|(at, (_, name))| is_first_open(*at, name));
    open.map(|(_, (clause, _))| uncited_clause(clause)).collect()
}

fn uncited_clause((clause, span): &Clause<'_>) -> Diagnostic {
    let message = text!(
        "nothing in the plan cites clause `{clause}`: it was forgotten, or it asks nothing of anybody",
        "预案中没有一处以 `{clause}` 为依据：可能漏编，也可能其中没有职责"
    );
    let mut finding = RULE.finding(*span, message).cite(Some(clause));
    finding.severity = Severity::Info;
    finding.help(text!(
        "write `cite \"{clause}\"` where it is carried out; if it binds nobody, cite it in `plan` and keep its words as a `note`",
        "在落实它的地方写 `依据 \"{clause}\"`；其中没有职责的，在 `预案` 中写 `依据`，内容记为 `说明`"
    ))
}
