//! A supply that nobody looks after, or that cannot be counted.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P602",
    name: "unchecked-supply",
    severity: Severity::Warning,
    why: ("an extinguisher that nobody checks is empty on the day it is needed", "无人检查的灭火器，用的时候往往已经失效"),
    page: Page(include_str!("../../../tests/rules/unchecked-supply.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let supplies = cx.model.supplies.iter().filter(|s| !cx.is_broken(s.head.decl.span));
    supplies.filter_map(finding).collect()
}

/// One thing a supply lacks: what is missing, and what to write.
struct Lack {
    what: (&'static str, &'static str),
    write: (&'static str, &'static str),
}

const OWNER: Lack = Lack { what: ("owner", "负责人"), write: ("owner ROLE", "负责人 岗位") };
const PERIOD: Lack = Lack { what: ("check period", "检查周期"), write: ("check every 1mo", "检查周期 1个月") };
const QUANTITY: Lack = Lack { what: ("quantity", "数量"), write: ("quantity 2", "数量 2套") };

fn finding(supply: &Supply<'_>) -> Option<Diagnostic> {
    let lacks = [(supply.owners.is_empty(), OWNER), (supply.check_every.is_none(), PERIOD), (supply.quantity.is_none(), QUANTITY)];
    let lacks: Vec<Lack> = lacks.into_iter().filter(|(missing, _)| *missing).map(|(_, lack)| lack).collect();
    let message = message(supply.head.title(), &lacks)?;
    let (en, zh): (Vec<_>, Vec<_>) = lacks.iter().map(|lack| lack.write).unzip();
    let (en, zh) = (en.join("   "), zh.join("  "));
    let help = text!("write for example `{en}` in it", "在其中写明，例如 `{zh}`");
    Some(RULE.finding(supply.head.decl.head, message).help(help).cite(supply.head.cite()))
}

fn message(title: &str, lacks: &[Lack]) -> Option<Text> {
    let what: Vec<_> = lacks.iter().map(|lack| lack.what).collect();
    Some(match what.as_slice() {
        [] => return None,
        [("owner", _)] => text!("supply `{title}` is to be checked, but nobody has to do it", "物资 `{title}` 要检查，但无人负责"),
        [("quantity", _)] => text!("how many of supply `{title}` there must be is not said, so nobody can check that all are there", "物资 `{title}` 没有写明数量，无法核对是否齐全"),
        [(en, zh)] => text!("supply `{title}` has no {en}", "物资 `{title}` 没有写明{zh}"),
        [(en, zh), (last, end)] => text!("supply `{title}` has no {en} and no {last}", "物资 `{title}` 没有写明{zh}和{end}"),
        [(first, one), (second, two), (last, end), ..] => {
            text!("supply `{title}` has no {first}, no {second} and no {last}", "物资 `{title}` 没有写明{one}、{two}和{end}")
        }
    })
}
