//! The engine against a slow, obvious judge: plans run over events made at random, and the whole history looked at anew for each of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

#[path = "../support/random.rs"]
mod random;
#[path = "../support/runnable.rs"]
mod runnable;
#[path = "../support/traces.rs"]
mod traces;

#[test]
fn smoke() {
    let mut random = random::Random(1);
    let (mut ok, mut bad) = (0, std::collections::BTreeMap::<String, usize>::new());
    for _ in 0..300 {
        let plan = runnable::random_plan(&mut random);
        let checked = plan.checked();
        match runnable::compiled(&checked) {
            Some((_, program)) => {
                ok += 1;
                for _ in 0..3 {
                    let t = traces::trace(&mut random, &program, 20);
                    if ok < 3 { println!("{}\n{}", plan.text, traces::lines(&t, &program)); }
                }
            }
            None => {
                for d in checked.diagnostics().iter().filter(|d| d.severity == preplan::diagnostic::Severity::Error) {
                    *bad.entry(format!("{} {}", d.code, d.message.en)).or_default() += 1;
                    if d.code == "P001" { println!("{}\n{:?}", plan.text, d); }
                }
            }
        }
    }
    println!("{ok} {bad:#?}");
    for plan in runnable::repository() {
        let checked = plan.checked();
        assert!(runnable::compiled(&checked).is_some(), "{}", plan.name);
    }
}
