//! What a module is given that is none of its events: refused with a reason, never a trap, and nothing changes.

use crate::host::Host;
use crate::random::Random;
use crate::runnable;
use crate::traces::{Event, Timed, play, trace};
use preplan::engine::{Engine, Refused, State};

#[test]
fn times_and_values_that_are_no_whole_numbers_are_refused() {
    let plan = runnable::revised().into_iter().find(|p| p.name.ends_with("cc-hotline.plan")).unwrap();
    let checked = plan.checked();
    let (runbook, program) = runnable::compiled(&checked).unwrap();
    let mut host = Host::new(&preplan::emit::wasm::module(&runbook, &program));
    assert_eq!(host.constant("abi"), preplan::emit::wasm::ABI);
    assert_eq!(host.time("advance", 0.0), Refused::NotBegun.code());
    assert_eq!(host.number_in("start", -2), Refused::Unknown.code());
    assert_eq!(host.number_in("start", -1), 0);
    let before = host.state();
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.5, -0.5, 9_007_199_254_740_992.0, 1e300, f64::MIN_POSITIVE];
    for at in odd {
        for name in ["raise", "clear", "done", "approve", "unreachable"] {
            assert_eq!(host.event(name, at, 0), Refused::OutOfTime.code(), "{name} at {at}");
        }
        assert_eq!(host.time("advance", at), Refused::OutOfTime.code(), "{at}");
    }
    for value in odd.into_iter().filter(|v| *v != -1.0) {
        assert_eq!(host.set(0.0, 0, value), Refused::OutOfRange.code(), "{value}");
    }
    for id in [-1, i32::MIN, i32::MAX] {
        for name in ["raise", "clear", "done", "approve", "unreachable"] {
            assert_eq!(host.event(name, 0.0, id), Refused::Unknown.code(), "{name} {id}");
        }
    }
    assert_eq!(host.state(), before);
    assert_eq!(host.set(-0.0, 0, -9_007_199_254_740_991.0) & 255, 0);
}

/// States of other plans, cut off, and with any cell replaced: engine and module refuse the same, and run on alike where they do not.
#[test]
fn states_that_were_tampered_with_are_refused_alike() {
    let mut random = Random(5);
    let (mut refused, mut taken) = (0, 0);
    for _ in 0..150 {
        let plan = runnable::random_plan(&mut random);
        let checked = plan.checked();
        let Some((runbook, program)) = runnable::compiled(&checked) else { continue };
        let mut host = Host::new(&preplan::emit::wasm::module(&runbook, &program));
        let mut engine = Engine::new(&program);
        for timed in trace(&mut random, &program, 16) {
            let _ = play(&mut engine, timed, &mut |_| {});
        }
        let sound = engine.save();
        for _ in 0..12 {
            let mut state = sound.clone();
            for _ in 0..=random.below(3) {
                let at = random.below(state.cells.len());
                state.cells[at] = random.one(&[i64::MIN, i64::MIN + 1, -2, -1, 0, 1, 2, 3, 4, 60_000, engine.now(), engine.now() + 1, (1 << 53) - 1, 1 << 53, i64::MAX]);
            }
            if random.below(8) == 0 {
                state.cells.truncate(random.below(state.cells.len()));
            }
            let bytes: Vec<u8> = state.cells.iter().flat_map(|c| c.to_le_bytes()).collect();
            host.again();
            let mut other = Engine::new(&program);
            let found = host.restore(&bytes);
            let wanted = other.restore(&State { cells: state.cells.clone() }).err().map_or(0, Refused::code);
            assert_eq!(found, wanted, "{state:?}");
            if wanted != 0 {
                refused += 1;
                assert_eq!(host.cells(), Engine::new(&program).save().cells, "a refused state changes nothing");
                continue;
            }
            taken += 1;
            // What can be restored runs, whatever it says.
            for _ in 0..6 {
                let at = other.now() + 30_000 * random.below(4) as i64;
                let step = random.below(program.steps.len());
                let event = random.one(&[Event::Advance, Event::Raise(0), Event::Done(step)]);
                let timed = Timed { at, event };
                let mut effects = Vec::new();
                let wanted = play(&mut other, timed, &mut |e| effects.push((e.at, e.what.numbers()))).err().map_or(0, Refused::code);
                let found = host.play(timed);
                let effects: Vec<_> = effects.into_iter().map(|(at, (kind, which, who))| (at, kind, which as i32, who)).collect();
                assert_eq!(found, (wanted, effects));
                assert_eq!(host.cells(), other.save().cells);
            }
        }
    }
    assert!(refused > 300 && taken > 100, "{refused} refused, {taken} taken");
}

/// More effects than there is room for are read in parts.
#[test]
fn a_long_time_of_repetitions_is_told_in_parts() {
    let text = "plan pump { region CN org \"works\" }\nrole lead { phone \"8001\" }\nsignal flood { reported by lead }\nprocedure drain {\n  start when flood\n  owner lead\n  \
        step pump takes 1m { automatic do \"run the pump\"  every 2m }\n  step look { lead must do \"look\" within 1h }\n  finish when done look approved by lead\n}\n";
    let plan = runnable::Plan::new("pump.plan", text.to_owned());
    let checked = plan.checked();
    let (runbook, program) = runnable::compiled(&checked).expect("no errors");
    let mut host = Host::new(&preplan::emit::wasm::module(&runbook, &program));
    let mut engine = Engine::new(&program);
    let week = Timed { at: 7 * 86_400_000, event: Event::Advance };
    let mut wanted = Vec::new();
    for timed in [Timed { at: 0, event: Event::Begin(None) }, Timed { at: 0, event: Event::Raise(0) }, week] {
        let mut effects = Vec::new();
        play(&mut engine, timed, &mut |e| effects.push((e.at, e.what.numbers()))).unwrap();
        wanted = effects.into_iter().map(|(at, (kind, which, who))| (at, kind, which as i32, who)).collect::<Vec<_>>();
        assert_eq!(host.play(timed), (0, wanted.clone()));
    }
    assert!(wanted.len() > 6_000, "{}", wanted.len());
    assert_eq!(host.cells(), engine.save().cells);
}
