//! `preplan explain` and `preplan rules`

use super::args::{Common, ListFormat};
use super::{Status, output};
use crate::check::{RULES, find};
use crate::diagnostic::Lang;
use serde::Serialize;

pub(super) fn explain(name: &str, common: &Common) -> Status {
    let Some(rule) = find(name) else {
        let near = RULES.iter().map(|r| (strsim::osa_distance(r.name, name).min(strsim::osa_distance(r.code, name)), r)).min_by_key(|n| n.0);
        let hint = near.filter(|n| n.0 <= name.len() / 3).map(|n| n.1.name);
        output::complain(&match (common.lang(), hint) {
            (Lang::En, Some(near)) => format!("preplan: no rule is called `{name}`; did you mean `{near}`?"),
            (Lang::En, None) => format!("preplan: no rule is called `{name}`; `preplan rules` lists them"),
            (Lang::Zh, Some(near)) => format!("preplan：没有名为 `{name}` 的规则；是否想写 `{near}`？"),
            (Lang::Zh, None) => format!("preplan：没有名为 `{name}` 的规则；`preplan rules` 列出全部规则"),
        });
        return Status::Trouble;
    };
    output::answer(rule.explained(common.lang()), Status::Fine)
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    why: &'a str,
}

pub(super) fn rules(format: ListFormat, common: &Common) -> Status {
    let lang = common.lang();
    let rows: Vec<Row<'_>> = RULES
        .iter()
        .map(|r| Row {
            code: r.code,
            name: r.name,
            severity: r.severity.word(),
            why: match lang {
                Lang::En => r.why.0,
                Lang::Zh => r.why.1,
            },
        })
        .collect();
    let text = match format {
        ListFormat::Text => rows.iter().map(|r| format!("{}  {:<25} {:<8} {}\n", r.code, r.name, r.severity, r.why)).collect(),
        ListFormat::Json => serde_json::to_string_pretty(&rows).map_or_else(|e| e.to_string(), |t| t + "\n"),
    };
    output::answer(&text, Status::Fine)
}
