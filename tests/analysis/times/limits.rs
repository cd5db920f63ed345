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
