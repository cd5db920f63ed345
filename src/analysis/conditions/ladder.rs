//! Levels of one ladder that hold at once.

use super::formula::{Fact, Value, speaks_of_levels};
use super::places::Role;
use super::search::{Answer, Witness};
use super::theory::{MAX_LEVELS, Question, Theory};
use crate::model::{Cond, CondKind, Ladder, LadderId};

/// Two levels that hold at once, or that could not be told apart.
#[derive(Debug)]
pub(crate) struct Overlap {
    /// The ladder.
    pub(crate) ladder: LadderId,
    /// The level, and the last of those written before it with which it holds.
    pub(crate) levels: (usize, usize),
    /// How many others written before it hold with it.
    pub(crate) more: usize,
    /// What is found.
    pub(crate) kind: OverlapKind,
}

/// What is found out about two levels.
#[derive(Debug)]
pub(crate) enum OverlapKind {
    /// Both hold here.
    At(Witness),
    /// It is too much to say.
    TooLarge,
    /// They depend on their own ladder.
    Circular,
}

/// The levels of all ladders that hold together with another. Where the worst counts, they may.
pub(super) fn overlaps(theory: &mut Theory<'_>) -> Vec<Overlap> {
    theory.rest();
    let ids = (0..theory.model.ladders.len()).map(|id| LadderId(id as u32));
    let ladders: Vec<_> = ids.filter_map(|id| Some((id, theory.ladder(id).filter(|l| !l.prefer_highest)?))).collect();
    ladders.into_iter().flat_map(|(id, ladder)| in_ladder(theory, id, ladder)).collect()
}

fn in_ladder<'m>(theory: &mut Theory<'m>, id: LadderId, ladder: &'m Ladder<'m>) -> Vec<Overlap> {
    let measured: Vec<(usize, &Cond<'_>)> = ladder.levels.iter().enumerate().filter_map(|(i, l)| Some((i, l.when.as_ref()?))).collect();
    if let Some((last, _)) = measured.last().filter(|_| measured.len() > MAX_LEVELS) {
        return vec![Overlap { ladder: id, levels: (*last, 0), more: 0, kind: OverlapKind::TooLarge }];
    }
    let mut found = Vec::new();
    for (place, (level, own)) in measured.iter().enumerate() {
        let mut first: Option<Overlap> = None;
        for (other, before) in measured.iter().take(place).rev() {
            let parts = vec![(*before, true), (*own, true)];
            let Some(kind) = together(theory, parts, Role::Level(id, *level)) else { continue };
            match &mut first {
                Some(first) => first.more += 1,
                None => first = Some(Overlap { ladder: id, levels: (*level, *other), more: 0, kind }),
            }
        }
        found.extend(first);
    }
    found
}

fn together<'m>(theory: &mut Theory<'m>, parts: Vec<(&'m Cond<'m>, bool)>, role: Role) -> Option<OverlapKind> {
    let depends = parts.iter().any(|(cond, _)| speaks_of_levels(cond));
    // What nobody knows may keep them apart.
    let mut question = Question { parts, role: Some(role), certain: true, ..Question::default() };
    let mut answer = theory.ask(&question);
    if answer == Answer::No {
        question.unset = true;
        answer = theory.ask(&question);
    }
    match answer {
        Answer::Yes(witness) => Some(OverlapKind::At(witness)),
        Answer::Undecided => Some(OverlapKind::TooLarge),
        Answer::No if !depends => None,
        Answer::No => match theory.ask(&Question { certain: false, ..question }) {
            Answer::Yes(witness) if witness.iter().any(|(fact, _)| is_measured(theory, *fact)) => Some(OverlapKind::Circular),
            Answer::Yes(_) | Answer::No | Answer::Undecided => None,
        },
    }
}

/// Whether a level has a condition that decides it, and is a fact of its own all the same: its ladder depends on itself.
fn is_measured(theory: &Theory<'_>, fact: Fact) -> bool {
    let Fact::Level(ladder, level) = fact else { return false };
    let when = theory.model.ladders.get(ladder.index()).and_then(|l| l.levels.get(level)?.when.as_ref());
    when.is_some() && theory.is_live(ladder, level)
}

impl Overlap {
    /// Whether the two can only meet by signals that are raised together, not by one value that fits both.
    pub(crate) fn is_of_signals(&self, ladder: &Ladder<'_>) -> bool {
        let measures = |level: usize| {
            let mut found = false;
            if let Some(when) = ladder.levels.get(level).and_then(|l| l.when.as_ref()) {
                when.walk(&mut |c| found |= matches!(c.kind, CondKind::Gauge(..) | CondKind::Level(..) | CondKind::Ladder(..)));
            }
            found
        };
        let raised = |witness: &Witness| witness.iter().filter(|(fact, value)| matches!(fact, Fact::Signal(_)) && *value == Value::Is(true)).count() > 1;
        matches!(&self.kind, OverlapKind::At(witness) if raised(witness)) && !measures(self.levels.0) && !measures(self.levels.1)
    }
}
