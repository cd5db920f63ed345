//! Waivers: a statement that keeps a finding with a reason. The reason is the author's to write; the checker asks for it.

use super::body::{self, Block};
use super::{Asked, Insertion, item};
use crate::check::{Rule, find};
use crate::diagnostic::{Diagnostic as Finding, Lang, Text, text};
use crate::ide::keywords::language_at;
use crate::source::Span;
use crate::words;
use lsp_types::CodeAction;

/// A waiver for each rule with a finding at hand, in the innermost part of the plan that holds the finding.
pub(super) fn actions(asked: &Asked<'_>) -> Vec<CodeAction> {
    let mut waivers: Vec<(&'static Rule, Vec<Block<'_>>, Vec<&Finding>)> = Vec::new();
    for finding in asked.here() {
        let Some(rule) = find(finding.code).filter(|r| r.can_be_waived()) else { continue };
        let blocks = body::around(asked.view.tree, finding.span);
        let place = |blocks: &[Block<'_>]| blocks.last().map(|b| b.span);
        match waivers.iter_mut().find(|w| w.0.code == rule.code && place(&w.1) == place(&blocks)) {
            Some(known) => known.2.push(finding),
            None => waivers.push((rule, blocks, vec![finding])),
        }
    }
    waivers.into_iter().filter_map(|(rule, blocks, findings)| waiver(asked, rule, &blocks, &findings)).collect()
}

fn waiver(asked: &Asked<'_>, rule: &Rule, blocks: &[Block<'_>], findings: &[&Finding]) -> Option<CodeAction> {
    let title = title(rule, blocks.last()).get(asked.view.lang).to_owned();
    Some(asked.insertion(title, findings, insertion(asked, rule, blocks, findings.first()?.span)?))
}

fn insertion(asked: &Asked<'_>, rule: &Rule, blocks: &[Block<'_>], at: Span) -> Option<Insertion> {
    let text = format!("{} {} \"\"", words::form("allow", language_at(asked.view, at.start)), rule.name);
    let cursor = Some(text.len() - 1);
    if blocks.is_empty() { Some(item::statement(asked.view, &text, cursor)) } else { body::insert(asked.view, blocks, 0, &text, cursor) }
}

fn title(rule: &Rule, place: Option<&Block<'_>>) -> Text {
    let rule = rule.name;
    // In `plan` a waiver holds for all of the file.
    let Some(block) = place.filter(|b| b.row != "plan") else {
        return text!("add a waiver of `{rule}` for the whole file", "为整个文件添加对 `{rule}` 的豁免");
    };
    let word = |lang| words::form(block.row, lang);
    match block.name {
        Some(name) => {
            let name = &name.text;
            Text { en: format!("add a waiver of `{rule}` to {} `{name}`", word(Lang::En)), zh: format!("在{} `{name}` 中添加对 `{rule}` 的豁免", word(Lang::Zh)) }
        }
        None => Text { en: format!("add a waiver of `{rule}` to `{}`", word(Lang::En)), zh: format!("在`{}`中添加对 `{rule}` 的豁免", word(Lang::Zh)) },
    }
}
