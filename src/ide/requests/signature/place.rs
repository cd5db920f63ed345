//! Where in a duty the cursor stands: the words before it, read one by one.

use super::before::{Piece, Placed};
use super::shape::{ACTS, MODALS, OTHERWISE, Part, Segment, Shape};
use crate::ast::Key;
use crate::words;

/// A duty up to the cursor.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) shape: Shape,
    /// The part at hand.
    at: usize,
    /// Whether something stands there already.
    filled: bool,
}

/// The duty that the pieces of a step end in, and the part that comes next; `None` within another statement.
pub(super) fn read(pieces: &[Placed<'_>], own_line: bool) -> Option<(Shape, usize)> {
    let mut reader = Reader { pieces, at: 0 };
    let mut place = Place::default();
    while !reader.rest().is_empty() {
        if place.is_new() && reader.other_statement()? {
            continue;
        }
        if !place.take(&mut reader) {
            place = Place::default();
        }
    }
    // A new line begins a new duty where the last one may end.
    if own_line && place.filled && place.part() != Some(Part::Modal) && place.part() != Some(Part::Actor) {
        place = Place::default();
    }
    Some((place.shape, place.next()))
}

struct Reader<'p, 't> {
    pieces: &'p [Placed<'t>],
    at: usize,
}

impl<'p, 't> Reader<'p, 't> {
    fn rest(&self) -> &'p [Placed<'t>] {
        self.pieces.get(self.at..).unwrap_or(&[])
    }

    fn piece(&self) -> Option<Piece<'t>> {
        self.rest().first().map(|p| p.piece)
    }

    /// How many pieces a keyword takes here.
    fn length(&self, row: &str) -> Option<usize> {
        let spellings = words::row(row).map_or(&[][..], |w| &w.spellings);
        let fits = |spelling: &&String| {
            let mut rest = self.rest().iter();
            spelling.split(' ').all(|word| rest.next().is_some_and(|p| p.piece == Piece::Word(word)))
        };
        spellings.iter().filter(fits).map(|s| s.split(' ').count()).max()
    }

    /// Goes over a keyword, the longest of several.
    fn eat(&mut self, rows: &[&'static str]) -> Option<&'static str> {
        let (row, length) = rows.iter().filter_map(|row| Some((*row, self.length(row)?))).max_by_key(|found| found.1)?;
        self.at += length;
        Some(row)
    }

    /// Goes over a statement that is no duty; `None` where the cursor stands in it.
    fn other_statement(&mut self) -> Option<bool> {
        let attribute = Key::ALL.iter().find_map(|key| self.length(key.row()));
        let line = ["forbid", "automatic", "start", "finish", "owner", "escalate_to", "allow"].into_iter().find_map(|row| self.length(row));
        let Some(length) = attribute.or(line).filter(|length| !self.is_name(*length)) else { return Some(false) };
        self.at += length;
        if attribute.is_some() {
            self.values()?;
            return Some(true);
        }
        loop {
            match self.rest().first() {
                None => return None,
                Some(p) if p.first || p.piece == Piece::End => return Some(true),
                Some(_) => self.at += 1,
            }
        }
    }

    /// Whether a word that looks like a keyword is who acts: a modal or a comma follows.
    fn is_name(&self, length: usize) -> bool {
        let after = Reader { pieces: self.pieces, at: self.at + length };
        after.piece() == Some(Piece::Comma) || MODALS.iter().any(|row| after.length(row).is_some())
    }

    /// One value, or several with commas; `None` where one is still missing.
    fn values(&mut self) -> Option<()> {
        loop {
            self.piece()?;
            self.at += 1;
            if self.piece() != Some(Piece::Comma) {
                return Some(());
            }
            self.at += 1;
        }
    }
}

impl Place {
    fn is_new(&self) -> bool {
        self.at == 0 && !self.filled
    }

    fn part(&self) -> Option<Part> {
        self.shape.segments().get(self.at).map(|s| s.part)
    }

    /// Index of the part that is typed next.
    fn next(&self) -> usize {
        let last = self.shape.segments().len().saturating_sub(1);
        if self.filled { (self.at + 1).min(last) } else { self.at }
    }

    fn go(&mut self, part: Part, filled: bool) {
        if let Some(at) = self.shape.segments().iter().position(|s| s.part == part) {
            (self.at, self.filled) = (at, filled);
        }
    }

    /// Takes one piece or word; `false` where the duty has ended before it.
    fn take(&mut self, reader: &mut Reader<'_, '_>) -> bool {
        let Some(part) = self.part() else { return false };
        if matches!(reader.piece(), Some(Piece::End | Piece::Open | Piece::Close)) {
            reader.at += 1;
            return false;
        }
        if self.filled && reader.piece() == Some(Piece::Comma) {
            reader.at += 1;
            self.filled = false;
            return true;
        }
        match part {
            Part::Actor if self.is_new() && self.limit(reader) => true,
            Part::Actor => self.actor(reader),
            Part::Act | Part::Modal => self.act(reader),
            Part::Else if !self.filled => self.otherwise(reader) || self.limit(reader) || self.fill(reader),
            Part::Form if !self.filled => self.lead(reader) || self.fill(reader),
            Part::Callee | Part::Who | Part::Channel | Part::Form | Part::Words | Part::Into | Part::KeptFor | Part::Procedure | Part::Deed | Part::Time
            | Part::Clock | Part::Else | Part::By | Part::Every => {
                if self.filled { self.lead(reader) || self.limit(reader) } else { self.fill(reader) }
            }
        }
    }

    fn actor(&mut self, reader: &mut Reader<'_, '_>) -> bool {
        if self.filled {
            let Some(modal) = reader.eat(&MODALS) else { return false };
            self.shape.modal = Some(modal);
            self.go(Part::Act, false);
            return true;
        }
        self.fill(reader)
    }

    /// The word of an act; whatever else stands there is half-typed, up to the next line.
    fn act(&mut self, reader: &mut Reader<'_, '_>) -> bool {
        let rows: Vec<&'static str> = ACTS.iter().map(|a| a.0).collect();
        if let Some(row) = reader.eat(&rows) {
            self.shape.act = Some(row);
            // The first part of the act stands where the act was.
            (self.at, self.filled) = (2, false);
            return true;
        }
        let ended = reader.rest().first().is_some_and(|p| p.first);
        if !ended {
            reader.at += 1;
        }
        !ended
    }

    fn otherwise(&mut self, reader: &mut Reader<'_, '_>) -> bool {
        let Some(row) = reader.eat(&OTHERWISE) else { return false };
        self.shape.otherwise = Some(row);
        self.filled = false;
        true
    }

    /// A word that leads one of the next parts.
    fn lead(&mut self, reader: &mut Reader<'_, '_>) -> bool {
        let segments: Vec<Segment> = self.shape.segments();
        // A clock and a consequence belong to a limit.
        let limited = segments.iter().position(|s| s.part == Part::Time).is_some_and(|time| self.at >= time);
        let allowed = |s: &Segment| limited || !matches!(s.part, Part::Clock | Part::Else);
        let next = segments.iter().enumerate().skip(self.at + 1).filter(|(_, s)| allowed(s)).find_map(|(at, s)| Some((at, reader.length(s.lead)?)));
        let Some((at, length)) = next else { return false };
        reader.at += length;
        (self.at, self.filled) = (at, false);
        true
    }

    /// A further limit, or the first.
    fn limit(&mut self, reader: &mut Reader<'_, '_>) -> bool {
        let Some(row) = reader.eat(&["within", "repeat"]) else { return false };
        self.shape.otherwise = None;
        self.go(if row == "within" { Part::Time } else { Part::Every }, false);
        true
    }

    /// What a part is filled with: a word, a text, a value; words such as `any of` stand before it.
    fn fill(&mut self, reader: &mut Reader<'_, '_>) -> bool {
        if reader.eat(&["any_of", "count_of"]).is_some() {
            return true;
        }
        let counted = matches!(self.part(), Some(Part::Actor | Part::Who | Part::Callee | Part::By));
        self.filled = match reader.piece() {
            Some(Piece::Value) => !counted,
            Some(Piece::Word(_) | Piece::Text) => true,
            Some(Piece::Comma | Piece::Sign | Piece::Open | Piece::Close | Piece::End) | None => self.filled,
        };
        if reader.eat(&["in_person"]).is_none() {
            reader.at += 1;
        }
        true
    }
}
