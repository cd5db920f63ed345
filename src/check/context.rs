//! What a rule may look at.

use crate::analysis::conditions::Conditions;
use crate::analysis::flow::whole::Whole;
use crate::analysis::numbers::Region;
use crate::analysis::time;
use crate::ast::{Date, File};
use crate::model::Model;
use crate::source::{Sources, Span};
use std::sync::OnceLock;

/// What a rule may look at.
pub struct Context<'a> {
    /// The resolved plan.
    pub model: &'a Model<'a>,
    /// The texts.
    pub sources: &'a Sources,
    /// The date on which waivers and reviews are judged.
    pub as_of: Date,
    broken: Broken,
    incomplete: bool,
    times: OnceLock<Vec<Vec<time::Finding>>>,
    whole: OnceLock<Whole>,
    /// What is found out about the conditions and the levels; several rules ask.
    pub(crate) conditions: Conditions<'a>,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model<'a>, sources: &'a Sources, files: &[&File], incomplete: bool, as_of: Date) -> Self {
        let broken = Broken::of(files);
        let conditions = Conditions::of(model, &|span| broken.touches(span));
        Self { model, sources, as_of, broken, incomplete, conditions, times: OnceLock::new(), whole: OnceLock::new() }
    }

    /// Whether part of this text was not understood. What seems to be missing there may be written there,
    /// so a rule that reports something missing stays silent; the syntax error was reported.
    #[must_use]
    pub fn is_broken(&self, span: Span) -> bool {
        self.broken.touches(span)
    }

    /// The same for the whole plan, files that could not be read included.
    #[must_use]
    pub fn any_broken(&self) -> bool {
        self.incomplete || !self.broken.0.is_empty()
    }

    /// Which limits cannot be kept or are not guaranteed, by procedure; several rules ask.
    pub(crate) fn times(&self) -> &[Vec<time::Finding>] {
        self.times.get_or_init(|| {
            let schedules = time::schedules(self.model);
            self.model.procedures.iter().zip(&schedules).map(|(procedure, schedule)| time::judge(procedure, schedule)).collect()
        })
    }

    /// Which procedures can start and end, and which steps can become due; several rules ask.
    pub(crate) fn whole(&self) -> &Whole {
        self.whole.get_or_init(|| Whole::of(self.model, &|span| self.is_broken(span), !self.any_broken()))
    }

    /// Table of emergency numbers of the plan's region; `None` without a region or for an unknown one.
    #[must_use]
    pub(crate) fn region(&self) -> Option<&'static Region> {
        let (code, _) = self.model.identity.as_ref()?.region?;
        Region::find(code)
    }
}

/// The parts of some files that were not understood: in order, overlapping ones joined.
#[derive(Debug)]
pub(crate) struct Broken(Vec<Span>);

impl Broken {
    pub(crate) fn of(files: &[&File]) -> Self {
        let mut parts: Vec<Span> = files.iter().flat_map(|f| f.broken.iter().copied()).collect();
        parts.sort_unstable();
        let mut broken: Vec<Span> = Vec::new();
        for part in parts {
            match broken.last_mut().filter(|last| last.file == part.file && part.start <= last.end) {
                Some(last) => last.end = last.end.max(part.end),
                None => broken.push(part),
            }
        }
        Self(broken)
    }

    /// Whether one of them lies in a text; they do not overlap, so the last that begins before its end decides.
    pub(crate) fn touches(&self, span: Span) -> bool {
        let before = self.0.partition_point(|b| (b.file, b.start) < (span.file, span.end));
        before.checked_sub(1).and_then(|i| self.0.get(i)).is_some_and(|b| b.file == span.file && span.start < b.end)
    }
}
