//! A runbook as a WebAssembly module that runs it: conditions and transitions are instructions. It imports nothing; the page
//! `docs/module.md` says how it is called.
//!
//! It does what [`Engine`] does, over the same [`Program`] and the same cells.

mod acts;
mod bound;
mod code;
mod conditions;
mod events;
mod memory;
mod sites;
mod table;
mod timers;

use crate::emit::program::Program;
use crate::emit::program::layout::{BEGUN, Holds, Layout, NOW};
use crate::emit::runbook::Runbook;
use crate::engine::Engine;
use code::Code;
use memory::{EFFECT, Memory, at};
use std::borrow::Cow;
use std::collections::HashMap;
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, ExportKind, ExportSection, FunctionSection, GlobalSection, GlobalType, MemorySection, MemoryType, RefType,
    TableSection, TableType, TypeSection, ValType,
};

/// The version of the interface between a module and its host.
pub const ABI: i32 = 1;

/// The custom section that holds the runbook as JSON.
pub const RUNBOOK: &str = "preplan.runbook";

/// The custom section that says what the numbers in states and effects stand for.
pub const TABLE: &str = "preplan.table";

/// A module that runs a runbook.
#[must_use]
pub fn module(runbook: &Runbook, program: &Program) -> Vec<u8> {
    let mut generator = Generator::new(program);
    generator.helpers();
    generator.transitions();
    generator.events();
    generator.finish(runbook)
}

/// Types of functions; their places are their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Type {
    /// Does something.
    Act,
    /// Does something and answers.
    Answer,
    /// Three small numbers.
    Emit,
    /// A small number and a time.
    Time,
    /// A length or a time.
    Arm,
    /// A timer.
    Timer,
    /// Two small numbers, and an answer.
    Tell,
    /// Three small numbers, and an answer.
    Level,
    /// A time in, an answer.
    Pass,
    /// An export: a number in, an answer.
    Number,
    /// An export: a time in, an answer.
    At,
    /// An export: a time and what happens, an answer.
    Event,
    /// An export: a time, a gauge and a value, an answer.
    Set,
    /// An export: a time.
    When,
}

impl Type {
    const ALL: [Self; 14] = [
        Self::Act,
        Self::Answer,
        Self::Emit,
        Self::Time,
        Self::Arm,
        Self::Timer,
        Self::Tell,
        Self::Level,
        Self::Pass,
        Self::Number,
        Self::At,
        Self::Event,
        Self::Set,
        Self::When,
    ];

    fn index(self) -> u32 {
        Self::ALL.iter().zip(0..).find(|(t, _)| **t == self).map_or(0, |(_, index)| index)
    }

    fn signature(self) -> (&'static [ValType], &'static [ValType]) {
        use ValType::{F64, I32, I64};
        match self {
            Self::Act => (&[], &[]),
            Self::Answer => (&[], &[I32]),
            Self::Emit => (&[I32, I32, I32], &[]),
            Self::Time => (&[I32, I32], &[]),
            Self::Arm => (&[I64], &[]),
            Self::Timer => (&[I32, I64, I64, I64, I32], &[]),
            Self::Tell => (&[I32, I32], &[I32]),
            Self::Level => (&[I32, I32, I32], &[I32]),
            Self::Pass => (&[I64], &[I32]),
            Self::Number => (&[I32], &[I32]),
            Self::At => (&[F64], &[I32]),
            Self::Event => (&[F64, I32], &[I32]),
            Self::Set => (&[F64, I32, F64], &[I32]),
            Self::When => (&[], &[F64]),
        }
    }
}

/// Numbers that a module keeps outside its state; their places are their numbers.
#[derive(Debug, Clone, Copy)]
enum Global {
    /// No timer falls before this.
    Next,
    /// Effects of the present call.
    Count,
    /// When the first timer falls that was found.
    FirstAt,
    /// Which one that is.
    First,
}

impl Global {
    fn index(self) -> u32 {
        self as u32
    }
}

/// Functions that all plans need.
#[derive(Debug, Clone, Copy, Default)]
struct Helpers {
    emit: u32,
    arm: u32,
    arm_at: u32,
    timer: u32,
    due: u32,
    complete: u32,
    tell: u32,
    level: u32,
    settle: u32,
    first: u32,
}

/// What is called by its place; each list is a part of the one table.
#[derive(Debug, Default)]
struct Called {
    sites: Vec<u32>,
    timers: Vec<u32>,
    signals: Vec<u32>,
    gauges: Vec<u32>,
    done: Vec<u32>,
    posts: Vec<u32>,
    scopes: Vec<u32>,
}

/// Writes the functions of a module; each calls only those written before it.
struct Generator<'p> {
    program: &'p Program,
    memory: Memory,
    bodies: Vec<(Type, Vec<u8>)>,
    known: HashMap<(Type, Vec<u8>), u32>,
    helpers: Helpers,
    called: Called,
    /// By procedure: its start.
    starts: Vec<u32>,
    /// By step: how it becomes due.
    due: Vec<u32>,
    exports: Vec<(&'static str, u32)>,
}

impl<'p> Generator<'p> {
    fn new(program: &'p Program) -> Self {
        Self {
            program,
            memory: Memory::of(program),
            bodies: Vec::new(),
            known: HashMap::new(),
            helpers: Helpers::default(),
            called: Called::default(),
            starts: Vec::new(),
            due: Vec::new(),
            exports: Vec::new(),
        }
    }

    fn layout(&self) -> &Layout {
        &self.memory.layout
    }

    /// A function; the same one where there is one like it.
    fn function(&mut self, kind: Type, locals: &[ValType], code: Code) -> u32 {
        let body = code.body(locals);
        let next = u32::try_from(self.bodies.len()).unwrap_or(u32::MAX);
        match self.known.entry((kind, body)) {
            std::collections::hash_map::Entry::Occupied(known) => *known.get(),
            std::collections::hash_map::Entry::Vacant(new) => {
                self.bodies.push(new.key().clone());
                *new.insert(next)
            }
        }
    }

    fn helpers(&mut self) {
        let now = at(NOW);
        let (next, count) = (Global::Next.index(), Global::Count.index());
        let effects = self.memory.effects;
        let half = |offset: u64| wasm_encoder::MemArg { align: 2, ..code::aligned(effects + offset) };

        let mut c = Code::default();
        c.put().global_get(count).i32_const(i32::try_from(EFFECT).unwrap_or(0)).i32_mul().local_tee(3);
        c.cell(now).put().i64_store(code::aligned(effects));
        for (field, offset) in [(0, 8), (1, 12), (2, 16)] {
            c.put().local_get(3).local_get(field).i32_store(half(offset));
        }
        c.put().global_get(count).i32_const(1).i32_add().global_set(count);
        self.helpers.emit = self.function(Type::Emit, &[ValType::I32], c);

        let mut c = Code::default();
        c.put().local_get(0).global_get(next).i64_lt_s();
        c.when(|c| {
            c.put().local_get(0).global_set(next);
        });
        self.helpers.arm_at = self.function(Type::Arm, &[], c);

        let mut c = Code::default();
        c.put().local_get(0);
        c.cell(now).put().i64_add();
        c.call(self.helpers.arm_at);
        self.helpers.arm = self.function(Type::Arm, &[], c);

        // A step: its cells are its status, and when it became due and was done.
        for (status, kind, time) in [(1, 2, 8), (2, 3, 16)] {
            let mut c = Code::default();
            c.put().local_get(0).i64_const(status).i64_store(code::aligned(0)).local_get(0);
            c.cell(now).put().i64_store(code::aligned(time));
            c.small(kind).put().local_get(1).i32_const(0);
            c.call(self.helpers.emit);
            let helper = self.function(Type::Time, &[], c);
            if status == 1 { self.helpers.due = helper } else { self.helpers.complete = helper }
        }

        // Somebody is told, if anybody was reached.
        let mut c = Code::default();
        c.put().local_get(1).i32_const(-1).i32_eq();
        c.leave(0).small(6).put().local_get(0).local_get(1);
        c.call(self.helpers.emit).small(1);
        self.helpers.tell = self.function(Type::Tell, &[], c);

        // A ladder: whether it has another rank now.
        let mut c = Code::default();
        c.put().local_get(0).i32_load(wasm_encoder::MemArg { align: 2, ..code::aligned(0) }).local_get(2).i32_eq();
        c.leave(0).put().local_get(0).local_get(2).i64_extend_i32_s().i64_store(code::aligned(0));
        c.small(8).put().local_get(1).local_get(2);
        c.call(self.helpers.emit).small(1);
        self.helpers.level = self.function(Type::Level, &[], c);

        self.helpers.settle = self.settle();
        self.helpers.timer = self.timer();
    }

    /// Lets the first site that is to be looked at happen, until none is left.
    fn settle(&mut self) -> u32 {
        let (words, dirty) = (self.memory.words, code::aligned(self.memory.dirty));
        let (word, bits) = (0, 1);
        let mut c = Code::default();
        let mut i = c.put();
        i.loop_(wasm_encoder::BlockType::Empty);
        i.local_get(word).i64_load(dirty).local_tee(bits).i64_eqz();
        i.if_(wasm_encoder::BlockType::Empty);
        i.local_get(word).i32_const(8).i32_add().local_tee(word);
        i.i32_const(i32::try_from(words * memory::CELL).unwrap_or(i32::MAX)).i32_lt_u().br_if(1);
        i.else_();
        i.local_get(word).local_get(bits).local_get(bits).i64_const(1).i64_sub().i64_and().i64_store(dirty);
        i.local_get(word).i32_const(8).i32_mul().local_get(bits).i64_ctz().i32_wrap_i64().i32_add();
        i.call_indirect(0, Type::Act.index());
        // What happened may have touched any site.
        i.i32_const(0).local_set(word).br(1);
        i.end().end();
        self.function(Type::Act, &[ValType::I32, ValType::I64], c)
    }

    fn transitions(&mut self) {
        let program = self.program;
        for id in 0..program.procedures.len() {
            let start = self.start(id);
            self.starts.push(start);
        }
        for id in 0..program.steps.len() {
            let due = self.becomes_due(id);
            self.due.push(due);
            let done = self.is_done(id);
            self.called.done.push(done);
        }
        for site in &program.sites {
            let function = self.site(*site);
            self.called.sites.push(function);
        }
        for timer in &program.timers {
            let function = self.falls(*timer);
            self.called.timers.push(function);
        }
        for (sites, clock) in program.wires.signals.iter().zip(&program.wires.signal_clocks) {
            let function = self.changes(sites, *clock);
            self.called.signals.push(function);
        }
        for sites in &program.wires.gauges {
            let function = self.changes(sites, None);
            self.called.gauges.push(function);
        }
        for id in 0..program.posts.len() {
            let function = self.agrees(id);
            self.called.posts.push(function);
        }
        for procedure in &program.procedures {
            let mut c = Code::default();
            for id in &procedure.reach {
                c.fix(at(self.layout().in_scope(*id)), 1);
            }
            let function = self.function(Type::Act, &[], c);
            self.called.scopes.push(function);
        }
        self.helpers.first = self.first();
    }

    /// The place of a list in the table.
    fn table(&self, part: fn(&Called) -> &Vec<u32>) -> usize {
        let before = self.parts().into_iter().take_while(|list| !std::ptr::eq(*list, part(&self.called)));
        before.map(Vec::len).sum()
    }

    fn parts(&self) -> [&Vec<u32>; 7] {
        let c = &self.called;
        [&c.sites, &c.timers, &c.signals, &c.gauges, &c.done, &c.posts, &c.scopes]
    }

    fn finish(self, runbook: &Runbook) -> Vec<u8> {
        let mut types = TypeSection::new();
        for (takes, gives) in Type::ALL.map(Type::signature) {
            types.ty().function(takes.iter().copied(), gives.iter().copied());
        }
        let (mut functions, mut codes) = (FunctionSection::new(), CodeSection::new());
        for (kind, body) in &self.bodies {
            functions.function(kind.index());
            codes.raw(body);
        }
        let called: Vec<u32> = self.parts().into_iter().flatten().copied().collect();
        let size = called.len() as u64;
        let mut tables = TableSection::new();
        tables.table(TableType { element_type: RefType::FUNCREF, minimum: size, maximum: Some(size), table64: false, shared: false });
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(0), Elements::Functions(Cow::Owned(called)));
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: self.memory.pages, maximum: Some(self.memory.pages), memory64: false, shared: false, page_size_log2: None });
        let mut globals = GlobalSection::new();
        let small = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        let large = GlobalType { val_type: ValType::I64, ..small };
        globals.global(large, &ConstExpr::i64_const(i64::MAX)).global(small, &ConstExpr::i32_const(0));
        globals.global(large, &ConstExpr::i64_const(i64::MAX)).global(small, &ConstExpr::i32_const(0));
        let mut exports = ExportSection::new();
        exports.export("memory", ExportKind::Memory, 0);
        let address = |at: u64| i32::try_from(at).unwrap_or(i32::MAX);
        let constants = [
            ("abi", ABI),
            ("state", 0),
            ("state_size", address(self.memory.size)),
            ("staging", address(self.memory.staging)),
            ("effects", address(self.memory.effects)),
        ];
        let fixed = GlobalType { mutable: false, ..small };
        for ((name, value), index) in constants.into_iter().zip(4..) {
            globals.global(fixed, &ConstExpr::i32_const(value));
            exports.export(name, ExportKind::Global, index);
        }
        for (name, function) in &self.exports {
            exports.export(name, ExportKind::Func, *function);
        }
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(0), self.idle());
        data.active(0, &ConstExpr::i32_const(address(self.memory.holds)), self.holds());
        // Keys are texts and numbers are finite: it always serializes.
        let runbook_json = serde_json::to_string(runbook).unwrap_or_default();
        let table_json = table::json(self.program, self.layout());
        let mut module = wasm_encoder::Module::new();
        module.section(&types).section(&functions).section(&tables).section(&memories).section(&globals).section(&exports).section(&elements).section(&codes).section(&data);
        module.section(&CustomSection { name: TABLE.into(), data: table_json.as_bytes().into() });
        module.section(&CustomSection { name: RUNBOOK.into(), data: runbook_json.as_bytes().into() });
        module.finish()
    }

    /// The state of a plan that does not run yet.
    fn idle(&self) -> Vec<u8> {
        Engine::new(self.program).save().cells.into_iter().flat_map(i64::to_le_bytes).collect()
    }

    /// What each cell may hold: 0 for anything, 1 for a time, else 2 more than the largest number.
    fn holds(&self) -> Vec<u8> {
        let cells = Layout::holds(self.program).into_iter().enumerate();
        let byte = |(cell, holds): (usize, Holds)| match holds {
            // The present is compared by itself.
            Holds::Any | Holds::UpTo(_) if cell < BEGUN => 0,
            Holds::Any => 0,
            Holds::Time => 1,
            Holds::UpTo(most) => u8::try_from(most + 2).unwrap_or(0),
        };
        cells.map(byte).collect()
    }
}
