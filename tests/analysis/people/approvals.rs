//! Approvals of what one asks for or does oneself: for each of them, everybody who may approve is looked up.

use super::super::random::Random;
use super::staff::{Ids, Staff, few, name, names};
use super::{findings, line, quoted};
use std::collections::{BTreeMap, BTreeSet};

/// Who approves; all of them or one of several.
#[derive(Clone)]
struct Consent {
    any: bool,
    posts: Ids,
}

impl Consent {
    fn new(random: &mut Random, count: usize) -> Self {
        Self { any: random.below(3) == 0, posts: few(random, count) }
    }

    fn written(&self, word: &str) -> String {
        let list: Vec<String> = self.posts.iter().map(|id| name(*id)).collect();
        if self.any { format!(" {word} any of {}", list.join(", ")) } else { format!(" {word} {}", list.join(" and ")) }
    }
}

/// Something that is approved, on a line of its own.
struct Approval {
    line: usize,
    approved: Vec<Consent>,
    /// Who proposes or does it.
    others: Ids,
    /// A duty to ask for it.
    asked: bool,
}

/// How one approves what is one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Own {
    Directly,
    StandIn,
}

/// Whether an approver is one of these people; a group approves through any of its leaders, and acts through the first.
fn is_one(staff: &Staff, approver: usize, others: &Ids) -> bool {
    others.iter().filter_map(|o| staff.acting(*o)).any(|o| staff.heads(approver).contains(&o))
}

impl Approval {
    fn own(&self, staff: &Staff) -> Option<Own> {
        if self.approved.is_empty() {
            return None;
        }
        // Some choice of those who approve is made of those who propose or do it alone.
        let enough = |c: &Consent, others: &Ids| if c.any { c.posts.iter().any(|p| is_one(staff, *p, others)) } else { c.posts.iter().all(|p| is_one(staff, *p, others)) };
        if self.asked {
            // Each asks for himself.
            if self.others.iter().any(|o| enough(&self.approved[0], &vec![*o])) {
                return Some(Own::Directly);
            }
            if self.others.len() > 1 || self.approved[0].posts.len() > 1 {
                return None;
            }
        } else if self.approved.iter().all(|c| enough(c, &self.others)) {
            return Some(Own::Directly);
        }
        // Where just one other approves, whoever stands in for that one.
        if self.approved.iter().any(|c| c.any && c.posts.len() > 1) {
            return None;
        }
        let strangers: Ids = self.approved.iter().flat_map(|c| &c.posts).copied().filter(|p| !is_one(staff, *p, &self.others)).collect();
        let [stranger] = strangers.as_slice() else { return None };
        let next = staff.only_stand_in(*stranger)?;
        self.others.iter().any(|o| staff.acting(*o) == Some(next)).then_some(Own::StandIn)
    }

    /// Who must approve and has no contact; who is called elsewhere is the matter of missing-contact.
    fn silent(&self, staff: &Staff, called: &Ids) -> Ids {
        let is_silent = |p: &usize| !called.contains(p) && !has_contact(staff, *p, &mut Ids::new());
        let silent = |c: &Consent| {
            let silent: Ids = c.posts.iter().copied().filter(is_silent).collect();
            if c.any && silent.len() < c.posts.len() { Ids::new() } else { silent }
        };
        self.approved.iter().filter(|_| !self.asked).flat_map(silent).collect()
    }
}

/// A post is called by its own contact, a group also by that of whoever leads it.
fn has_contact(staff: &Staff, id: usize, seen: &mut Ids) -> bool {
    if seen.contains(&id) {
        return false;
    }
    seen.push(id);
    let post = &staff.0[id];
    let leading = if post.leaders.is_empty() { &post.deputies } else { &post.leaders };
    post.phone || post.group && leading.iter().any(|l| has_contact(staff, *l, seen))
}

struct Plan {
    staff: Staff,
    text: String,
    approvals: Vec<Approval>,
    /// Who is called somewhere.
    called: Ids,
}

fn plan(random: &mut Random) -> Plan {
    let (roles, groups) = (2 + random.below(4), random.below(4));
    let staff = Staff::new(random, roles, groups);
    let count = staff.0.len();
    let mut plan = Plan { text: staff.written() + "signal fire { reported by anyone }\n", staff, approvals: Vec::new(), called: Ids::new() };
    let forbid = |plan: &mut Plan, random: &mut Random, what: &str| {
        let (others, consent) = (few(random, count), Consent::new(random, count));
        let said = format!("forbid {} do \"{what}\" unless{}\n", names(&others), consent.written("approved by"));
        plan.add(&said, vec![consent], others, false);
    };
    if random.below(3) == 0 {
        forbid(&mut plan, random, "sing");
    }
    plan.text += "procedure p {\n";
    let (asking, consent) = (Consent::new(random, count), Consent::new(random, count));
    let said = format!("  start when fire{}{}\n", asking.written("requested by"), consent.written("approved by"));
    if random.below(2) == 0 {
        plan.add(&said, vec![consent], asking.posts, false);
    } else {
        plan.text += "  start when fire\n";
    }
    if random.below(3) == 0 {
        forbid(&mut plan, random, "dance");
    }
    for step in 0..1 + random.below(2) {
        let parties = few(random, count);
        match random.below(4) {
            0 => {
                let asked = few(random, count);
                plan.called.extend(&asked);
                let said = format!("  step s{step} {{ {} must request approval of {} }}\n", names(&parties), names(&asked));
                plan.add(&said, vec![Consent { any: false, posts: asked }], parties, true);
            }
            1 => {
                let told = few(random, count);
                plan.called.extend(&told);
                plan.text += &format!("  step s{step} {{ {} must notify {} }}\n", names(&parties), names(&told));
            }
            more => {
                let (consent, second) = (Consent::new(random, count), Consent::new(random, count));
                let other = if more == 3 { second.written("approved by") } else { String::new() };
                let modal = random.one(&["must", "should", "may", "must not"]);
                let said = format!("  step s{step}{}{other} {{ {} {modal} do \"work {step}\" }}\n", consent.written("approved by"), names(&parties));
                let others = if modal == "must not" { Ids::new() } else { parties };
                plan.add(&said, if more == 3 { vec![consent, second] } else { vec![consent] }, others, false);
            }
        }
    }
    let (asking, consent) = (Consent::new(random, count), Consent::new(random, count));
    let said = format!("  finish when not fire{}{}\n", asking.written("proposed by"), consent.written("approved by"));
    plan.add(&said, vec![consent], asking.posts, false);
    plan.text += "}\n";
    plan
}

impl Plan {
    fn add(&mut self, said: &str, approved: Vec<Consent>, others: Ids, asked: bool) {
        self.approvals.push(Approval { line: self.text.matches('\n').count(), approved, others, asked });
        self.text += said;
    }
}

#[test]
fn approvals_are_ones_own_as_every_path_shows() {
    let mut random = Random(109);
    let (mut direct, mut by_stand_in, mut unreachable, mut silent) = (0, 0, 0, 0);
    for round in 0..10_000 {
        let plan = plan(&mut random);
        let text = &plan.text;
        let found = findings(text, &["P109"]);
        let (lost, own): (Vec<_>, Vec<_>) = found.iter().partition(|f| f.message.en.contains("cannot be reached"));
        let told: BTreeMap<usize, Own> = own.iter().map(|f| (line(text, f.span.start), if f.message.en.contains("alone stands in") { Own::StandIn } else { Own::Directly })).collect();
        assert_eq!(told.len(), own.len(), "round {round}: told twice\n{text}");
        let wanted: BTreeMap<usize, Own> = plan.approvals.iter().filter_map(|a| Some((a.line, a.own(&plan.staff)?))).collect();
        assert_eq!(told, wanted, "round {round}\n{text}\n{found:#?}");
        let told: BTreeSet<String> = lost.iter().map(|f| quoted(&f.message.en)[0].to_owned()).collect();
        assert_eq!(told.len(), lost.len(), "round {round}: told twice\n{text}");
        let lost = plan.approvals.iter().flat_map(|a| a.silent(&plan.staff, &plan.called));
        assert_eq!(told, lost.map(name).collect(), "round {round}\n{text}\n{found:#?}");
        direct += wanted.values().filter(|o| **o == Own::Directly).count();
        by_stand_in += wanted.values().filter(|o| **o == Own::StandIn).count();
        unreachable += told.len();
        silent += usize::from(found.is_empty());
    }
    eprintln!("{direct} own approvals, {by_stand_in} by stand-ins, {unreachable} out of reach, {silent} plans without a finding");
    assert!(direct > 1_000 && by_stand_in > 300 && unreachable > 1_000 && silent > 300);
}
