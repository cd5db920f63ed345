//! Terms, signals, gauges, ladders, documents, report forms.

use super::people::vocabulary;
use super::{Builder, cites, owned, times};
use crate::ast::{Duration, Key, TimeUnit};
use crate::emit::runbook as r;
use crate::model::{self, Measure};

impl<'a> Builder<'_, 'a> {
    pub(super) fn term(&self, term: &model::Term<'a>) -> r::Term {
        r::Term { word: term.name.text.to_string(), length: term.measure.map(times::length), at: self.place(term.name.span) }
    }

    pub(super) fn signal(&self, signal: &model::Signal<'a>) -> r::Signal {
        r::Signal {
            about: self.about(signal.head),
            aliases: owned(&signal.head.decl.body, Key::AlsoCalled),
            hazards: hazards(&signal.hazards),
            reported_by: self.list(&signal.reported_by),
        }
    }

    pub(super) fn gauge(&self, gauge: &model::Gauge<'a>) -> r::Gauge {
        let end = |measure: Option<Measure>| measure.map(|m| amount(m, gauge.is_time()));
        r::Gauge {
            about: self.about(gauge.head),
            unit: Some(gauge.unit.to_string()).filter(|u| !u.is_empty()),
            range: r::Range { min: end(gauge.range.0), max: end(gauge.range.1) },
            except: owned(&gauge.head.decl.body, Key::Except),
            reported_by: self.list(&gauge.reported_by),
        }
    }

    pub(super) fn ladder(&self, ladder: &model::Ladder<'a>) -> r::Ladder {
        let about = self.about(ladder.head);
        let levels = ladder.levels.iter().enumerate().map(|(index, level)| {
            let rung = level.rung;
            let about = r::About {
                name: rung.name.text.to_string(),
                title: rung.title.as_ref().map_or(&rung.name.text, |t| &t.text).to_string(),
                doc: None,
                cite: cites(&rung.body, &about.cite),
                notes: owned(&rung.body, Key::Note),
                at: self.place(rung.name.span),
            };
            r::Level { about, rank: rank(ladder, index), when: level.when.as_ref().map(|c| self.condition(c, None)) }
        });
        r::Ladder { levels: levels.collect(), worst_first: ladder.worst_first, prefer_highest: ladder.prefer_highest, about }
    }

    pub(super) fn document(&self, document: &model::Document<'a>) -> r::Document {
        let kinds = [
            ("dk_form", r::DocumentKind::Form),
            ("dk_log", r::DocumentKind::Log),
            ("dk_law", r::DocumentKind::Law),
            ("dk_annex", r::DocumentKind::Annex),
            ("dk_plan", r::DocumentKind::Plan),
            ("dk_list", r::DocumentKind::List),
            ("dk_script", r::DocumentKind::Script),
        ];
        let body = &document.head.decl.body;
        r::Document {
            about: self.about(document.head),
            aliases: owned(body, Key::AlsoCalled),
            kind: document.kind.and_then(|row| kinds.iter().find(|k| k.0 == row)).map(|k| k.1),
            location: document.location.map(ToString::to_string),
            owners: self.owners(&document.owners),
        }
    }

    pub(super) fn form(&self, form: &model::Form<'a>) -> r::Form {
        r::Form { about: self.about(form.head), fields: form.fields.iter().map(|f| f.0.to_string()).collect() }
    }
}

pub(super) fn hazards(hazards: &[model::Hazard<'_>]) -> Vec<r::Hazard> {
    hazards.iter().map(|h| r::Hazard { kind: h.row.map(|row| vocabulary("hz_", row)), text: h.text.to_string() }).collect()
}

/// How bad a level is: 1 for the mildest of its ladder.
pub(super) fn rank(ladder: &model::Ladder<'_>, index: usize) -> u32 {
    let place = if ladder.worst_first { ladder.levels.len().saturating_sub(index) } else { index + 1 };
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// A measure as a value of its gauge.
pub(super) fn amount(measure: Measure, time: bool) -> r::Amount {
    let thousandths = measure.thousandths;
    if time {
        let millis = u64::try_from(thousandths).unwrap_or(0);
        // A broken number of seconds: the shortest form that keeps the milliseconds.
        let parts = vec![(format!("{}.{:03}", millis / 1000, millis % 1000).into(), TimeUnit::Second)];
        r::Amount::Time(times::iso(&Duration { millis, parts, span: crate::source::Span::default() }))
    } else if thousandths % 1000 == 0 {
        r::Amount::Whole(thousandths / 1000)
    } else {
        r::Amount::Decimal(thousandths as f64 / 1000.0)
    }
}
