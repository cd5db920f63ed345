//! Which plans are compared at all, and how: by organisation and family, of several versions the latest, on any number of
//! cores, and by the command as by the library.

use super::super::random::Random;
use super::found_in_order;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq)]
struct Plan {
    name: usize,
    org: Option<usize>,
    family: Option<usize>,
    effective: Option<usize>,
    minutes: usize,
    heat: usize,
}

fn plan(random: &mut Random) -> Plan {
    let belongs = |random: &mut Random| (random.below(3) > 0).then(|| random.below(2));
    Plan {
        name: random.below(4),
        org: belongs(random),
        family: belongs(random),
        effective: (random.below(2) == 0).then(|| random.below(3)),
        minutes: 1 + random.below(3),
        heat: random.below(2),
    }
}

fn written(plan: &Plan) -> String {
    let Plan { name, org, family, effective, minutes, heat } = plan;
    let org = org.map_or(String::new(), |o| format!(" org \"Centre {o}\""));
    let family = family.map_or(String::new(), |f| format!(" family \"Centres {f}\""));
    let effective = effective.map_or(String::new(), |y| format!(" effective 202{y}-01-01"));
    format!(
        "plan p{name} {{{org}{family}{effective} }}\nrole lead {{ phone \"1\" }}\nrole head {{ phone \"2\" }}\n\
         signal fire {{ reported by anyone }}\ngauge heat {{ unit ℃ }}\nlevels l {{\n  level hot\n    when heat > {heat}℃ //@ level\n}}\n\
         procedure p {{\n  start when fire\n  step s {{\n    lead must notify head\n      within {minutes}m //@ limit\n  }}\n}}\n"
    )
}

/// Whether a newer version of the plan is there.
fn is_old(plan: &Plan, plans: &[Plan]) -> bool {
    let same = |p: &&Plan| p.name == plan.name && p.org == plan.org && (plan.org.is_some() || p.family == plan.family);
    (plan.org.is_some() || plan.family.is_some()) && plans.iter().filter(same).any(|p| p.effective > plan.effective)
}

#[test]
fn plans_of_one_organisation_or_family_are_compared_and_no_others() {
    let mut random = Random(3);
    let (mut told, mut apart) = (0, 0);
    for round in 0..super::rounds() {
        let plans: Vec<Plan> = (0..2 + random.below(3)).map(|_| plan(&mut random)).collect();
        let texts: Vec<String> = plans.iter().map(written).collect();
        let mut order: Vec<usize> = (0..plans.len()).collect();
        order.rotate_left(random.below(plans.len()));
        let found = found_in_order(&texts, &order);
        let kin = |a: &Plan, b: &Plan| (a.org.is_some() && a.org == b.org) || (a.family.is_some() && a.family == b.family);
        let judged = |code: &str, differs: &dyn Fn(&Plan, &Plan) -> bool| -> BTreeSet<usize> {
            let latest: Vec<usize> = (0..plans.len()).filter(|p| !is_old(&plans[*p], &plans)).collect();
            let wanted = latest.iter().filter(|a| latest.iter().any(|b| kin(&plans[**a], &plans[*b]) && differs(&plans[**a], &plans[*b])));
            let wanted: BTreeSet<usize> = wanted.copied().collect();
            let own = found.between.iter().filter(|f| f.code == code);
            let named: BTreeSet<usize> = own.flat_map(|f| f.places.iter().map(|p| p.0)).collect();
            assert_eq!(named, wanted, "round {round}: {code}\n{:#?}\n{}", found.between, super::all(&texts));
            wanted
        };
        told += usize::from(!judged("P307", &|a, b| a.minutes != b.minutes).is_empty());
        apart += usize::from(judged("P507", &|a, b| a.heat != b.heat).is_empty());
        for finding in &found.between {
            let main = finding.main().0;
            assert!(finding.places[1..].iter().any(|p| kin(&plans[main], &plans[p.0])), "round {round}: {finding:#?}\n{}", super::all(&texts));
        }
    }
    eprintln!("groups: {told} with a finding, {apart} without one");
    assert!(told > 200 && apart > 200);
}

#[test]
fn any_number_of_cores_finds_the_same() {
    let mut random = Random(9);
    let groups: Vec<Vec<String>> = (0..200).map(|_| (0..4).map(|_| written(&plan(&mut random))).collect()).collect();
    let one = |texts: &Vec<String>| found_in_order(texts, &[0, 1, 2, 3]).between;
    let alone: Vec<_> = groups.iter().map(one).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    assert_eq!(pool.install(|| groups.par_iter().map(one).collect::<Vec<_>>()), alone);
}

#[test]
fn the_command_finds_the_same_on_one_core_and_on_many_and_in_any_order() {
    let mut random = Random(10);
    let folder = std::env::temp_dir().join(format!("preplan-across-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let names: Vec<String> = (0..24).map(|at| format!("plan{at:02}.plan")).collect();
    for name in &names {
        std::fs::write(folder.join(name), written(&plan(&mut random))).unwrap();
    }
    let run = |threads: &str, files: &[String]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_preplan"));
        command.current_dir(&folder).env("RAYON_NUM_THREADS", threads).args(["check", "--format", "plain"]).args(files);
        command.output().unwrap().stdout
    };
    let once = run("1", &names);
    let turned: Vec<String> = names.iter().rev().cloned().collect();
    assert!(String::from_utf8_lossy(&once).contains("P307"));
    assert_eq!(run("8", &names), once);
    assert_eq!(run("8", &turned), once);
    assert_eq!(run("3", &[".".to_owned()]), once);
    std::fs::remove_dir_all(&folder).unwrap();
}
