//! A post with two superiors of which neither is above the other.

use super::prelude::*;
use crate::analysis::siblings::Profile;
use crate::analysis::siblings::chain::Chain;
use crate::analysis::siblings::naming::Naming;
use crate::analysis::siblings::torn::{self, Torn};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P115",
    name: "two-chains",
    severity: Severity::Warning,
    why: (
        "a post with two superiors of whom neither is above the other obeys whoever called last",
        "同一岗位有两个互不隶属的上级，两人意见不一时，谁后开口就听谁的",
    ),
    page: Page(include_str!("../../../tests/rules/two-chains.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // Who is above whom may stand in what could not be read.
    if cx.any_broken() {
        return Vec::new();
    }
    let chain = Chain::of(cx.model, Naming::Own);
    let (found, complete) = torn::within(&chain);
    let mut findings: Vec<Diagnostic> = found.iter().map(in_one).collect();
    findings.extend(chain.posts.first().filter(|_| !complete).map(|p| gave_up(p.place)));
    findings
}

fn in_one(torn: &Torn<'_>) -> Diagnostic {
    let [(first, place), (second, span)] = torn.superiors;
    let (post, first, second) = (&torn.post.shown, &first.shown, &second.shown);
    let message = text!(
        "`{post}` reports to `{first}` and to `{second}`, and neither of the two is above the other",
        "`{post}` 既上报 `{first}` 又上报 `{second}`，而这两个岗位互不隶属"
    );
    RULE.finding(span, message)
        .related(place, text!("the other superior", "另一个上级"))
        .cite(torn.post.cite.as_ref())
        .help(text!("let one of the two report to the other, or write only the one who commands", "写明两者谁 `上报` 谁，或只写有权指挥的那一个"))
}

pub(in crate::check) fn compare(plans: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let chains: Vec<&Chain> = plans.iter().map(|p| &p.across.chain).collect();
    let (found, complete) = torn::between(&chains, waived);
    let mut findings: Vec<Diagnostic> = found.iter().map(in_two).collect();
    let first = chains.iter().flat_map(|c| &c.posts).next();
    findings.extend(first.filter(|_| !complete).map(|p| gave_up(p.place)));
    findings
}

fn in_two(torn: &Torn<'_>) -> Diagnostic {
    let [(there, place), (here, span)] = torn.superiors;
    let (post, mine, theirs) = (&torn.post.shown, &here.shown, &there.shown);
    let message = text!("`{post}` reports to `{mine}` here, but to `{theirs}` in another plan", "此处 `{post}` 上报 `{mine}`，另一份预案却上报 `{theirs}`");
    let finding = RULE.finding(span, message).related(place, text!("`{theirs}` here", "此处为 `{theirs}`")).cite(torn.post.cite.as_ref());
    let finding = torn.more.iter().fold(finding, |f, (superior, span)| {
        let name = &superior.shown;
        f.related(*span, text!("`{name}` here", "此处为 `{name}`"))
    });
    finding.help(text!(
        "write the same superior in both, or say in one of them which of the two is above the other",
        "两份写成同一上级，或在其中一份写明两者谁 `上报` 谁"
    ))
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("there are too many posts above one another to compare all of them", "上下级岗位过多，未能全部核对"));
    finding.severity = Severity::Info;
    finding.help(text!("write only the next superior of each post", "每个岗位只写直接上级"))
}
