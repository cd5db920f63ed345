//! Sums of times as a person can follow them.

use super::chain::{Term, What};
use crate::diagnostic::{Lang, length};
use crate::model::Procedure;

/// `alarm 7m + evacuate 2m = 9m > 5m`
pub(crate) fn sum(procedure: &Procedure<'_>, takes: &[Term], allowed: &[Term], lang: Lang) -> String {
    let total = |terms: &[Term]| length(terms.iter().fold(0u64, |sum, t| sum.saturating_add(t.millis)), lang);
    let shown = |terms: &[Term], named: bool| {
        let list: Vec<String> = terms.iter().map(|t| term(procedure, t, lang, named)).collect();
        let sum = list.join(" + ");
        if list.len() == 1 { sum } else { format!("{sum} = {}", total(terms)) }
    };
    format!("{} > {}", shown(takes, true), shown(allowed, allowed.len() > 1))
}

fn term(procedure: &Procedure<'_>, term: &Term, lang: Lang, named: bool) -> String {
    let millis = length(term.millis, lang);
    let name = match term.what {
        What::Takes(id) | What::Limit(id) => procedure.step(id).map_or("", |s| s.title()),
        What::Held => match lang { Lang::En => "held", Lang::Zh => "持续" },
        What::Procedure(_) => match lang { Lang::En => "the other procedure", Lang::Zh => "另一处置" },
        What::Finish => match lang { Lang::En => "until the end", Lang::Zh => "到终止为止" },
    };
    if named { format!("{name} {millis}") } else { millis }
}
