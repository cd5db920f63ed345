//! One finding for each thing, at the first place where it shows; further places are counted.

use crate::diagnostic::{Diagnostic, text};
use crate::source::Span;
use std::collections::HashMap;
use std::hash::Hash;

/// Findings by the thing they are about.
#[derive(Debug)]
pub(crate) struct Gathered<K> {
    places: HashMap<K, usize>,
    findings: Vec<(Diagnostic, Vec<Span>)>,
}

impl<K> Default for Gathered<K> {
    fn default() -> Self {
        Self { places: HashMap::new(), findings: Vec::new() }
    }
}

impl<K: Eq + Hash> Gathered<K> {
    /// Adds a place; the finding is made for the first one of a thing.
    pub(crate) fn add(&mut self, thing: K, place: Span, make: impl FnOnce() -> Diagnostic) {
        let next = self.findings.len();
        let index = *self.places.entry(thing).or_insert(next);
        match self.findings.get_mut(index) {
            Some((_, further)) => further.push(place),
            None => self.findings.push((make(), Vec::new())),
        }
    }

    /// The findings, each with the next place and the number of further ones.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.findings.into_iter().map(|(finding, further)| with_further(finding, &further)).collect()
    }
}

fn with_further(finding: Diagnostic, further: &[Span]) -> Diagnostic {
    let Some((first, rest)) = further.split_first() else { return finding };
    let more = rest.len();
    let note = match more {
        0 => text!("here as well", "此处也是"),
        1 => text!("here as well, and in one more place", "此处也是，另有 1 处"),
        _ => text!("here as well, and in {more} more places", "此处也是，另有 {more} 处"),
    };
    finding.related(*first, note)
}
