//! Escalations that come back to the one who is late: for each of them, everybody it may reach is looked up.

use super::super::random::Random;
use super::staff::{Ids, Staff, few, name, names};
use super::{findings, line};
use preplan::diagnostic::Severity;
use std::collections::BTreeMap;

/// `escalate to`, with who is late and who passes it on.
struct Handover {
    late: Ids,
    to: Ids,
    by: Ids,
    /// The line on which it stands.
    line: usize,
}

/// How it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Back {
    /// To all who are late.
    All,
    /// To some of them.
    Some,
    /// To the one who passes it on.
    Passed,
    /// To the only deputy of the one who is late.
    Deputy,
    /// When the target is away.
    StandIn,
}

impl Handover {
    fn back(&self, staff: &Staff) -> Option<Back> {
        let same = |a: usize, b: usize| a == b || staff.acting(a).is_some() && staff.acting(a) == staff.acting(b);
        let own = |party: &&usize| self.to.iter().all(|to| same(**party, *to));
        let backs = self.late.iter().filter(own).count();
        if self.by.iter().any(|by| own(&by)) {
            return Some(Back::Passed);
        }
        if backs > 0 {
            return Some(if backs == self.late.len() { Back::All } else { Back::Some });
        }
        let ([late], [to]) = (self.late.as_slice(), self.to.as_slice()) else { return None };
        if let [deputy] = staff.0[*late].deputies.as_slice()
            && same(*deputy, *to)
            && staff.acting(*deputy).is_some()
        {
            return Some(Back::Deputy);
        }
        let acting = staff.acting(*late)?;
        (staff.only_stand_in(*to) == Some(acting)).then_some(Back::StandIn)
    }
}

fn plan(random: &mut Random) -> (Staff, String, Vec<Handover>) {
    let (roles, groups) = (2 + random.below(4), random.below(4));
    let staff = Staff::new(random, roles, groups);
    let count = staff.0.len();
    let mut text = staff.written() + "signal fire { reported by anyone }\n";
    let mut handovers = Vec::new();
    let mut add = |text: &str, late: &Ids, to: Ids, by: Ids| {
        let said = if by.is_empty() { String::new() } else { format!(" by {}", names(&by)) };
        let said = format!("escalate to {}{said}", names(&to));
        handovers.push(Handover { late: late.clone(), to, by, line: text.matches('\n').count() });
        said
    };
    text += "procedure p {\n  start when fire";
    if random.below(3) == 0 {
        let approvers = few(random, count);
        let who: Vec<String> = approvers.iter().map(|id| name(*id)).collect();
        text += &format!(" approved by {} within 5m else ", who.join(" and "));
        text += &add(&text, &approvers, few(random, count), Ids::new());
    }
    text += "\n";
    let owners = if random.below(2) == 0 { few(random, count) } else { Ids::new() };
    if !owners.is_empty() {
        text += &format!("  owner {}\n  ", names(&owners));
        text += &add(&text, &owners, few(random, count), Ids::new());
        text += " after 2h\n";
    }
    for step in 0..1 + random.below(3) {
        text += &format!("  step s{step} {{\n");
        let mut all = Ids::new();
        for duty in 0..1 + random.below(2) {
            let parties = few(random, count);
            let must = random.below(5) > 0;
            text += &format!("    {} {} do \"work {step} {duty}\"\n", names(&parties), if must { "must" } else { "should" });
            let late = if must { parties } else { Ids::new() };
            all.extend(&late);
            if random.below(2) == 0 {
                text += &format!("      within {}m else ", 5 + duty);
                let (to, by) = (few(random, count), if random.below(4) == 0 { few(random, count) } else { Ids::new() });
                text += &add(&text, &late, to, by);
                text += "\n";
            }
        }
        // Behind a duty it would belong to the duty.
        if random.below(3) == 0 {
            text = text.replacen(&format!("  step s{step} {{\n"), &format!("  step s{step} {{ within 9m else @\n"), 1);
            let head = text.find('@').unwrap();
            let said = add(&text[..head], &all, few(random, count), Ids::new());
            text.replace_range(head..=head, &said);
        }
        text += "  }\n";
    }
    (staff, text + "}\n", handovers)
}

#[test]
fn escalations_come_back_as_every_path_shows() {
    let mut random = Random(104);
    let mut counts: BTreeMap<Back, usize> = BTreeMap::new();
    let mut silent = 0;
    for round in 0..10_000 {
        let (staff, text, handovers) = plan(&mut random);
        let found = findings(&text, &["P104"]);
        let told: BTreeMap<usize, Back> = found.iter().map(|f| {
            let message = &f.message.en;
            let back = match (message.contains("alone stands in"), message.contains("its only deputy"), message.contains("passes this on"), f.severity) {
                (true, ..) => Back::StandIn,
                (_, true, ..) => Back::Deputy,
                (.., true, _) => Back::Passed,
                (.., Severity::Error) => Back::All,
                (.., Severity::Warning | Severity::Info) => Back::Some,
            };
            (line(&text, f.span.start), back)
        }).collect();
        assert_eq!(told.len(), found.len());
        let wanted: BTreeMap<usize, Back> = handovers.iter().filter_map(|h| Some((h.line, h.back(&staff)?))).collect();
        assert_eq!(told, wanted, "round {round}\n{text}");
        wanted.values().for_each(|back| *counts.entry(*back).or_default() += 1);
        silent += usize::from(found.is_empty());
    }
    eprintln!("{counts:?}, {silent} plans without a finding");
    assert!(counts.len() == 5 && counts.values().all(|n| *n > 200) && silent > 500);
}
