//! One name for two posts.

use super::prelude::*;
use crate::analysis::wording::bare;
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P116",
    name: "ambiguous-name",
    severity: Severity::Warning,
    why: ("whoever is sent for by a name that two posts go by may not come, and neither may the other", "一个称呼指两个岗位，叫到的人以为叫的是另一个，结果谁都没来"),
    page: Page(include_str!("../../../tests/rules/ambiguous-name.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut first: HashMap<String, (usize, Span)> = HashMap::new();
    let mut said = HashSet::new();
    let mut findings: Vec<Diagnostic> = Vec::new();
    for (index, post) in cx.model.posts.iter().enumerate() {
        for (name, span) in names(post) {
            let plain = bare(name);
            let (other, place) = *first.entry(plain.clone()).or_insert((index, span));
            let Some(known) = cx.model.posts.get(other).filter(|_| other != index && said.insert((plain, index))) else { continue };
            // Of two identifiers one is not known at all: `duplicate-name` reports it.
            let declared = |post: &Post<'_>, at: Span| post.head.name.span == at;
            if !(declared(post, span) && declared(known, place)) {
                findings.push(finding(name, (known, place), (post, span)));
            }
        }
    }
    findings
}

/// What a post is called, each with its place.
fn names<'m>(post: &'m Post<'_>) -> impl Iterator<Item = (&'m str, Span)> {
    let title = post.head.decl.title.as_ref().map(|t| (t.text.as_str(), t.span));
    let own = std::iter::once((post.head.name.text.as_str(), post.head.name.span)).chain(title);
    own.chain(post.head.aliases().map(|(text, span)| (text.as_str(), span)))
}

fn finding(name: &str, (known, place): (&Post<'_>, Span), (post, span): (&Post<'_>, Span)) -> Diagnostic {
    let (one, other) = (&known.head.name.text, &post.head.name.text);
    RULE.finding(span, text!("`{name}` may be `{one}` or `{other}`", "`{name}` 既指 `{one}` 又指 `{other}`，分不清叫的是谁"))
        .related(place, text!("the other one", "另一个"))
        .help(text!(
            "keep the name for one of them; if they are one post, declare it once and give the other name as `also called`",
            "只给其中一个保留此称呼；若是同一岗位，只声明一次，另一名称写在 `又称` 中"
        ))
        .cite(post.head.cite())
}
