//! What a sentence says has happened before it comes to a number.

use super::super::kind::Kind;
use super::text::Text;
use super::words::INCIDENT;

/// Words further back than this are about something else.
const NEAR: usize = 30;

/// The incidents read so far in the present sentence, in one pass over the text.
#[derive(Default)]
pub(super) struct Incidents {
    at: usize,
    sentence: usize,
    seen: Vec<(Option<Kind>, usize)>,
}

impl Incidents {
    /// Reads on up to an index.
    pub(super) fn read_to(&mut self, text: &Text, end: usize) {
        for index in self.at..end {
            if ends_sentence(text, index) {
                self.seen.clear();
                self.sentence = index + 1;
                continue;
            }
            let here = INCIDENT
                .iter()
                .filter(|(_, words)| text.starts_any(index, words).is_some());
            for (kind, _) in here {
                self.seen.retain(|(other, _)| other != kind);
                self.seen.push((*kind, index));
            }
        }
        self.at = self.at.max(end);
    }

    /// The kind of help needed at an index, if the words near it name just one.
    pub(super) fn only_one(&self, at: usize) -> Option<Kind> {
        let mut near = self.seen.iter().filter(|(_, index)| index + NEAR >= at);
        let only = near.next().and_then(|(kind, _)| *kind);
        only.filter(|_| near.next().is_none())
    }

    /// Drops what was read: it belonged to the number just found.
    pub(super) fn forget(&mut self) {
        self.seen.clear();
    }

    /// Where the present sentence begins.
    pub(super) const fn sentence(&self) -> usize {
        self.sentence
    }
}

fn ends_sentence(text: &Text, index: usize) -> bool {
    match text.at(index) {
        Some('。' | ';' | '!' | '?' | '\n' | '\r') => true,
        Some('.') => text.at(index + 1).is_none_or(char::is_whitespace),
        _ => false,
    }
}
