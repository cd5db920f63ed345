//! Sums of times as a person can follow them.

use super::chain::{Term, What};
use super::joint::Cases;
use crate::ast::TimeUnit;
use crate::diagnostic::{Lang, length};
use crate::model::Procedure;

/// `alarm 7m + evacuate 2m = 9m > 5m`
pub(crate) fn sum(procedure: &Procedure<'_>, takes: &[Term], allowed: &[Term], unit: Option<TimeUnit>, lang: Lang) -> String {
    let total = |terms: &[Term]| shown(terms.iter().fold(0u64, |sum, t| sum.saturating_add(t.millis)), unit, lang);
    let side = |terms: &[Term], named: bool| {
        let list: Vec<String> = terms.iter().map(|t| term(procedure, t, unit, lang, named)).collect();
        let sum = list.join(" + ");
        if list.len() == 1 { sum } else { format!("{sum} = {}", total(terms)) }
    };
    format!("{} > {}", side(takes, true), side(allowed, allowed.len() > 1))
}

/// The same for each of several cases.
pub(crate) fn sums(procedure: &Procedure<'_>, found: &Cases, unit: Option<TimeUnit>, lang: Lang) -> String {
    let sums: Vec<String> = found.cases.iter().map(|case| sum(procedure, &case.takes, &case.allowed, unit, lang)).collect();
    sums.join(match lang { Lang::En => "; or ", Lang::Zh => "；或 " })
}

/// A length of time, in a unit of which it is so many where one is given.
pub(crate) fn shown(millis: u64, unit: Option<TimeUnit>, lang: Lang) -> String {
    match unit {
        Some(unit) if millis.is_multiple_of(unit.millis()) => format!("{}{}", millis / unit.millis(), unit.form(lang)),
        Some(_) | None => length(millis, lang),
    }
}

fn term(procedure: &Procedure<'_>, term: &Term, unit: Option<TimeUnit>, lang: Lang, named: bool) -> String {
    let millis = shown(term.millis, unit, lang);
    let name = match term.what {
        What::Takes(id) | What::Limit(id) => procedure.step(id).map_or("", |s| s.title()),
        What::Held => match lang { Lang::En => "held", Lang::Zh => "持续" },
        What::Procedure(_) => match lang { Lang::En => "the other procedure", Lang::Zh => "另一处置" },
        What::Finish => match lang { Lang::En => "until the end", Lang::Zh => "到终止为止" },
        What::Earlier => match lang { Lang::En => "before the start", Lang::Zh => "启动之前" },
        What::Apart => match lang { Lang::En => "in between", Lang::Zh => "其间" },
    };
    if named { format!("{name} {millis}") } else { millis }
}
