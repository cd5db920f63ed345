//! Where things lie in the memory of a module.

use super::bound;
use crate::emit::program::Program;
use crate::emit::program::layout::Layout;

/// Bytes of a cell.
pub(super) const CELL: u64 = 8;
/// Bytes of an effect.
pub(super) const EFFECT: u64 = 24;
/// Effects for which there is room beside those of one event.
const SPARE: u64 = 1024;
const PAGE: u64 = 65_536;

/// Addresses, and what one event can bring about.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    pub(super) layout: Layout,
    /// Bytes of the state, which lies at 0.
    pub(super) size: u64,
    /// A state that is to be restored.
    pub(super) staging: u64,
    /// Sites to look at, a bit each.
    pub(super) dirty: u64,
    /// Words of those.
    pub(super) words: u64,
    /// What each cell may hold, a byte each.
    pub(super) holds: u64,
    /// The effects.
    pub(super) effects: u64,
    /// While there are no more than so many, another event fits.
    pub(super) roomy: u64,
    /// Pages of 64 KiB.
    pub(super) pages: u64,
}

impl Memory {
    pub(super) fn of(program: &Program) -> Self {
        let layout = Layout::of(program);
        let cells = layout.cells as u64;
        let words = (program.sites.len() as u64).div_ceil(64);
        let size = cells * CELL;
        let (staging, dirty) = (size, size * 2);
        let holds = dirty + words * CELL;
        let effects = (holds + cells).next_multiple_of(CELL);
        let end = effects + (bound::effects(program) + SPARE) * EFFECT;
        Self { layout, size, staging, dirty, words, holds, effects, roomy: SPARE, pages: end.div_ceil(PAGE) }
    }
}

/// The address of a cell.
pub(super) fn at(cell: usize) -> u64 {
    cell as u64 * CELL
}
