//! A host of modules in Rust, written from `docs/module.md`.

use crate::traces::{Event, Timed};
use wasmi::{Engine, Instance, Linker, Memory, Module, Store, TypedFunc};

/// The answer of a module that has more effects than it has room for.
const MORE: i32 = 255;

/// An effect as it lies in memory: when, what kind, which, who.
pub(crate) type Effect = (i64, i32, i32, i32);

pub(crate) struct Host {
    engine: Engine,
    module: Module,
    store: Store<()>,
    instance: Instance,
    memory: Memory,
}

impl Host {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, bytes).unwrap();
        let (store, instance, memory) = instance(&engine, &module);
        Self { engine, module, store, instance, memory }
    }

    /// A new instance, in which the plan does not run yet.
    pub(crate) fn again(&mut self) {
        (self.store, self.instance, self.memory) = instance(&self.engine, &self.module);
    }

    pub(crate) fn constant(&self, name: &str) -> i32 {
        self.instance.get_global(&self.store, name).unwrap().get(&self.store).i32().unwrap()
    }

    pub(crate) fn number(&mut self, name: &str) -> f64 {
        let function: TypedFunc<(), f64> = self.instance.get_typed_func(&self.store, name).unwrap();
        function.call(&mut self.store, ()).unwrap()
    }

    /// Does what an event says, however often the module asks for it; the reason of a refusal, and all effects.
    pub(crate) fn play(&mut self, timed: Timed) -> (i32, Vec<Effect>) {
        if timed.event == Event::Reload {
            let kept = self.state();
            self.again();
            return (self.restore(&kept), Vec::new());
        }
        let mut effects = Vec::new();
        loop {
            let answer = self.call(timed);
            self.effects(answer >> 8, &mut effects);
            if answer & 255 != MORE {
                return (answer & 255, effects);
            }
        }
    }

    fn call(&mut self, timed: Timed) -> i32 {
        #[allow(clippy::cast_precision_loss, reason = "what is not exact is refused all the same")]
        let at = timed.at as f64;
        let id = |id: usize| id as u32 as i32;
        match timed.event {
            Event::Begin(only) => self.number_in("start", only.map_or(-1, id)),
            Event::Raise(which) => self.event("raise", at, id(which)),
            Event::Clear(which) => self.event("clear", at, id(which)),
            #[allow(clippy::cast_precision_loss, reason = "what is not exact is refused all the same")]
            Event::Set(which, value) => self.set(at, id(which), value as f64),
            Event::Done(which) => self.event("done", at, id(which)),
            Event::Approve(which) => self.event("approve", at, id(which)),
            Event::Unreachable(which) => self.event("unreachable", at, id(which)),
            Event::Advance => self.time("advance", at),
            Event::Reload => 0,
        }
    }

    pub(crate) fn event(&mut self, name: &str, at: f64, id: i32) -> i32 {
        let function: TypedFunc<(f64, i32), i32> = self.instance.get_typed_func(&self.store, name).unwrap();
        function.call(&mut self.store, (at, id)).unwrap()
    }

    pub(crate) fn set(&mut self, at: f64, gauge: i32, value: f64) -> i32 {
        let function: TypedFunc<(f64, i32, f64), i32> = self.instance.get_typed_func(&self.store, "set").unwrap();
        function.call(&mut self.store, (at, gauge, value)).unwrap()
    }

    pub(crate) fn time(&mut self, name: &str, at: f64) -> i32 {
        let function: TypedFunc<f64, i32> = self.instance.get_typed_func(&self.store, name).unwrap();
        function.call(&mut self.store, at).unwrap()
    }

    pub(crate) fn number_in(&mut self, name: &str, number: i32) -> i32 {
        let function: TypedFunc<i32, i32> = self.instance.get_typed_func(&self.store, name).unwrap();
        function.call(&mut self.store, number).unwrap()
    }

    fn effects(&self, count: i32, into: &mut Vec<Effect>) {
        let first = self.constant("effects") as usize;
        let bytes = &self.memory.data(&self.store)[first..first + count as usize * 24];
        let small = |b: &[u8]| i32::from_le_bytes(b.try_into().unwrap());
        into.extend(bytes.chunks(24).map(|b| (i64::from_le_bytes(b[..8].try_into().unwrap()), small(&b[8..12]), small(&b[12..16]), small(&b[16..20]))));
    }

    /// The bytes of the state.
    pub(crate) fn state(&self) -> Vec<u8> {
        let (first, size) = (self.constant("state") as usize, self.constant("state_size") as usize);
        self.memory.data(&self.store)[first..first + size].to_vec()
    }

    pub(crate) fn cells(&self) -> Vec<i64> {
        self.state().chunks(8).map(|b| i64::from_le_bytes(b.try_into().unwrap())).collect()
    }

    pub(crate) fn restore(&mut self, state: &[u8]) -> i32 {
        let (first, size) = (self.constant("staging") as usize, self.constant("state_size") as usize);
        if state.len() == size {
            self.memory.data_mut(&mut self.store)[first..first + size].copy_from_slice(state);
        }
        self.number_in("restore", state.len() as i32)
    }
}

fn instance(engine: &Engine, module: &Module) -> (Store<()>, Instance, Memory) {
    let mut store = Store::new(engine, ());
    // Nothing is imported, so an empty linker is enough.
    let instance = Linker::new(engine).instantiate_and_start(&mut store, module).unwrap();
    let memory = instance.get_memory(&store, "memory").unwrap();
    (store, instance, memory)
}
