//! What is refused: with a reason, and nothing has changed.

use crate::random::Random;
use crate::runnable::{Plan, compiled, waivers};
use crate::traces::{play, trace};
use preplan::emit::program::Program;
use preplan::emit::program::layout::{BEGUN, LATEST, NOW, PLAN};
use preplan::engine::{Engine, Refused, State};

const PLAN_TEXT: &str = r#"
role lead { phone "1" }
signal fire { reported by lead }
gauge many { unit 人 }
procedure p {
  start when fire for 2m or many > 3人
  step s takes 3m { automatic }
  step t after s { lead must notify lead within 5m else escalate to lead every 10m }
}
"#;

fn with<R>(text: &str, run: impl FnOnce(&Program) -> R) -> R {
    let plan = Plan::new("refused.plan", text.to_owned() + &waivers());
    let checked = plan.checked();
    let (_, program) = compiled(&checked).unwrap();
    run(&program)
}

#[test]
fn a_state_of_another_plan_or_a_damaged_one_is_refused() {
    let other = with(&PLAN_TEXT.replace("5m", "6m"), |other| Engine::new(other).save());
    with(PLAN_TEXT, |program| {
        let mut engine = Engine::new(program);
        engine.begin(None, &mut |_| {}).unwrap();
        engine.set(60_000, 0, 5_000, &mut |_| {}).unwrap();
        let kept = engine.save();
        let mut refuse = |state: State| {
            assert_eq!(engine.restore(&state), Err(Refused::WrongState), "{state:?}");
            assert_eq!(engine.save(), kept);
        };
        refuse(other);
        refuse(State { cells: Vec::new() });
        let changed = |cell: usize, value: i64| {
            let mut state = kept.clone();
            state.cells[cell] = value;
            state
        };
        refuse(State { cells: kept.cells[1..].to_vec() });
        refuse(State { cells: [kept.cells.clone(), vec![0]].concat() });
        for (cell, value) in [(PLAN, 0), (BEGUN, 2), (BEGUN, -1), (NOW, -1), (NOW, LATEST + 1), (NOW, i64::MIN)] {
            refuse(changed(cell, value));
        }
        engine.restore(&kept).unwrap();
        assert_eq!(engine.next_timer(), Some(240_000));
    });
}

/// Whatever numbers stand in the cells: an engine that takes them over goes on without failing.
#[test]
fn no_state_makes_it_fail() {
    with(PLAN_TEXT, |program| {
        let mut random = Random(5);
        let mut taken = 0;
        for _ in 0..3_000 {
            let mut engine = Engine::new(program);
            for timed in trace(&mut random, program, 8) {
                let _ = play(&mut engine, timed, &mut |_| {});
            }
            let mut state = engine.save();
            for _ in 0..=random.below(3) {
                let cell = random.below(state.cells.len());
                state.cells[cell] = random.one(&[-1, 0, 1, 2, 3, 60_000, LATEST, LATEST - 1, i64::MAX, i64::MIN]);
            }
            if engine.restore(&state).is_ok() {
                taken += 1;
                for timed in trace(&mut random, program, 8) {
                    let _ = play(&mut engine, timed, &mut |_| {});
                }
            }
        }
        assert!(taken > 300, "{taken}");
    });
}

#[test]
fn at_the_largest_times_nothing_overflows() {
    with(PLAN_TEXT, |program| {
        let mut engine = Engine::new(program);
        engine.begin(None, &mut |_| {}).unwrap();
        engine.raise(LATEST - 1, 0, &mut |_| {}).unwrap();
        engine.set(LATEST, 0, 4_000, &mut |_| {}).unwrap();
        let mut effects = 0;
        engine.advance(LATEST, &mut |_| effects += 1).unwrap();
        assert_eq!((engine.next_timer(), effects), (Some(LATEST + 119_999), 0), "what falls after the latest time never does");
        assert_eq!(engine.advance(LATEST + 1, &mut |_| {}), Err(Refused::OutOfTime));
        engine.done(LATEST, 0, &mut |_| {}).unwrap();
    });
}
