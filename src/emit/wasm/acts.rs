//! What is done: who is told, and which procedures start.

use super::code::Code;
use super::memory::at;
use super::{Generator, Type};
use crate::emit::program::Act;
use wasm_encoder::BlockType;

impl Generator<'_> {
    /// Does what is written.
    pub(super) fn act(&mut self, c: &mut Code, act: &Act) {
        match act {
            Act::Tell { messages, any: true } => {
                let Some(first) = messages.first() else { return };
                // The first who can be reached, else nobody.
                c.put().block(BlockType::Empty);
                for message in messages {
                    c.small(*message);
                    self.reached(c, *message);
                    c.call(self.helpers.tell).put().br_if(0);
                }
                c.small(6).small(*first).small(-1).call(self.helpers.emit);
                c.put().end();
            }
            Act::Tell { messages, any: false } => {
                for message in messages {
                    c.small(6).small(*message);
                    self.reached(c, *message);
                    c.call(self.helpers.emit);
                }
            }
            Act::Activate(id) => {
                c.small(7).small(*id).small(0).call(self.helpers.emit);
                if let Some(start) = self.starts.get(*id).copied() {
                    c.is(at(self.layout().phase(*id)), 0).when(|c| {
                        c.call(start);
                    });
                }
            }
        }
    }

    /// Who is reached: a post, -1 for nobody, -2 for those meant.
    fn reached(&mut self, c: &mut Code, message: usize) {
        let Some(message) = self.program.messages.get(message) else { return };
        match (message.chain.as_slice(), message.post) {
            ([], None) => {
                c.small(-2);
            }
            ([], Some(_)) => {
                c.small(-1);
            }
            (chain, _) => {
                // The first of the chain decides last.
                let mut body = Code::default();
                for post in chain {
                    body.small(*post);
                }
                body.small(-1);
                for post in chain.iter().rev() {
                    body.is(at(self.layout().unreachable(*post)), 0).put().select();
                }
                let function = self.function(Type::Answer, &[], body);
                c.call(function);
            }
        }
    }
}
