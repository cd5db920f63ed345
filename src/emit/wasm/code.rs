//! The body of a function, an instruction at a time.

use wasm_encoder::{BlockType, Encode as _, InstructionSink, MemArg, MemArgTarget, ValType};

/// Instructions of one function, without its end.
#[derive(Debug, Default, Clone)]
pub(super) struct Code(Vec<u8>);

impl Code {
    /// The next instructions.
    pub(super) fn put(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.0)
    }

    /// A whole number of 32 bits.
    pub(super) fn small(&mut self, number: impl TryInto<i32>) -> &mut Self {
        self.put().i32_const(number.try_into().unwrap_or(i32::MAX));
        self
    }

    /// A whole number of 64 bits.
    pub(super) fn large(&mut self, number: i64) -> &mut Self {
        self.put().i64_const(number);
        self
    }

    /// The number in a cell.
    pub(super) fn cell(&mut self, at: u64) -> &mut Self {
        self.put().i32_const(0).i64_load(aligned(at));
        self
    }

    /// The lower half of a cell: all there is of a flag, a phase or a rank.
    pub(super) fn flag(&mut self, at: u64) -> &mut Self {
        self.put().i32_const(0).i32_load(MemArg { align: 2, ..aligned(at) });
        self
    }

    /// Stores a constant in a cell.
    pub(super) fn fix(&mut self, at: u64, value: i64) -> &mut Self {
        self.put().i32_const(0).i64_const(value).i64_store(aligned(at));
        self
    }

    /// Stores what `value` leaves in a cell.
    pub(super) fn store(&mut self, at: u64, value: impl FnOnce(&mut Self)) -> &mut Self {
        self.put().i32_const(0);
        value(self);
        self.put().i64_store(aligned(at));
        self
    }

    /// Whether a flag has this value.
    pub(super) fn is(&mut self, at: u64, value: i32) -> &mut Self {
        self.flag(at);
        match value {
            0 => self.put().i32_eqz(),
            _ => self.put().i32_const(value).i32_eq(),
        };
        self
    }

    /// Both of the last two.
    pub(super) fn and(&mut self) -> &mut Self {
        self.put().i32_and();
        self
    }

    pub(super) fn call(&mut self, function: u32) -> &mut Self {
        self.put().call(function);
        self
    }

    /// Does something if the last number is not 0.
    pub(super) fn when(&mut self, then: impl FnOnce(&mut Self)) -> &mut Self {
        self.put().if_(BlockType::Empty);
        then(self);
        self.put().end();
        self
    }

    /// Does one thing or another.
    pub(super) fn either(&mut self, then: impl FnOnce(&mut Self), otherwise: impl FnOnce(&mut Self)) -> &mut Self {
        self.put().if_(BlockType::Empty);
        then(self);
        self.put().else_();
        otherwise(self);
        self.put().end();
        self
    }

    /// Leaves the function with a constant if the last number is not 0.
    pub(super) fn leave(&mut self, with: i32) -> &mut Self {
        self.when(|c| {
            c.small(with).put().return_();
        })
    }

    /// The body as it stands in a module.
    pub(super) fn body(mut self, locals: &[ValType]) -> Vec<u8> {
        self.put().end();
        let mut body = Vec::new();
        locals.len().encode(&mut body);
        for local in locals {
            1u32.encode(&mut body);
            local.encode(&mut body);
        }
        body.extend(self.0);
        body
    }
}

/// A place in memory that holds eight bytes.
pub(super) fn aligned(at: u64) -> MemArg {
    MemArg { offset: at, align: 3, target: MemArgTarget::Memory(0), ordering: None }
}
