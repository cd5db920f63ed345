//! Numbers that contradict one another, within one plan or between plans.

use super::prelude::*;
use crate::analysis::hazards::one_of;
use crate::analysis::numbers::{Kind, Region, Verdict, shape};
use crate::analysis::rescue::{kind_of_row, kinds_of, service_kinds};
use crate::analysis::siblings::{self, MOST_PAIRS, Number, Profile};
use crate::ast::Channel;
use crate::diagnostic::Lang;
use crate::words;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P402",
    name: "conflicting-number",
    severity: Severity::Error,
    why: (
        "a plan with two numbers for one service makes somebody choose while the fire burns, and one of them may be wrong",
        "同一服务写了两个号码，出事时还要先想打哪一个，其中一个还可能是错的",
    ),
    page: Page(include_str!("../../../tests/rules/conflicting-number.md")),
    check: Some(check),
};

type Phones<'m, 'a> = Vec<&'m Contact<'a>>;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let services = cx.model.posts.iter().filter(|p| p.kind == PostKind::Service);
    let services: Vec<(&Post<'_>, Phones<'_, '_>)> = services.map(|p| (p, phones(p))).filter(|s| !s.1.is_empty()).collect();
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    for (later, first) in same_name(&services) {
        seen.insert(later.0.head.name.span);
        findings.push(two_of_a_name(&first, &later));
    }
    for (row, later, first) in same_kind(&services) {
        if seen.insert(later.0.head.name.span) {
            findings.push(two_for_one(cx, row, &first, &later));
        }
    }
    if let Some(region) = cx.region() {
        findings.extend(services.iter().flat_map(|s| within(region, s)));
    }
    findings.extend(shared(cx, &services));
    findings
}

/// Services of one name, and duties that are the same, with other numbers in another plan.
pub(in crate::check) fn compare(group: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let (mut found, mut left) = (Vec::new(), MOST_PAIRS);
    let mut judge = |set: &[Dialled<'_>], en: &str, zh: &str| {
        found.extend(other_plan(set, waived, (en, zh), &mut left));
        if left == 0 {
            found.extend(set.iter().find_map(|(_, numbers, _)| numbers.first()).map(|n| gave_up(n.span)));
        }
        left > 0
    };
    for set in siblings::lines(group) {
        let set: Vec<Dialled<'_>> = set.iter().map(|(plan, line)| (*plan, line.numbers.as_slice(), line.cite.as_ref())).collect();
        if !judge(&set, "service", "外援") {
            return found;
        }
    }
    for twins in siblings::steps(group) {
        for set in siblings::duties(&twins) {
            let set: Vec<Dialled<'_>> = set.iter().map(|((plan, step), d)| (*plan, d.numbers.as_slice(), step.cite.as_ref())).collect();
            if !judge(&set, "duty", "职责") {
                return found;
            }
        }
    }
    found
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("the plans have too many different numbers to compare them all", "各份预案的号码差异过多，未能全部比对"));
    finding.severity = Severity::Info;
    finding.help(text!("compare fewer plans at once", "减少一次比对的预案"))
}

type Dialled<'p> = (&'p Profile, &'p [Number], Option<&'p SmolStr>);

/// Whether two plans have numbers for one thing that have nothing in common. The internal numbers of two organisations
/// differ for a reason.
fn conflict(a: &Dialled<'_>, b: &Dialled<'_>) -> bool {
    let public = |(plan, numbers, _): &Dialled<'_>| numbers.iter().any(|n| plan.region.is_some_and(|r| !r.kinds_of(&n.digits).is_empty()));
    let apart = !a.1.iter().any(|x| b.1.iter().any(|y| x.digits == y.digits));
    apart && ((a.0.org.is_some() && a.0.org == b.0.org) || public(a) || public(b))
}

/// Plans whose numbers for one thing have nothing in common. The finding stands at a number that is wrong for what it is
/// dialled for, else at the later one.
fn other_plan(set: &[Dialled<'_>], waived: Waived<'_>, (en, zh): (&str, &str), left: &mut usize) -> Option<Diagnostic> {
    let mut classes: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, (plan, numbers, _)) in set.iter().enumerate().filter(|(_, (_, n, _))| n.first().is_some_and(|n| !waived(n.span))) {
        let digits: Vec<&SmolStr> = numbers.iter().map(|n| &n.digits).collect();
        classes.entry((digits, plan.org.as_deref(), plan.region.map(|r| &r.code))).or_default().push(at);
    }
    let first = |class: &Vec<usize>| class.first().and_then(|at| set.get(*at));
    let mut in_conflict: BTreeSet<usize> = BTreeSet::new();
    for class in classes.values() {
        let looked = classes.values().filter_map(first).take(*left);
        let differs = looked.map(|other| {
            *left -= 1;
            first(class).is_some_and(|of| conflict(of, other))
        });
        if differs.into_iter().any(|differs| differs) {
            in_conflict.extend(class);
        }
    }
    let in_conflict: Vec<&Dialled<'_>> = in_conflict.iter().filter_map(|at| set.get(*at)).collect();
    let wrong = in_conflict.iter().find(|(plan, numbers, _)| numbers.iter().any(|n| plan.is_doubted(n.span)));
    let later = wrong.or_else(|| in_conflict.iter().find(|b| in_conflict.first().is_some_and(|a| conflict(a, b))))?;
    let number = |d: &Dialled<'_>| d.1.first().cloned();
    let mut others: Vec<(&Dialled<'_>, Number)> = in_conflict.iter().filter_map(|d| Some((*d, number(d)?))).collect();
    others.retain(|(d, _)| d.0.root != later.0.root);
    // What differs comes first.
    others.sort_by_key(|(d, _)| !conflict(d, later));
    let (here, there) = (number(later)?, others.first()?.1.clone());
    let message = text!(
        "`{}` here, but `{}` for the same {en} in another plan", "此处为 `{}`，另一份预案的同一{zh}却是 `{}`",
        here.shown, there.shown
    );
    let is_wrong = wrong.is_some() && others.first().is_some_and(|(other, number)| !other.0.is_doubted(number.span));
    let finding = RULE.finding(here.span, message).cite(later.2);
    let finding = others.iter().fold(finding, |f, (other, number)| {
        let shown = &number.shown;
        let label = match () {
            () if conflict(other, later) => text!("the other number", "另一个号码"),
            () if number.digits == here.digits => text!("this number here as well", "此处也是这个号码"),
            () => text!("`{shown}` here", "此处为 `{shown}`"),
        };
        f.related(number.span, label)
    });
    let shown = &there.shown;
    Some(finding.help(if is_wrong {
        text!("`{shown}`, as in the other plan, is right: write it in all of them", "另一份写的 `{shown}` 才对：请在各份预案中都写成它")
    } else {
        text!("find out which is right and write it in all of them", "查明哪个正确，并在各份预案中写成一致")
    }))
}

type Line<'m, 'a> = (&'m Post<'a>, Phones<'m, 'a>);

fn phones<'m, 'a>(post: &'m Post<'a>) -> Phones<'m, 'a> {
    post.contacts.iter().filter(|c| c.channel == Channel::Phone && shape::comparable(c.text).is_some()).collect()
}

fn differ(a: &Line<'_, '_>, b: &Line<'_, '_>) -> bool {
    !a.1.iter().any(|x| b.1.iter().any(|y| shape::comparable(x.text) == shape::comparable(y.text)))
}

/// Services that go by a name an earlier one has, with other numbers.
fn same_name<'m, 'a>(services: &[Line<'m, 'a>]) -> Vec<(Line<'m, 'a>, Line<'m, 'a>)> {
    let mut first: HashMap<&str, &Line<'m, 'a>> = HashMap::new();
    let mut found = Vec::new();
    for line in services {
        let own = [line.0.head.title(), line.0.head.name.text.as_str()];
        let names: Vec<&str> = own.into_iter().chain(line.0.head.aliases().map(|a| a.0.as_str())).collect();
        let other = names.iter().find_map(|n| first.get(n)).filter(|o| o.0.head.name.span != line.0.head.name.span);
        if let Some(other) = other.filter(|o| differ(o, line)) {
            found.push((line.clone(), (*other).clone()));
        }
        for name in names {
            first.entry(name).or_insert(line);
        }
    }
    found
}

/// Services for something an earlier one is for, with other numbers.
fn same_kind<'m, 'a>(services: &[Line<'m, 'a>]) -> Vec<(&'static str, Line<'m, 'a>, Line<'m, 'a>)> {
    let mut first: BTreeMap<&str, &Line<'m, 'a>> = BTreeMap::new();
    let mut found = Vec::new();
    for line in services {
        for row in line.0.serves.iter().filter_map(|s| s.row).filter(|row| kind_of_row(row).is_some_and(Kind::is_vital)) {
            match first.get(row) {
                Some(other) if differ(other, line) => found.push((row, line.clone(), (*other).clone())),
                Some(_) => {}
                None => {
                    first.insert(row, line);
                }
            }
        }
    }
    found
}

fn pair(message: Text, first: &Contact<'_>, later: &Contact<'_>, cite: Option<&SmolStr>) -> Diagnostic {
    RULE.finding(later.span, message).related(first.span, text!("the other number", "另一个号码")).cite(cite)
}

fn two_of_a_name(first: &Line<'_, '_>, later: &Line<'_, '_>) -> Diagnostic {
    let (Some(a), Some(b), name) = (first.1.first(), later.1.first(), later.0.head.title()) else {
        return RULE.finding(later.0.head.name.span, text!("two numbers for one service", "同一外援有两个号码"));
    };
    let (x, y) = (a.text, b.text);
    let message = text!("`{name}` has the number `{x}` in one place and `{y}` in another", "`{name}` 一处写 `{x}`，另一处写 `{y}`");
    pair(message, a, b, later.0.head.cite())
        .help(text!("find out which is right and declare the service once", "查明哪个正确，只声明一次"))
}

fn two_for_one(cx: &Context<'_>, row: &'static str, first: &Line<'_, '_>, later: &Line<'_, '_>) -> Diagnostic {
    let (Some(a), Some(b)) = (first.1.first(), later.1.first()) else {
        return RULE.finding(later.0.head.name.span, text!("two numbers for one service", "同一外援有两个号码"));
    };
    let (x, y, en, zh) = (a.text, b.text, words::form(row, Lang::En), words::form(row, Lang::Zh));
    let message = text!("two services for {en} have different numbers: `{x}` and `{y}`", "两个负责{zh}的外援号码不同：`{x}` 与 `{y}`");
    let kind = kind_of_row(row);
    let right = |region: &Region, number: &str| kind.is_some_and(|k| matches!(region.verdict(number, &[k]), Verdict::Right));
    let public = |region: &Region, number: &str| !region.kinds_of(number).is_empty();
    let against = cx.region().filter(|r| public(r, x) && public(r, y) && !(right(r, x) && right(r, y)));
    if let Some(region) = against {
        // The finding stands at the wrong one.
        let (good, bad, post) = if right(region, y) { (b, a, first.0) } else { (a, b, later.0) };
        return pair(message, good, bad, post.head.cite()).help(text!("keep the number that is right for {en}", "只保留负责{zh}的正确号码"));
    }
    let mut finding = pair(message, a, b, later.0.head.cite());
    finding.severity = Severity::Info;
    finding.help(text!("say in the steps which of them is called first", "请在步骤中写明先打哪一个"))
}

/// The numbers of one service against one another.
fn within(region: &Region, line: &Line<'_, '_>) -> Vec<Diagnostic> {
    let (post, phones) = line;
    let kinds = service_kinds(post);
    let public: Vec<(&Contact<'_>, Vec<Kind>)> =
        phones.iter().map(|c| (*c, kinds_of(region, c.text))).filter(|p| !p.1.is_empty()).collect();
    let Some(((first, actual), rest)) = public.split_first() else { return Vec::new() };
    let serves = |actual: &[Kind], wanted: Kind| actual.iter().any(|k| k.serves(wanted));
    let left: Vec<Kind> = kinds.iter().copied().filter(|k| k.is_vital() && !public.iter().any(|p| serves(&p.1, *k))).collect();
    let name = post.head.title();
    // A number that serves none of them is a wrong one: `wrong-emergency-number` reports it.
    if public.len() == phones.len() && !left.is_empty() && left.len() < kinds.len() {
        let (number, is, lacks) = (first.text, one_of(actual, Kind::line), one_of(&left, Kind::line));
        let message = Text {
            en: format!("`{name}` is for more than `{number}` answers: that is {}, not {}", is.en, lacks.en),
            zh: format!("`{name}` 负责的不止 `{number}` 能受理的：它是{}，不是{}", is.zh, lacks.zh),
        };
        let help = Text { en: format!("declare a service of its own with {}", lacks.en), zh: format!("另外声明一个外援，写明{}", lacks.zh) };
        return vec![RULE.finding(first.span, message).help(help).cite(post.head.cite())];
    }
    let apart = rest.iter().filter(|(contact, other)| {
        let mixed = !other.iter().any(|k| serves(actual, *k) || actual.iter().any(|a| k.serves(*a)));
        let meant = !kinds.is_empty() && kinds.iter().any(|k| serves(other, *k));
        mixed && !meant && (kinds.is_empty() || region.is_universal(contact.text))
    });
    apart.map(|(contact, other)| mixed(post, (first, actual), (contact, other), !kinds.is_empty())).collect()
}

fn mixed(post: &Post<'_>, first: (&Contact<'_>, &[Kind]), later: (&Contact<'_>, &[Kind]), mild: bool) -> Diagnostic {
    let (x, y, name) = (first.0.text, later.0.text, post.head.title());
    let (a, b) = (one_of(first.1, Kind::line), one_of(later.1, Kind::line));
    let message = Text {
        en: format!("`{name}` has `{x}`, {}, and `{y}`, {}", a.en, b.en),
        zh: format!("`{name}` 既有 `{x}`（{}），又有 `{y}`（{}）", a.zh, b.zh),
    };
    let mut finding = pair(message, first.0, later.0, post.head.cite())
        .help(text!("declare one service for each number and say what it is for", "一个号码声明一个外援，并写明负责什么"));
    if mild {
        finding.severity = Severity::Warning;
    }
    finding
}

/// One number for services of kinds that the region keeps apart.
fn shared(cx: &Context<'_>, services: &[Line<'_, '_>]) -> Vec<Diagnostic> {
    let Some(region) = cx.region() else { return Vec::new() };
    let mut first: HashMap<SmolStr, (&Contact<'_>, &Post<'_>, Vec<Kind>)> = HashMap::new();
    let mut found = Vec::new();
    for (post, phones) in services {
        let kinds: Vec<Kind> = service_kinds(post).into_iter().filter(|k| k.is_vital()).collect();
        for contact in phones.iter().filter(|_| !kinds.is_empty()) {
            let Some(number) = shape::comparable(contact.text) else { continue };
            match first.get(&number) {
                Some((other, owner, theirs)) if apart(region, &number, theirs, &kinds) => {
                    let (first, later) = ((*other, *owner), (*contact, *post));
                    let wrong_first = reaches(region, &number, &kinds);
                    found.push(if wrong_first { one_for_two(region, later, first) } else { one_for_two(region, first, later) });
                }
                Some(_) => {}
                None => {
                    first.insert(number, (*contact, *post, kinds.clone()));
                }
            }
        }
    }
    found
}

/// Whether an emergency number is for one of these kinds.
fn reaches(region: &Region, number: &str, kinds: &[Kind]) -> bool {
    kinds_of(region, number).iter().any(|k| kinds.iter().any(|w| k.serves(*w)))
}

/// Whether services of these kinds have numbers of their own here, and this number is for one of them at most.
fn apart(region: &Region, number: &str, a: &[Kind], b: &[Kind]) -> bool {
    if a.iter().any(|k| b.contains(k)) {
        return false;
    }
    if region.kinds_of(number).is_empty() {
        return !region.entries.iter().any(|e| reaches(region, &e.number, a) && reaches(region, &e.number, b));
    }
    reaches(region, number, a) != reaches(region, number, b)
}

fn one_for_two(region: &Region, first: (&Contact<'_>, &Post<'_>), later: (&Contact<'_>, &Post<'_>)) -> Diagnostic {
    let (number, a, b) = (later.0.text, first.1.head.title(), later.1.head.title());
    let message = text!("`{a}` and `{b}` have the same number `{number}`", "`{a}` 与 `{b}` 写了同一个号码 `{number}`");
    let mut finding = RULE
        .finding(later.0.span, message)
        .related(first.0.span, text!("the same number", "相同的号码"))
        .cite(later.1.head.cite());
    let (en, zh) = (&region.en, &region.zh);
    if region.kinds_of(number).is_empty() {
        finding.severity = Severity::Info;
        return finding.help(text!("if it is an internal number that reaches both, say so with a `note`", "若是能接通双方的内部号码，请用 `说明` 写明"));
    }
    finding.help(text!("in {en} each of them has a number of its own", "在{zh}，两者各有自己的号码"))
}
