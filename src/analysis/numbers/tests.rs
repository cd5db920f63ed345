//! Numbers against the facts page, and texts that dial or do not.

use super::dialling::{Basis, Dialled};
use super::region::{Certainty, Device};
use super::*;

mod data;
mod text;
mod verdicts;

/// A region that must exist.
fn region(code: &str) -> &'static Region {
    Region::find(code).unwrap()
}
