//! A hole in the text that somebody kept with `todo`.

use super::prelude::*;
use crate::diagnostic::Lang;
use crate::words;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P012",
    name: "open-question",
    severity: Severity::Warning,
    why: ("what is left open on paper has to be decided in the middle of the emergency", "纸上没有定下来的事，只能在事发当中临时决定"),
    page: Page(include_str!("../../../tests/rules/open-question.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    cx.model.todos.iter().map(finding).collect()
}

fn finding(todo: &Todo<'_>) -> Diagnostic {
    let question = todo.text;
    let help = text!("decide it, write the decision into the plan, then delete the `todo`", "请作出决定并写入预案，然后删去 `待定`");
    let message = match todo.of {
        Some((row, title)) => {
            let (en, zh) = (words::form(row, Lang::En), words::form(row, Lang::Zh));
            text!("{en} `{title}` is still open: {question}", "{zh} `{title}` 尚未确定：{question}")
        }
        None => text!("still open: {question}", "尚未确定：{question}"),
    };
    RULE.finding(todo.span, message).cite(todo.cite).help(help)
}
