//! Superiors or stand-ins that go round in a circle.

use super::prelude::{Context, Diagnostic, Model, Page, Party, Post, PostId, PostKind, Rule, Severity, Span, text};
use crate::analysis::{knots, people};
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P103",
    name: "reporting-cycle",
    severity: Severity::Error,
    why: ("a report that goes round in a circle comes back to the one who could not cope, and nobody above ever hears of it", "上报绕成一圈，又回到处理不了的人手里，真正的上级始终不知情"),
    page: Page(include_str!("../../../tests/rules/reporting-cycle.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let reporting = Graph::new(cx, reporting);
    let standing_in = Graph::new(cx, standing_in).one_way();
    let mut findings: Vec<_> = reporting.circles().iter().filter_map(|c| reporting_circle(cx, c)).collect();
    findings.extend(standing_in.circles().iter().filter_map(|c| stand_in_circle(cx, c)));
    findings
}

/// What one post says about another: it reports to it, is led by it, acts through it without a leader, has it as deputy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    Reports,
    Led,
    Acts,
    Deputy,
}

type Edge = (PostId, Span, Tie);

fn edges(parties: &[Party], tie: Tie) -> impl Iterator<Item = Edge> {
    parties.iter().filter_map(move |p| Some((p.post()?, p.span, tie)))
}

/// Reporting to a group is reporting to its leader, or to its deputy where nobody leads it.
fn reporting(_: &Model<'_>, _: PostId, post: &Post<'_>) -> Vec<Edge> {
    let headless = post.kind == PostKind::Group && post.leaders.is_empty();
    let acting = if headless { edges(&post.deputies, Tie::Acts) } else { edges(&post.leaders, Tie::Led) };
    edges(&post.reports_to, Tie::Reports).chain(acting).collect()
}

/// Who acts when a deputy is called.
fn standing_in(model: &Model<'_>, id: PostId, post: &Post<'_>) -> Vec<Edge> {
    let own = people::acting(model, id);
    // Where a post leads the group that stands in for it, the others of the group do.
    let acting = |deputy: PostId| match people::acting(model, deputy) {
        Some(acting) if acting == id && deputy != id => people::inside(model, deputy).people.into_iter().find(|p| *p != id).or(Some(id)),
        acting => acting,
    };
    let edge = |(deputy, span, tie): Edge| {
        let acts = acting(deputy)?;
        // A group whose deputy leads it already.
        let acts = if post.kind == PostKind::Group && !post.leaders.is_empty() && Some(acts) == own { id } else { acts };
        Some((acts, span, tie))
    };
    edges(&post.deputies, Tie::Deputy).filter_map(edge).collect()
}

struct Graph {
    successors: Vec<Vec<usize>>,
    ties: HashMap<(usize, usize), (Span, Tie)>,
}

impl Graph {
    fn new(cx: &Context<'_>, of: fn(&Model<'_>, PostId, &Post<'_>) -> Vec<Edge>) -> Self {
        let mut graph = Self { successors: Vec::new(), ties: HashMap::new() };
        for (from, post) in cx.model.posts.iter().enumerate() {
            let mut seen = HashSet::new();
            let edges = of(cx.model, PostId(from as u32), post).into_iter().filter(|edge| seen.insert(edge.0));
            let edges: Vec<_> = edges.map(|(to, span, tie)| (to.index(), span, tie)).collect();
            graph.successors.push(edges.iter().map(|e| e.0).collect());
            graph.ties.extend(edges.into_iter().map(|(to, span, tie)| ((from, to), (span, tie))));
        }
        graph
    }

    /// Without the ties of two posts to one another: when both are away, the superior is called.
    fn one_way(mut self) -> Self {
        for (from, list) in self.successors.iter_mut().enumerate() {
            list.retain(|to| *to == from || !self.ties.contains_key(&(*to, from)));
        }
        self
    }

    /// The circles: posts that point at themselves, then a shortest way round each knot.
    fn circles(&self) -> Vec<Circle> {
        let own = (0..self.successors.len()).filter(|n| self.ties.contains_key(&(*n, *n)));
        let own = own.map(|n| Circle { steps: self.ties_along(&[n]), others: Vec::new() });
        let knots = knots::groups(&self.successors);
        own.chain(knots.iter().map(|knot| self.circle(knot))).collect()
    }

    fn circle(&self, knot: &[usize]) -> Circle {
        let members: HashSet<usize> = knot.iter().copied().collect();
        let mut ring = knots::ring(&self.successors, knot);
        // A circle of superiors needs somebody who reports.
        if !self.ties_along(&ring).iter().any(|s| matches!(s.tie, Tie::Reports | Tie::Deputy)) {
            let inner = knot.iter().flat_map(|from| self.successors.get(*from).into_iter().flatten().map(move |to| (*from, *to)));
            let mut reports = inner.filter(|(from, to)| from != to && members.contains(to) && self.step(*from, *to).is_some_and(|s| s.tie == Tie::Reports));
            ring = reports.next().map_or(ring, |edge| knots::ring_over(&self.successors, knot, edge));
        }
        let on_ring: HashSet<usize> = ring.iter().copied().collect();
        let others = knot.iter().filter(|n| !on_ring.contains(n)).filter_map(|from| {
            let to = self.successors.get(*from)?.iter().find(|to| *to != from && members.contains(to))?;
            self.step(*from, *to)
        });
        Circle { steps: self.ties_along(&ring), others: others.collect() }
    }

    fn ties_along(&self, ring: &[usize]) -> Vec<Step> {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).filter_map(|(from, to)| self.step(*from, *to)).collect()
    }

    fn step(&self, from: usize, to: usize) -> Option<Step> {
        self.ties.get(&(from, to)).map(|(span, tie)| Step { from, to, span: *span, tie: *tie })
    }
}

/// One post of a circle and what it says about the next one.
#[derive(Clone, Copy)]
struct Step {
    from: usize,
    to: usize,
    span: Span,
    tie: Tie,
}

/// A shortest way round, and the posts that are tied in besides.
struct Circle {
    steps: Vec<Step>,
    others: Vec<Step>,
}

fn reporting_circle(cx: &Context<'_>, circle: &Circle) -> Option<Diagnostic> {
    // Groups that only lead one another are the matter of empty-group.
    let start = circle.steps.iter().position(|s| s.tie == Tie::Reports)?;
    let mut steps = circle.steps.clone();
    steps.rotate_left(start);
    let first = *steps.first()?;
    let (list, name) = (shown(cx, &steps), name_of(cx, first.from)?);
    let message = if steps.len() == 1 {
        text!("`{name}` reports to itself", "`{name}` 上报给了自己")
    } else {
        text!("reporting goes round in a circle: {list}", "上报绕成一圈：{list}")
    };
    let help = text!("let the highest of them report to someone outside the circle, or to nobody", "让其中最高的岗位上报给圈外的岗位，或不写 `上报`");
    Some(with_members(cx, RULE.finding(first.span, message).help(help), &steps, &circle.others))
}

fn stand_in_circle(cx: &Context<'_>, circle: &Circle) -> Option<Diagnostic> {
    let first = circle.steps.first()?;
    let (list, name) = (shown(cx, &circle.steps), name_of(cx, first.from)?);
    let is_group = cx.model.posts.get(first.from).is_some_and(|p| p.kind == PostKind::Group);
    let mut finding = if circle.steps.len() == 1 && is_group {
        RULE.finding(first.span, text!("the deputy of group `{name}` is its leader already", "小组 `{name}` 的副手就是其组长"))
            .help(text!("name another role after `deputy`", "在 `副手` 后写另一个岗位"))
    } else if circle.steps.len() == 1 {
        RULE.finding(first.span, text!("`{name}` is its own deputy", "`{name}` 的副手就是自己"))
            .help(text!("name another role after `deputy`", "在 `副手` 后写另一个岗位"))
    } else {
        RULE.finding(first.span, text!("deputies go round in a circle: {list}", "副手绕成一圈：{list}"))
            .help(text!("name all who can stand in, in order: `deputy A, B`", "依次写明所有可代替的岗位：`副手 甲, 乙`"))
    };
    if circle.steps.len() > 1 || is_group {
        finding.severity = Severity::Warning;
    }
    Some(with_members(cx, finding, &circle.steps, &circle.others))
}

/// Adds what each member says, but for the first, which the finding points at.
fn with_members(cx: &Context<'_>, mut finding: Diagnostic, steps: &[Step], others: &[Step]) -> Diagnostic {
    let clause = steps.iter().find_map(|s| cx.model.posts.get(s.from)?.head.cite());
    for step in steps.iter().skip(1).chain(others) {
        let (Some(name), Some(next)) = (name_of(cx, step.from), name_of(cx, step.to)) else { continue };
        let note = match step.tie {
            Tie::Reports => text!("`{name}` reports to `{next}`", "`{name}` 上报 `{next}`"),
            Tie::Acts => text!("`{name}` has no leader and acts through `{next}`", "`{name}` 没有组长，由 `{next}` 代行"),
            Tie::Led => text!("`{name}` is led by `{next}`", "`{name}` 的组长是 `{next}`"),
            Tie::Deputy => text!("the deputy of `{name}` is `{next}`", "`{name}` 的副手是 `{next}`"),
        };
        finding = finding.related(step.span, note);
    }
    finding.cite(clause)
}

fn name_of<'c>(cx: &'c Context<'_>, post: usize) -> Option<&'c str> {
    cx.model.posts.get(post).map(|p| p.head.name.text.as_str())
}

/// The names of a circle, the first one at its end again; long circles are cut.
fn shown(cx: &Context<'_>, steps: &[Step]) -> String {
    const MOST: usize = 6;
    let mut names: Vec<String> = steps.iter().take(MOST).filter_map(|s| Some(format!("`{}`", name_of(cx, s.from)?))).collect();
    let first = names.first().cloned();
    if steps.len() > MOST {
        names.push("…".to_owned());
    }
    names.extend(first);
    names.join(" → ")
}
