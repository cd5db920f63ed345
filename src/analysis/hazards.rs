//! Which dangers a procedure answers, and whose help each of them needs.

use super::numbers::{self, Kind};
use crate::diagnostic::{Severity, Text, text};
use crate::model::{Cond, CondKind, Hazard, Model, Procedure, SignalId};
use crate::source::Span;

/// Whose help a danger needs.
#[derive(Debug)]
pub(crate) struct Need {
    /// Row of the keyword table.
    pub(crate) hazard: &'static str,
    /// Its place in a set of needs.
    pub(crate) bit: u16,
    /// The kinds of service that help; one of them is enough. None where it is the authority that must learn of it.
    pub(crate) kinds: &'static [Kind],
    /// Words in the name of another service that helps as well.
    pub(crate) words: &'static [&'static str],
    /// How bad it is when nobody calls: an error, or only worth a thought.
    pub(crate) weight: Severity,
    /// Whether help must be called however small the danger is.
    pub(crate) at_once: bool,
}

/// The one table of needs; the page of `missing-emergency-call` shows it.
pub(crate) static NEEDS: [Need; 11] = [
    need("hz_fire", 0, &[Kind::Fire], &[], Severity::Error, true),
    need("hz_explosion", 1, &[Kind::Fire, Kind::Police], &[], Severity::Error, true),
    need("hz_gas", 2, &[Kind::Fire], &["燃气", "煤气", "天然气", "gas"], Severity::Error, true),
    need("hz_robbery", 3, &[Kind::Police], &[], Severity::Error, true),
    need("hz_violence", 4, &[Kind::Police], &[], Severity::Error, true),
    need("hz_casualty", 5, &[Kind::Medical], &[], Severity::Error, false),
    need("hz_theft", 6, &[Kind::Police], &[], Severity::Info, false),
    need("hz_illness", 7, &[Kind::Medical], &[], Severity::Info, false),
    need("hz_entrapment", 8, &[Kind::Fire], &["电梯", "物业", "lift", "elevator"], Severity::Info, false),
    need("hz_traffic", 9, &[Kind::Traffic, Kind::Police, Kind::Medical], &[], Severity::Info, false),
    need("hz_disease", 10, &[], HEALTH, Severity::Warning, false),
];

/// Names of those who must learn of an epidemic; cleaners are called `环境卫生`.
const HEALTH: &[&str] = &[
    "卫生部门", "卫生局", "卫生行政", "卫生主管", "卫生监督", "卫生健康", "卫生计生", "卫健", "公共卫生", "疾控", "疾病预防", "疾病控制", "防疫", "health authority",
    "health department", "health bureau", "health office", "health commission", "public health", "disease control", "disease prevention",
];

const fn need(
    hazard: &'static str,
    place: u16,
    kinds: &'static [Kind],
    words: &'static [&'static str],
    weight: Severity,
    at_once: bool,
) -> Need {
    Need { hazard, bit: 1 << place, kinds, words, weight, at_once }
}

/// The needs where it depends on how bad the danger is whether help must be called, as a set.
pub(crate) fn by_size() -> u16 {
    NEEDS.iter().filter(|need| !need.at_once).fold(0, |set, need| set | need.bit)
}

/// The needs of these hazards, as a set.
pub(crate) fn bits_of(hazards: &[Hazard<'_>]) -> u16 {
    let rows = hazards.iter().filter_map(|h| h.row);
    rows.flat_map(|row| NEEDS.iter().filter(move |need| need.hazard == row)).fold(0, |set, need| set | need.bit)
}

/// The needs that a number or service of these kinds meets, as a set.
pub(crate) fn met_by(kinds: &[Kind]) -> u16 {
    let meets = |need: &&Need| kinds.iter().any(|kind| need.kinds.iter().any(|wanted| kind.serves(*wanted)));
    NEEDS.iter().filter(meets).fold(0, |set, need| set | need.bit)
}

/// The needs that an authority meets and no emergency service, as a set.
pub(crate) fn authority() -> u16 {
    NEEDS.iter().filter(|need| need.kinds.is_empty()).fold(0, |set, need| set | need.bit)
}

/// The needs whose authority or company is named in a text, as a set.
pub(crate) fn named_in(text: &str) -> u16 {
    let text = text.to_lowercase();
    NEEDS.iter().filter(|n| n.words.iter().any(|w| text.contains(w))).fold(0, |set, need| set | need.bit)
}

/// What a reader calls the service of a kind, in English and Chinese.
pub(crate) fn helper(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Fire => ("the fire brigade", "消防"),
        Kind::Police => ("the police", "公安"),
        Kind::Medical => ("an ambulance", "急救"),
        Kind::Traffic => ("the traffic police", "交警"),
        Kind::Maritime
        | Kind::Motorway
        | Kind::Government
        | Kind::Cyber
        | Kind::EnergyRegulator
        | Kind::Power
        | Kind::CoastGuard
        | Kind::Protection
        | Kind::Crisis
        | Kind::NonEmergency
        | Kind::Emergency
        | Kind::Recording => (kind.english(), kind.chinese()),
    }
}

/// One of several services, as a reader would say it.
pub(crate) fn one_of(kinds: &[Kind], name: fn(Kind) -> (&'static str, &'static str)) -> Text {
    let (en, zh): (Vec<_>, Vec<_>) = kinds.iter().map(|kind| name(*kind)).unzip();
    Text { en: en.join(" or "), zh: zh.join("或") }
}

/// Who helps, as a reader would say it, and what is done to get the help.
pub(crate) fn helping(need: &Need) -> (Text, Text) {
    if need.kinds.is_empty() {
        return (text!("the health authority", "卫生部门或疾控机构"), text!("tells the health authority", "向卫生部门或疾控机构报告"));
    }
    let (who, line) = (one_of(need.kinds, helper), one_of(need.kinds, Kind::line));
    let call = Text { en: format!("calls {}", who.en), zh: format!("拨打{}", line.zh) };
    (who, call)
}

/// A reason to call for help.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Danger {
    /// Whose help it needs.
    pub(crate) need: &'static Need,
    /// Where it is named.
    pub(crate) span: Span,
    /// The signal that stands for it; `None` where the procedure itself names it.
    pub(crate) signal: Option<SignalId>,
    /// Whether only the words sound like it.
    pub(crate) guessed: bool,
}

/// The dangers a procedure answers: its own, and those of the signals that start it.
pub(crate) fn dangers(model: &Model<'_>, procedure: &Procedure<'_>, signals: &[SignalId]) -> Vec<Danger> {
    let mut found: Vec<Danger> = procedure.hazards.iter().flat_map(|h| of_hazard(h, None)).collect();
    for id in signals {
        let Some(signal) = model.signals.get(id.index()) else { continue };
        found.extend(signal.hazards.iter().flat_map(|h| of_hazard(h, Some(*id))));
        if signal.hazards.is_empty() && procedure.hazards.is_empty() {
            found.extend(guesses(signal.head.title(), signal.head.name.span, Some(*id)));
        }
    }
    found
}

/// The dangers that a signal says it stands for.
pub(crate) fn of_signal(model: &Model<'_>, id: SignalId) -> Vec<Danger> {
    let hazards = model.signals.get(id.index()).into_iter().flat_map(|s| &s.hazards);
    hazards.flat_map(|h| of_hazard(h, Some(id))).filter(|danger| !danger.guessed).collect()
}

fn of_hazard(hazard: &Hazard<'_>, signal: Option<SignalId>) -> Vec<Danger> {
    match hazard.row {
        Some(row) => {
            let needs = NEEDS.iter().filter(|need| need.hazard == row);
            needs.map(|need| Danger { need, span: hazard.span, signal, guessed: false }).collect()
        }
        None => guesses(hazard.text, hazard.span, signal),
    }
}

fn guesses(text: &str, span: Span, signal: Option<SignalId>) -> Vec<Danger> {
    let kinds = numbers::incidents(text);
    let needs = kinds.iter().filter_map(|kind| NEEDS.iter().find(|need| matches!(need.kinds, [only] if only == kind)));
    needs.map(|need| Danger { need, span, signal, guessed: true }).collect()
}

/// The signals whose raising may start a procedure, in the order of declaration.
pub(crate) fn start_signals(procedure: &Procedure<'_>) -> Vec<SignalId> {
    let mut found = Vec::new();
    procedure.starts.iter().for_each(|s| raised(&s.when, true, &mut found));
    found.sort_unstable();
    found.dedup();
    found
}

/// The signals that a condition wants raised.
pub(crate) fn raised(when: &Cond<'_>, wanted: bool, found: &mut Vec<SignalId>) {
    match &when.kind {
        CondKind::Signal(id) if wanted => found.push(*id),
        CondKind::Or(parts) | CondKind::And(parts) => parts.iter().for_each(|p| raised(p, wanted, found)),
        CondKind::Not(inner) => raised(inner, !wanted, found),
        CondKind::Held(inner, _) => raised(inner, wanted, found),
        CondKind::Signal(_)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => {}
    }
}

/// The signals that start a procedure each by itself and at once.
pub(crate) fn sure_signals(procedure: &Procedure<'_>) -> Vec<SignalId> {
    let mut found = Vec::new();
    for start in &procedure.starts {
        sure(&start.when, &mut found);
    }
    found
}

/// The signals each of which meets a condition by itself and at once; whether nothing else meets it.
pub(crate) fn sure(when: &Cond<'_>, found: &mut Vec<SignalId>) -> bool {
    match &when.kind {
        CondKind::Signal(id) => {
            found.push(*id);
            true
        }
        CondKind::Or(parts) => parts.iter().filter(|p| !sure(p, found)).count() == 0,
        CondKind::And(_)
        | CondKind::Not(_)
        | CondKind::Held(..)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => false,
    }
}
