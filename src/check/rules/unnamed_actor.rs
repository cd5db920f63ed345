//! A duty, report or approval of `someone`, or of a post that may be anybody.

use super::prelude::*;
use crate::analysis::anybody::fits_anybody;
use crate::analysis::calls::addressed;
use crate::analysis::wording::quoted;
use crate::ast::{ConsentKind, Modal};
use crate::diagnostic::Lang;
use crate::words;
use smol_str::SmolStr;
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P112",
    name: "unnamed-actor",
    severity: Severity::Warning,
    why: ("what someone must do, everybody leaves to somebody else", "写给“某人”的事，人人都以为由别人去做"),
    page: Page(include_str!("../../../tests/rules/unnamed-actor.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut search = Search { cx, cite: None, found: Vec::new() };
    search.declarations();
    for procedure in &cx.model.procedures {
        search.procedure(procedure);
    }
    for forbid in &cx.model.forbids {
        search.cite = None;
        search.forbid(forbid);
    }
    search.anybody();
    search.found
}

/// The findings so far, and the clause that the next ones belong to.
struct Search<'c> {
    cx: &'c Context<'c>,
    cite: Option<&'c SmolStr>,
    found: Vec<Diagnostic>,
}

impl<'c> Search<'c> {
    /// One finding at every `someone` of a list.
    fn look<'p>(&mut self, parties: impl IntoIterator<Item = &'p Party>, message: impl Fn() -> Text) {
        for party in parties.into_iter().filter(|p| p.who == Who::Someone) {
            let help = text!("write the post in place of `someone`", "请把 `某人` 换成具体岗位");
            self.found.push(RULE.finding(party.span, message()).cite(self.cite).help(help));
        }
    }

    fn declarations(&mut self) {
        let model = self.cx.model;
        for post in &model.posts {
            self.post(post);
        }
        let signals = model.signals.iter().map(|s| (&s.head, &s.reported_by));
        for (head, reporters) in signals.chain(model.gauges.iter().map(|g| (&g.head, &g.reported_by))) {
            let title = head.title();
            self.cite = head.cite();
            self.look(reporters, || text!("the plan does not say who reports `{title}`", "没有写明 `{title}` 由谁报告"));
        }
        for practice in &model.practices {
            self.owners(&practice.head, &practice.owners);
            let title = practice.head.title();
            self.look(&practice.audience, || text!("the plan does not say who takes part in `{title}`", "没有写明哪些人参加 `{title}`"));
        }
        for supply in &model.supplies {
            self.owners(&supply.head, &supply.owners);
        }
    }

    fn post(&mut self, post: &'c Post<'c>) {
        let title = post.head.title();
        self.cite = post.head.cite();
        self.look(&post.reports_to, || text!("the plan does not say to whom `{title}` reports", "没有写明 `{title}` 的上级是谁"));
        self.look(&post.deputies, || text!("the plan does not say who stands in for `{title}`", "没有写明 `{title}` 的副手是谁"));
        self.look(&post.leaders, || text!("the plan does not say who leads `{title}`", "没有写明 `{title}` 的组长是谁"));
        self.look(&post.members, || text!("the plan does not say who belongs to `{title}`", "没有写明 `{title}` 的成员是谁"));
    }

    fn owners(&mut self, head: &Head<'c>, owners: &[Owner]) {
        let title = head.title();
        self.cite = head.cite();
        self.look(owners.iter().map(|o| &o.party), || text!("the plan does not say who owns `{title}`", "没有写明 `{title}` 由谁负责"));
    }

    fn procedure(&mut self, procedure: &'c Procedure<'c>) {
        self.owners(&procedure.head, &procedure.owners);
        let title = procedure.head.title();
        for start in &procedure.starts {
            self.consents(&start.consents, || text!("the start of `{title}`", "处置 `{title}` 的启动"));
            start.limit.iter().for_each(|l| self.limit(l));
        }
        for finish in &procedure.finishes {
            self.consents(&finish.consents, || text!("the finish of `{title}`", "处置 `{title}` 的终止"));
        }
        procedure.escalations.iter().for_each(|e| self.escalated_to(&e.to));
        procedure.forbids.iter().for_each(|f| self.forbid(f));
        for step in &procedure.steps {
            self.cite = step.cite().or(procedure.head.cite());
            self.step(step);
        }
    }

    fn step(&mut self, step: &'c Step<'c>) {
        let title = step.title();
        self.consents(&step.consents, || text!("step `{title}`", "步骤 `{title}` "));
        step.duties.iter().for_each(|d| self.duty(d));
        step.automatic.iter().filter_map(|(_, act)| act.as_ref()).for_each(|act| self.act(act));
        step.limits.iter().for_each(|l| self.limit(l));
        step.forbids.iter().for_each(|f| self.forbid(f));
    }

    fn duty(&mut self, duty: &Duty<'_>) {
        let row = match duty.modal {
            Modal::MustNot => "must_not",
            Modal::Must => "must",
            Modal::Should => "should",
            Modal::May => "may",
        };
        self.doer(&duty.parties, row, &duty.act);
        self.act(&duty.act);
        duty.limits.iter().for_each(|l| self.limit(l));
    }

    /// Who does something, or must not.
    fn doer(&mut self, parties: &Parties, modal: &str, act: &Act<'_>) {
        let cx = self.cx;
        self.look(&parties.list, || {
            let (act, en, zh) = (doing(cx, act), words::form(modal, Lang::En), words::form(modal, Lang::Zh));
            text!("the plan does not say who {en} `{act}`", "没有写明谁{zh} `{act}`")
        });
    }

    /// Whom an act is directed at.
    fn act(&mut self, act: &Act<'_>) {
        let Some((targets, _)) = addressed(act) else { return };
        let cx = self.cx;
        self.look(&targets.list, || {
            let act = quoted(cx.sources, act.span);
            text!("`{act}` does not say whom", "`{act}` 没有写明对象是谁")
        });
    }

    fn limit(&mut self, limit: &Limit<'_>) {
        let Some(consequence) = &limit.otherwise else { return };
        match &consequence.kind {
            ElseKind::Escalate(to, by) => {
                self.escalated_to(to);
                let by = by.iter().flat_map(|b| &b.list);
                self.look(by, || text!("the plan does not say who escalates", "没有写明由谁升级"));
            }
            ElseKind::Act(act) => self.act(act),
        }
    }

    fn escalated_to(&mut self, to: &Parties) {
        self.look(&to.list, || text!("the plan does not say to whom this is escalated", "没有写明升级至谁"));
    }

    fn forbid(&mut self, forbid: &Forbid<'c>) {
        let outer = self.cite;
        self.cite = forbid.clause.or(outer);
        self.doer(&forbid.parties, "must_not", &forbid.act);
        self.act(&forbid.act);
        let cx = self.cx;
        self.consents(forbid.unless.as_slice(), || {
            let act = doing(cx, &forbid.act);
            text!("an exception to the ban on `{act}`", "禁止 `{act}` 的例外")
        });
        self.cite = outer;
    }

    /// Posts that must act, own or approve something, and by whose name nobody knows that they are meant.
    fn anybody(&mut self) {
        let mut seen = HashSet::new();
        for (party, cite) in relied_on(self.cx.model) {
            let Some(id) = party.post().filter(|id| seen.insert(*id)) else { continue };
            let Some(post) = self.cx.model.post(id).filter(|post| is_open(post) && !self.cx.is_broken(post.head.decl.span)) else { continue };
            let (name, title) = (&post.head.name.text, post.head.title());
            let help = text!(
                "name the post in place of `{name}`, or write in its declaration who it is, such as its `phone`",
                "把 `{name}` 换成具体岗位，或在其声明中写明是谁，例如它的 `电话`"
            );
            let message = text!("`{title}` may be anybody: which post is meant?", "`{title}` 可以是任何人：指的是哪个岗位？");
            let finding = RULE.finding(post.head.name.span, message).related(party.span, text!("relied on here", "此处由它承担"));
            self.found.push(finding.help(help).cite(cite.or(post.head.cite())));
        }
    }

    fn consents(&mut self, consents: &[Consent], what: impl Fn() -> Text) {
        for consent in consents {
            let (en, zh) = match consent.kind {
                ConsentKind::Requested => ("requests", "申请"),
                ConsentKind::Proposed => ("proposes", "提出"),
                ConsentKind::Approved => ("approves", "批准"),
            };
            self.look(&consent.posts, || {
                let Text { en: object, zh: thing } = what();
                text!("the plan does not say who {en} {object}", "没有写明{thing}由谁{zh}")
            });
        }
    }
}

/// Whether only the title says who a post is, and fits anybody; a hole in it is `open-question`'s.
fn is_open(post: &Post<'_>) -> bool {
    let known = [&post.reports_to, &post.deputies, &post.leaders, &post.members].into_iter().any(|list| !list.is_empty());
    !known && post.contacts.is_empty() && !post.head.has_todo() && fits_anybody(post)
}

/// Those who must act in a procedure, own it or approve something in it, with the clause.
fn relied_on<'m, 'a>(model: &'m Model<'a>) -> Vec<(&'m Party, Option<&'a SmolStr>)> {
    let approving = |consents: &'m [Consent]| consents.iter().filter(|c| c.kind == ConsentKind::Approved).flat_map(|c| &c.posts);
    let mut found = Vec::new();
    for procedure in &model.procedures {
        let cite = procedure.head.cite();
        found.extend(procedure.owners.iter().map(|o| (&o.party, cite)));
        found.extend(procedure.starts.iter().flat_map(|s| approving(&s.consents)).map(|p| (p, cite)));
        for step in &procedure.steps {
            let cite = step.cite().or(cite);
            let bound = step.duties.iter().filter(|d| d.modal == Modal::Must).flat_map(|d| &d.parties.list);
            found.extend(approving(&step.consents).chain(bound).map(|p| (p, cite)));
        }
        found.extend(procedure.finishes.iter().flat_map(|f| approving(&f.consents)).map(|p| (p, cite)));
    }
    found
}

/// An act in the user's words; of `do "…"` only what is done.
fn doing(cx: &Context<'_>, act: &Act<'_>) -> String {
    if let ActKind::Do(text) = act.kind { text.text.to_string() } else { quoted(cx.sources, act.span) }
}
