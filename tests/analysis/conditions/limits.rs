//! Where an analysis gives up it says so; and numbers at the limits of what can be written.

use super::findings;
use preplan::diagnostic::{Diagnostic, Severity};

fn of(text: &str, code: &str) -> Vec<Diagnostic> {
    let all = findings(text);
    assert!(all.iter().all(|d| !d.code.starts_with("P00")), "{all:#?}");
    all.into_iter().filter(|d| d.code == code).collect()
}

fn undecided(found: &[Diagnostic]) -> bool {
    found.iter().any(|d| d.severity == Severity::Info && (d.message.en.contains("decide") || d.message.en.contains("cannot be said")))
}

/// So many birds in one nest fewer, no two together: impossible, and hard to see.
fn birds(count: usize) -> (String, String) {
    let name = |bird: usize, nest: usize| format!("b{bird}n{nest}");
    let signals = (0..count).flat_map(|b| (1..count).map(move |n| format!("signal {}\n", name(b, n)))).collect();
    let housed = (0..count).map(|b| format!("({})", (1..count).map(|n| name(b, n)).collect::<Vec<_>>().join(" or ")));
    let pairs = (0..count).flat_map(|a| (0..a).map(move |b| (a, b)));
    let alone = pairs.flat_map(|(a, b)| (1..count).map(move |n| format!("(not {} or not {})", name(a, n), name(b, n))));
    (signals, housed.chain(alone).collect::<Vec<_>>().join(" and "))
}

#[test]
fn a_condition_that_is_too_large_is_reported_as_undecided() {
    let (signals, few) = birds(3);
    let found = of(&format!("{signals}procedure p {{ start when {few} }}\n"), "P206");
    assert!(found.len() == 1 && found[0].severity == Severity::Error && !undecided(&found), "{found:#?}");

    let (signals, many) = birds(10);
    let found = of(&format!("{signals}procedure p {{ start when {many} }}\n"), "P206");
    assert!(found.len() == 1 && undecided(&found), "{found:#?}");
    // Beside a signal it can hold, and it is not known whether all of it matters.
    let found = of(&format!("{signals}signal f\nprocedure p {{ start when f or ({many}) }}\n"), "P207");
    assert!(found.len() == 1 && undecided(&found), "{found:#?}");
}

#[test]
fn a_ladder_that_is_too_large_is_reported_as_undecided() {
    let (signals, many) = birds(10);
    let found = of(&format!("{signals}signal f\nlevels L {{ level a when f and {many}\nlevel b when f }}\n"), "P501");
    assert!(found.len() == 1 && undecided(&found), "{found:#?}");

    let levels = |count: usize| -> String {
        let level = |at: usize| format!("level v{at} when g >= {at}人 and g < {}人\n", at + 1);
        format!("gauge g {{ unit 人 range 0人..{}人 }}\nlevels L {{\n{}}}\n", count - 1, (0..count).map(level).collect::<String>())
    };
    assert!(of(&levels(64), "P501").is_empty());
    assert!(undecided(&of(&levels(65), "P501")));
    assert!(of(&levels(65), "P502").is_empty());
    let asked = |count: usize| format!("{}procedure p {{ start when L.v1 }}\n", levels(count));
    assert!(of(&asked(64), "P206").is_empty());
    assert!(undecided(&of(&asked(65), "P206")), "{:#?}", of(&asked(65), "P206"));

    let gauges: String = (0..8).map(|g| format!("gauge g{g} {{ unit 人 range 0人.. }}\n")).collect();
    let grid = |sign: &str| (0..8).map(|g| format!("g{g} {sign} 3人")).collect::<Vec<_>>().join(" or ");
    let text = format!("{gauges}levels L {{ level a when {}\nlevel b when {} }}\n", grid(">="), grid(">"));
    assert!(of(&text, "P502").is_empty(), "three stretches of eight gauges are few enough");
    let more: String = (8..11).map(|g| format!("gauge g{g} {{ unit 人 range 0人.. }}\n")).collect();
    let grid = |sign: &str| (0..11).map(|g| format!("g{g} {sign} 3人")).collect::<Vec<_>>().join(" or ");
    let text = format!("{gauges}{more}levels L {{ level a when {}\nlevel b when {} }}\n", grid(">="), grid(">"));
    assert!(undecided(&of(&text, "P502")));
}

#[test]
fn a_ladder_that_depends_on_itself_is_undecided() {
    let text = "signal f\nlevels L { level a when f or L.b\nlevel b when not L.a }\n";
    assert!(undecided(&of(text, "P501")), "{:#?}", findings(text));
}

#[test]
fn a_length_of_time_within_another_is_decided_or_reported() {
    let text = |cond: &str| format!("signal f\nsignal s\nprocedure p {{ start when {cond} }}\n");
    assert!(of(&text("((f for 10m) or s) for 20m"), "P206").is_empty());
    assert!(!undecided(&of(&text("((f for 10m) or s) for 20m and not f and not s"), "P206")));
    assert!(undecided(&of(&text("((f for 10m) or s) for 20m and not (f for 20m) and not (s for 20m)"), "P206")));
}

#[test]
fn a_value_beyond_the_greatest_that_is_written_can_be() {
    let most = 4_611_686_018_427_387_i64;
    for (unit, value) in [("人", format!("{most}人")), ("℃", format!("{most}.903℃")), ("℃", format!("-{most}.903℃")), ("time", "100y".to_owned())] {
        let text = |sign: &str| format!("gauge g {{ unit {unit} }}\nprocedure p {{ start when g {sign} {value} }}\n");
        for sign in ["<", ">", "=", "<=", ">=", "!="] {
            let found: Vec<_> = findings(&text(sign)).into_iter().filter(|d| ["P206", "P207", "P506"].contains(&d.code) || d.code.starts_with("P00")).collect();
            assert!(found.is_empty(), "{sign} {value}: {found:#?}");
        }
        let text = format!("gauge g {{ unit {unit} }}\nlevels L {{ level a when g <= {value}\nlevel b when g > {value} }}\n");
        assert!(of(&text, "P501").is_empty() && of(&text, "P502").is_empty());
    }
    for (unit, value) in [("人", "4611686018427388人"), ("人", "99999999999999999999人"), ("℃", "-9223372036854775.808℃")] {
        let found = findings(&format!("gauge g {{ unit {unit} }}\nprocedure p {{ start when g > {value} }}\n"));
        assert!(found.iter().any(|d| d.code == "P005" && d.message.en.contains("too l")), "{value}: {found:#?}");
        assert!(!found.iter().any(|d| ["P206", "P207", "P506"].contains(&d.code)));
    }
}

#[test]
fn neighbours_are_told_apart_at_the_resolution_of_the_gauge() {
    let never = |unit: &str, cond: &str| !of(&format!("gauge g {{ unit {unit} }}\nprocedure p {{ start when {cond} }}\n"), "P206").is_empty();
    assert!(never("人", "g > 3人 and g < 4人"));
    assert!(!never("人", "g > 3人 and g < 4.5人"));
    assert!(!never("℃", "g > 38℃ and g < 39℃"));
    assert!(never("℃", "g > 38℃ and g < 38.001℃"));
    assert!(!never("time", "g > 1s and g < 2s"));
    assert!(never("time", "g < 0s"));
}
