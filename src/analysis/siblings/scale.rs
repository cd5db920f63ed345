//! Ladders of levels apart from the tree of the plan.

use super::formula::{Formula, Placed};
use super::naming::Naming;
use super::profile::Names;
use crate::analysis::wording::{bare, quoted};
use crate::model::{Ladder, Model, cite, title};
use crate::source::{Sources, Span};
use smol_str::SmolStr;

/// Most levels of a ladder that is compared.
pub(crate) const MOST_LEVELS: usize = 64;

/// A ladder.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    /// Its names.
    pub(crate) names: Names,
    /// Its name where it is declared.
    pub(crate) place: Span,
    /// Its levels, mildest first; none where there are too many.
    pub(crate) rungs: Vec<Rung>,
    /// Whether it has more levels than are compared.
    pub(crate) too_long: bool,
}

/// A level.
#[derive(Debug, Clone)]
pub(crate) struct Rung {
    /// Its names, and its number as one more.
    pub(crate) names: Names,
    /// Its number, where it has one.
    pub(crate) number: Option<u32>,
    /// As written.
    pub(crate) shown: SmolStr,
    /// Its name where it is declared.
    pub(crate) place: Span,
    /// When it counts: where several may hold, only while no worse one does.
    pub(crate) when: Option<Placed>,
    /// Clause of the source text.
    pub(crate) cite: Option<SmolStr>,
}

/// The ladders of a plan that could be read whole.
pub(crate) fn scales(model: &Model<'_>, sources: &Sources, is_broken: &dyn Fn(Span) -> bool) -> Vec<Scale> {
    let whole = model.ladders.iter().filter(|l| !is_broken(l.head.decl.span));
    whole.map(|ladder| scale(model, sources, ladder)).collect()
}

fn scale(model: &Model<'_>, sources: &Sources, ladder: &Ladder<'_>) -> Scale {
    let too_long = ladder.levels.len() > MOST_LEVELS;
    let mut levels: Vec<_> = ladder.levels.iter().filter(|_| !too_long).collect();
    if ladder.worst_first {
        levels.reverse();
    }
    let read = |level: &&crate::model::Level<'_>| level.when.as_ref().and_then(|w| Formula::of(model, sources, Naming::Shared, w));
    let formulas: Vec<Option<Formula>> = levels.iter().map(read).collect();
    let rungs = levels.iter().enumerate().map(|(at, level)| {
        let title = title(level.rung.title.as_ref());
        let number = number(&level.rung.name.text).or_else(|| number(title?));
        let mut names = vec![bare(&level.rung.name.text)];
        names.extend(title.map(bare));
        names.extend(number.map(|n| format!("#{n}")));
        names.dedup();
        let worse: Option<Vec<Formula>> = formulas.get(at + 1..).unwrap_or_default().iter().cloned().collect();
        let formula = formulas.get(at).cloned().flatten();
        let counts = formula.and_then(|f| if ladder.prefer_highest { Some(f.unless(&worse?)) } else { Some(f) });
        let when = counts.zip(level.when.as_ref()).map(|(formula, w)| Placed { formula, shown: quoted(sources, w.span), span: w.span });
        let cite = cite(&level.rung.body).or(ladder.head.cite()).cloned();
        Rung { names, number, shown: level.rung.name.text.clone(), place: level.rung.name.span, when, cite }
    });
    Scale { names: Naming::Shared.names(&ladder.head), place: ladder.head.name.span, rungs: rungs.collect(), too_long }
}

/// The number in the name of a level: `一级`, `Ⅱ级`, `level-3`.
fn number(name: &str) -> Option<u32> {
    let name = bare(name);
    let digits: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    match digits.as_slice() {
        [one] => return one.parse().ok(),
        [] => {}
        [..] => return None,
    }
    let chinese = |c: char| "一二三四五六七八九十".chars().position(|n| n == c).and_then(|at| u32::try_from(at + 1).ok());
    let mut numerals = name.chars().zip(name.chars().skip(1)).filter(|(_, next)| *next == '级').filter_map(|(c, _)| chinese(c));
    if let Some(found) = numerals.next() {
        return numerals.next().is_none().then_some(found);
    }
    let roman = name.split_once('级').map_or(name.as_str(), |(front, _)| front);
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"].iter().position(|r| *r == roman).and_then(|at| u32::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn levels_are_numbered_in_several_ways() {
        for (name, is) in [("一级", 1), ("Ⅳ级", 4), ("IV级响应", 4), ("level-3", 3), ("2级", 2), ("三级响应", 3)] {
            assert_eq!(number(name), Some(is), "{name}");
        }
        for name in ["一般", "重大", "major", "1-2级", "特级", "minor"] {
            assert_eq!(number(name), None, "{name}");
        }
    }
}
