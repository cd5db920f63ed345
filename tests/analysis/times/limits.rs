//! Where a procedure or a plan is too large to be judged, that is said, once for each procedure; just below it is judged.

use super::judged;
use preplan::diagnostic::{Diagnostic, Severity};
use std::fmt::Write as _;

fn gave_up(text: &str) -> bool {
    let (found, _) = judged(text);
    assert!(found.iter().all(|d| d.code.starts_with("P30")), "{found:#?}");
    let told: Vec<&Diagnostic> = found.iter().filter(|d| d.severity == Severity::Info && d.message.en.contains("too large")).collect();
    assert!(told.len() <= 1 && told.iter().all(|d| d.code == "P303"), "{told:#?}");
    !told.is_empty()
}

fn plan(steps: &str) -> String {
    format!("role lead {{ phone \"1\" }}\nsignal fire {{ reported by lead }}\nprocedure p {{\n  start when fire\n{steps}}}\n")
}

#[test]
fn steps_before_a_clock_are_looked_at_up_to_a_limit() {
    let chain = |count: usize| {
        let mut steps = String::from("  step s0 takes 1m..2m { lead must do \"work\" }\n");
        for at in 1..count {
            writeln!(steps, "  step s{at} after s{} takes 1m..2m {{ lead must do \"work\" }}", at - 1).unwrap();
        }
        steps + &format!("  step side takes 1m..2m {{ lead must do \"other\" within 5m of s{} }}\n", count - 1)
    };
    assert!(gave_up(&plan(&chain(4_100))));
    assert!(!gave_up(&plan(&chain(1_000))));
}

#[test]
fn limits_are_compared_up_to_a_limit() {
    // Each limit moves the first step, and all that come after it.
    let steps = |count: usize| {
        let mut steps = String::from("  step s0 { lead must do \"work\" }\n");
        for at in 1..count {
            writeln!(steps, "  step s{at} after s{} {{ lead must do \"work\" }}", at - 1).unwrap();
            writeln!(steps, "  step t{at} takes {at}m {{ lead must do \"other\" within 0m of s0 }}").unwrap();
        }
        steps
    };
    assert!(gave_up(&plan(&steps(1_500))));
    assert!(!gave_up(&plan(&steps(300))));
}

#[test]
fn signals_before_an_activation_are_looked_up_to_a_limit() {
    let text = |count: usize| {
        let signals: String = (0..count).map(|s| format!("signal x{s} {{ reported by lead }}\n")).collect();
        let steps: String = (0..count).map(|s| format!("  step t{s} when x{s} {{ lead must do \"work\" within 5m of x{s} }}\n")).collect();
        plan("  step s takes 1m { lead must activate q }\n") + &format!("{signals}procedure q {{\n{steps}}}\n")
    };
    assert!(gave_up(&text(4_100)));
    assert!(!gave_up(&text(1_000)));
}

/// Layers of two steps, each after any of the two before it; the last has so many minutes from the first.
fn layers(count: usize, minutes: usize) -> String {
    let mut steps = "  step s { lead must do \"begin\" }\n  step x0 after s takes 1m { lead must do \"work\" }\n  step y0 after s takes 1m { lead must do \"work\" }\n".to_owned();
    for at in 1..count {
        for name in ["x", "y"] {
            writeln!(steps, "  step {name}{at} after any of x{0}, y{0} takes 1m {{ lead must do \"work\" }}", at - 1).unwrap();
        }
    }
    steps + &format!("  step last after any of x{0}, y{0} takes 1m {{ lead must do \"other\" within {minutes}m of s else notify lead }}\n", count - 1)
}

#[test]
fn cases_are_told_apart_up_to_a_limit() {
    let codes = |text: &str| judged(text).0.iter().map(|d| d.code).collect::<Vec<_>>();
    assert!(!gave_up(&plan(&layers(6, 6))));
    assert_eq!(codes(&plan(&layers(6, 6))), ["P303"]);
    assert!(codes(&plan(&layers(6, 7))).is_empty());
    assert!(gave_up(&plan(&layers(24, 24))));
    // Where there is a way it is found, however many there are.
    assert!(codes(&plan(&layers(24, 25))).is_empty());
}

#[test]
fn any_of_many_steps_is_judged() {
    let steps = |count: usize, minutes: usize| {
        let each: String = (0..count).map(|at| format!("  step x{at} after s takes 2m..3m {{ lead must do \"work\" }}\n")).collect();
        let names: Vec<String> = (0..count).map(|at| format!("x{at}")).collect();
        format!("  step s takes 1m {{ lead must do \"begin\" }}\n{each}  step last after any of {} takes 1m {{ lead must do \"other\" within {minutes}m of s else notify lead }}\n", names.join(", "))
    };
    for count in [2, 300] {
        let found = |minutes: usize| judged(&plan(&steps(count, minutes))).0.iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(found(2), ["P303"], "{count}");
        assert_eq!(found(3), ["P304"], "{count}");
        assert!(found(4).is_empty(), "{count}");
    }
}

#[test]
fn an_end_of_many_parts_is_judged() {
    // The outer procedure waits for an inner one that ends with the last of many steps, or with a signal that starts both.
    let text = |count: usize, minutes: usize| {
        let steps: String = (0..count).map(|at| format!("  step x{at} takes 2m..3m {{ lead must do \"work\" }}\n")).collect();
        let ends: Vec<String> = (0..count).map(|at| format!("done x{at}")).collect();
        plan(&format!("  step s takes 1m {{ lead must activate q }}\n  step last when finished q takes 1m {{ lead must do \"other\" within {minutes}m of s else notify lead }}\n"))
            + &format!("procedure q {{\n{steps}  finish when {}\n}}\n", ends.join(" and "))
    };
    for count in [3, 100] {
        let found = |minutes: usize| judged(&text(count, minutes)).0.iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(found(2), ["P303"], "{count}");
        assert_eq!(found(3), ["P304"], "{count}");
        assert!(found(4).is_empty(), "{count}");
    }
}
