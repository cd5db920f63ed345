//! What a host calls. Every answer is the number of effects times 256, plus 0, the number of a reason, or [`MORE`].

use super::code::{Code, aligned};
use super::memory::at;
use super::{Generator, Global, Type};
use crate::emit::program::layout::{BEGUN, GREATEST, LATEST, NOW, PLAN};
use crate::engine::{MORE, Refused};
use wasm_encoder::{BlockType, MemArg, ValType};

/// Places of the arguments of an export.
const TIME: u32 = 0;
const WHICH: u32 = 1;
const VALUE: u32 = 2;

impl Generator<'_> {
    /// Writes all that is exported.
    pub(super) fn events(&mut self) {
        let reach = self.reach();
        let l = self.layout().clone();
        let program = self.program;
        let (signals, gauges) = (self.table(|c| &c.signals), self.table(|c| &c.gauges));
        let (done, posts) = (self.table(|c| &c.done), self.table(|c| &c.posts));

        let start = self.begin();
        self.export("start", Type::Number, &[], start);

        let mut c = event(program.signals.len(), reach, VALUE);
        indexed(&mut c, l.raised(0), 2, |c| { c.put().i64_const(1); });
        indexed(&mut c, l.raised_at(0), 2, |c| { c.cell(at(NOW)); });
        called(&mut c, signals, Type::Act);
        c.small(0);
        self.export("raise", Type::Event, &[ValType::I32], c);

        let mut c = event(program.signals.len(), reach, VALUE);
        indexed(&mut c, l.raised(0), 2, |c| { c.put().i64_const(0); });
        called(&mut c, signals, Type::Act);
        c.small(0);
        self.export("clear", Type::Event, &[ValType::I32], c);

        let mut c = Code::default();
        known(&mut c, WHICH, program.gauges.len());
        // No number is not less either, so it is refused.
        whole(&mut c, VALUE, GREATEST);
        c.put().i32_eqz();
        c.leave(Refused::OutOfRange.code());
        reached(&mut c, reach, VALUE + 1);
        indexed(&mut c, l.known(0), 2, |c| { c.put().i64_const(1); });
        indexed(&mut c, l.value(0), 2, |c| { c.put().local_get(VALUE).i64_trunc_f64_s(); });
        called(&mut c, gauges, Type::Act);
        c.small(0);
        self.export("set", Type::Set, &[ValType::I32], c);

        let mut c = event(program.steps.len(), reach, VALUE);
        called(&mut c, done, Type::Answer);
        self.export("done", Type::Event, &[ValType::I32], c);

        let mut c = event(program.posts.len(), reach, VALUE);
        c.small(0).small(Refused::NotAsked.code());
        called(&mut c, posts, Type::Answer);
        c.put().select();
        self.export("approve", Type::Event, &[ValType::I32], c);

        let mut c = event(program.posts.len(), reach, VALUE);
        indexed(&mut c, l.unreachable(0), 1, |c| { c.put().i64_const(1); });
        c.small(0);
        self.export("unreachable", Type::Event, &[ValType::I32], c);

        let next = self.next();
        self.exports.push(("next", next));
        let mut c = Code::default();
        c.cell(at(NOW)).put().f64_convert_i64_s();
        let now = self.function(Type::When, &[], c);
        self.exports.push(("now", now));
        let restore = self.restore();
        self.exports.push(("restore", restore));
    }

    /// An export that leaves 0 or the number of a reason.
    fn export(&mut self, name: &'static str, kind: Type, locals: &[ValType], mut c: Code) {
        c.call(self.helpers.settle);
        c.put().global_get(Global::Count.index()).i32_const(8).i32_shl().i32_or();
        let function = self.function(kind, locals, c);
        self.exports.push((name, function));
    }

    /// The plan begins: with one procedure and those that it starts, or with all, which is -1.
    fn begin(&mut self) -> Code {
        let program = self.program;
        let which = 0;
        let mut c = Code::default();
        c.small(0).put().global_set(Global::Count.index());
        c.flag(at(BEGUN));
        c.leave(Refused::Begun.code());
        c.put().local_get(which).i32_const(-1).i32_eq();
        let scopes = self.table(|c| &c.scopes);
        c.either(
            |c| {
                for id in 0..program.procedures.len() {
                    c.fix(at(self.layout().in_scope(id)), 1);
                }
            },
            |c| {
                c.put().local_get(which);
                c.small(program.procedures.len()).put().i32_ge_u();
                c.leave(Refused::Unknown.code());
                c.put().local_get(which);
                c.small(scopes).put().i32_add().call_indirect(0, Type::Act.index());
            },
        );
        c.fix(at(BEGUN), 1);
        let all: Vec<usize> = (0..program.sites.len()).collect();
        self.touch(&mut c, &all);
        c.small(0);
        c
    }

    /// Goes to the instant of an event, after the timers before it, and exports `advance`. Answers 0, or why not.
    fn reach(&mut self) -> u32 {
        let pass = self.pass();
        let mut c = Code::default();
        c.flag(at(BEGUN)).put().i32_eqz();
        c.leave(Refused::NotBegun.code());
        whole(&mut c, TIME, LATEST);
        c.put().local_get(TIME).f64_const(0.0.into()).f64_ge().i32_and().i32_eqz();
        c.leave(Refused::OutOfTime.code());
        c.put().local_get(TIME);
        c.cell(at(NOW)).put().f64_convert_i64_s().f64_lt();
        c.leave(Refused::InThePast.code());
        c.small(0);
        let check = self.function(Type::At, &[], c);
        // An event happens after the timers before it; those of its own instant fall when time goes on.
        let go = |this: &mut Self, earlier: i64| {
            let mut c = Code::default();
            c.small(0).put().global_set(Global::Count.index());
            c.put().local_get(TIME);
            c.call(check).put().local_tee(1);
            c.when(|c| { c.put().local_get(1).return_(); });
            c.put().local_get(TIME).i64_trunc_f64_s().i64_const(earlier).i64_sub();
            c.call(pass);
            c.when(|c| { c.small(MORE).put().global_get(Global::Count.index()).i32_const(8).i32_shl().i32_or().return_(); });
            c.store(at(NOW), |c| { c.put().local_get(TIME).i64_trunc_f64_s(); });
            c.small(0);
            (this.function(Type::At, &[ValType::I32], c.clone()), c)
        };
        let (reach, _) = go(self, 1);
        let (_, advance) = go(self, 0);
        self.export("advance", Type::At, &[ValType::I32], advance);
        reach
    }

    /// Lets timers fall up to and with a time; 1 where more of them would not leave room for their effects.
    fn pass(&mut self) -> u32 {
        let by = 0;
        let (next, first_at) = (Global::Next.index(), Global::FirstAt.index());
        let room = i32::try_from(self.memory.roomy).unwrap_or(i32::MAX);
        let (first, settle) = (self.helpers.first, self.helpers.settle);
        let timers = self.table(|c| &c.timers);
        let mut c = Code::default();
        c.put().loop_(BlockType::Empty).global_get(next).local_get(by).i64_gt_s();
        c.leave(0).put().global_get(Global::Count.index()).i32_const(room).i32_gt_s();
        c.leave(1).call(first).put().global_get(first_at).global_set(next);
        c.put().global_get(first_at).local_get(by).i64_gt_s();
        c.leave(0);
        c.store(at(NOW), |c| {
            c.put().global_get(first_at);
            c.cell(at(NOW)).put().global_get(first_at);
            c.cell(at(NOW)).put().i64_gt_s().select();
        });
        c.put().global_get(Global::First.index());
        c.small(timers).put().i32_add().call_indirect(0, Type::Act.index());
        let held = self.program.held.len();
        let is_held = |c: &mut Code| {
            c.put().global_get(Global::First.index());
            c.small(held).put().i32_lt_u();
        };
        if held > 0 {
            // Conditions that have held for long enough at one instant hold together: they are the first timers.
            is_held(&mut c);
            c.when(|c| {
                c.call(first);
                is_held(c);
                c.put().global_get(first_at).global_get(next).i64_eq().i32_and().br_if(1);
            });
        }
        c.call(settle).put().br(0).end();
        // The loop is left from within.
        c.put().unreachable();
        self.function(Type::Pass, &[], c)
    }

    /// When the next timer falls, or -1.
    fn next(&mut self) -> u32 {
        let first_at = Global::FirstAt.index();
        let mut c = Code::default();
        c.call(self.helpers.first).put().f64_const((-1.0).into()).global_get(first_at).f64_convert_i64_s();
        c.put().global_get(first_at).i64_const(i64::MAX).i64_eq().select();
        self.function(Type::When, &[], c)
    }

    /// Takes over the state in the staging area, of so many bytes, if it is one of this plan.
    fn restore(&mut self) -> u32 {
        let (size, cell, holds, value) = (0, 1, 2, 3);
        let wrong = Refused::WrongState.code();
        let bytes = i32::try_from(self.memory.size).unwrap_or(i32::MAX);
        let staged = |cell: usize| aligned(self.memory.staging + at(cell));
        let mut c = Code::default();
        c.small(0).put().global_set(Global::Count.index()).local_get(size).i32_const(bytes).i32_ne();
        c.leave(wrong).put().i32_const(0).i64_load(staged(PLAN)).i64_const(self.program.plan).i64_ne();
        c.leave(wrong).put().i32_const(0).i64_load(staged(NOW)).i64_const(LATEST).i64_gt_u();
        c.leave(wrong);
        c.put().loop_(BlockType::Empty);
        c.put().local_get(cell).i32_const(8).i32_mul().i64_load(staged(0)).local_set(value);
        c.put().local_get(cell).i32_load8_u(MemArg { align: 0, ..aligned(self.memory.holds) }).local_tee(holds);
        c.when(|c| {
            let mut i = c.put();
            // A time may be -1, which has not come; nothing else is less than 0.
            i.local_get(value).local_get(holds).i32_const(1).i32_eq().i64_extend_i32_u().i64_add().i64_const(0).i64_lt_s();
            i.local_get(value);
            i.i32_const(0).i64_load(staged(NOW)).local_get(holds).i32_const(2).i32_sub().i64_extend_i32_s();
            i.local_get(holds).i32_const(1).i32_eq().select().i64_gt_s().i32_or();
            c.leave(wrong);
        });
        let cells = i32::try_from(self.memory.layout.cells).unwrap_or(i32::MAX);
        c.put().local_get(cell).i32_const(1).i32_add().local_tee(cell).i32_const(cells).i32_lt_u().br_if(0).end();
        let staging = i32::try_from(self.memory.staging).unwrap_or(i32::MAX);
        c.put().i32_const(0).i32_const(staging).i32_const(bytes).memory_copy(0, 0);
        c.call(self.helpers.first).put().global_get(Global::FirstAt.index()).global_set(Global::Next.index());
        c.small(0);
        self.function(Type::Number, &[ValType::I32, ValType::I32, ValType::I64], c)
    }
}

/// The beginning of an event: what it is about is known, and its instant is reached. `spare` is a place for a number.
fn event(count: usize, reach: u32, spare: u32) -> Code {
    let mut c = Code::default();
    known(&mut c, WHICH, count);
    reached(&mut c, reach, spare);
    c
}

fn known(c: &mut Code, which: u32, count: usize) {
    c.put().local_get(which);
    c.small(count).put().i32_ge_u();
    c.leave(Refused::Unknown.code());
}

fn reached(c: &mut Code, reach: u32, spare: u32) {
    c.put().local_get(TIME);
    c.call(reach).put().local_tee(spare);
    c.when(|c| { c.put().local_get(spare).return_(); });
}

/// Whether a number is whole and not beyond this, either way.
fn whole(c: &mut Code, number: u32, most: i64) {
    #[allow(clippy::cast_precision_loss, reason = "2^53 - 1 is exact")]
    let most = most as f64;
    c.put().local_get(number).f64_abs().f64_const(most.into()).f64_le();
    c.put().local_get(number).f64_trunc().local_get(number).f64_eq().i32_and();
}

/// Stores in a cell of what the event is about: of so many cells each.
fn indexed(c: &mut Code, first: usize, cells: i32, value: impl FnOnce(&mut Code)) {
    c.put().local_get(WHICH).i32_const(cells * 8).i32_mul();
    value(c);
    c.put().i64_store(aligned(at(first)));
}

/// Calls what belongs to the event.
fn called(c: &mut Code, first: usize, kind: Type) {
    c.put().local_get(WHICH);
    c.small(first).put().i32_add().call_indirect(0, kind.index());
}
