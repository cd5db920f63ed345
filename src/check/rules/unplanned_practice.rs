//! Work between emergencies that has no date or nobody to do it.

use super::prelude::*;
use crate::ast::{DeclKind, Key};
use crate::diagnostic::Lang;
use crate::model::texts;
use crate::words;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P606",
    name: "unplanned-practice",
    severity: Severity::Warning,
    why: ("what has no date and no owner is put off until the emergency is there", "没有周期、无人负责的事，总会拖到出事那一天"),
    page: Page(include_str!("../../../tests/rules/unplanned-practice.md")),
    check: Some(check),
};

/// Titles that begin so speak of something that is set up once.
const SET_UP: &[&str] = &[
    "制定", "制订", "编制", "建立", "组建", "成立", "设立", "设专人", "购买", "购置", "增加", "establish ", "set up ", "write ", "draw up ", "buy ",
    "purchase ", "appoint ",
];

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let practices = cx.model.practices.iter().filter(|p| !cx.is_broken(p.head.decl.span));
    practices.filter_map(finding).collect()
}

fn finding(practice: &Practice<'_>) -> Option<Diagnostic> {
    let (title, row) = (practice.head.title(), practice.head.decl.kind.row());
    let (en, zh) = (words::form(row, Lang::En), words::form(row, Lang::Zh));
    let undated = practice.every.is_none() && !follows_something(practice);
    let (message, help) = match (practice.owners.is_empty(), undated) {
        (false, false) => return None,
        (true, true) => {
            let Text { en: often, zh: period } = when(practice);
            let message = text!("nobody answers for {en} `{title}`, and it has no period", "{zh} `{title}` 无人负责，也没有周期");
            (message, text!("write `owner ROLE`, and {often}", "在其中写 `负责人 岗位`，并{period}"))
        }
        (true, false) => (
            text!("nobody answers for {en} `{title}`", "{zh} `{title}` 无人负责"),
            text!("write `owner ROLE` in it", "在其中写 `负责人 岗位`"),
        ),
        (false, true) => (text!("{en} `{title}` has no period: it may never take place", "{zh} `{title}` 没有周期：可能从不进行"), when(practice)),
    };
    Some(RULE.finding(practice.head.decl.head, message).help(help).cite(practice.head.cite()))
}

/// What to write about its time.
fn when(practice: &Practice<'_>) -> Text {
    let title = practice.head.title().to_lowercase();
    let begins = title.trim_start_matches("预先");
    if SET_UP.iter().any(|word| begins.starts_with(word)) {
        return text!(
            "say by when it is finished, and write how often it is looked at again, such as `every 1y`",
            "写明何时完成，以及多久复查一次，例如 `每 1年`"
        );
    }
    if practice.head.decl.kind == DeclKind::Routine {
        return text!("write how often it is done, or how often it is checked, such as `every 6mo`", "写明多久做一次，或多久检查一次，例如 `每 6个月`");
    }
    text!("write for example `every 6mo` in it", "在其中写明周期，例如 `每 6个月`")
}

/// Whether its words say that it comes after each time something else took place: `每次演练后`.
fn follows_something(practice: &Practice<'_>) -> bool {
    let body = &practice.head.decl.body;
    let notes = texts(body, Key::Note).chain(texts(body, Key::Cite)).map(|t| t.0.as_str());
    [practice.head.title()].into_iter().chain(notes).any(|text| {
        let text = text.to_lowercase();
        let after = text.split_once("每次").is_some_and(|(_, rest)| rest.split(['，', '。', '；', ',', ';']).next().is_some_and(|part| part.contains('后')));
        after || ["after each ", "after every "].iter().any(|words| text.contains(words))
    })
}
