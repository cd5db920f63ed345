//! The measure of a vague word. How long it is, only the author can say: the cursor goes there, and the text is an error until then.

use super::body::{self, block_of};
use super::{Asked, Insertion, item};
use crate::ast::{DeclKind, Item};
use crate::check::find;
use crate::diagnostic::{Diagnostic as Finding, Text, text};
use crate::ide::keywords::language_at;
use crate::ide::view::View;
use crate::words;
use lsp_types::CodeAction;

/// A measure for each vague limit at hand.
pub(super) fn actions(asked: &Asked<'_>) -> Vec<CodeAction> {
    let Some(rule) = find("vague-time-limit") else { return Vec::new() };
    // A word in a text is measured under its name.
    let name = |f: &Finding| asked.view.slice(f.span).to_ascii_lowercase().replace(' ', "-");
    let mut words: Vec<(String, Vec<&Finding>)> = Vec::new();
    // A time that is written as a text differs from case to case: it has no one measure.
    let measurable = |f: &&Finding| f.code == rule.code && !asked.view.slice(f.span).starts_with(['"', '“']);
    for finding in asked.here().filter(measurable) {
        match words.iter_mut().find(|w| w.0 == name(finding)) {
            Some(word) => word.1.push(finding),
            None => words.push((name(finding), vec![finding])),
        }
    }
    let action = |(name, findings): (String, Vec<&Finding>)| {
        let near = findings.first()?.span.start;
        Some(asked.insertion(title(&name).get(asked.view.lang).to_owned(), &findings, insertion(asked.view, &name, near)?))
    };
    words.into_iter().filter_map(action).collect()
}

pub(super) fn title(name: &str) -> Text {
    text!("say in `terms` how long `{name}` is", "在`用语`中写明 `{name}` 是多久")
}

/// `promptly = ` at the end of `terms`, with the cursor behind it.
pub(super) fn insertion(view: &View<'_>, name: &str, near: u32) -> Option<Insertion> {
    let term = format!("{name} = ");
    let terms = view.tree.items.iter().rev().find_map(|i| if let Item::Declaration(d) = i { Some(d).filter(|d| d.kind == DeclKind::Terms) } else { None });
    if let Some(terms) = terms {
        return body::insert(view, &[block_of(terms)], terms.body.len(), &term, Some(term.len()));
    }
    let head = format!("{} {{ {term}", words::form(DeclKind::Terms.row(), language_at(view, near)));
    Some(item::declaration(view, DeclKind::Terms, &format!("{head} }}"), Some(head.len())))
}
