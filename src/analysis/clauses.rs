//! How a text numbers its clauses, and which of them a citation names.

use std::collections::{BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;

/// How a number is written: `14`, `十四`, `⑭`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Digits {
    /// `14`
    Arabic,
    /// `十四`
    Chinese,
    /// `⑭`
    Circled,
}

/// Numbers that go on from one another: what stands before them, how they are written, and what they count (`条`).
pub(crate) type Series<'t> = (&'t str, Digits, Option<char>);

/// Numbers of one clause that are looked at; no text goes deeper.
const DEPTH: usize = 12;

/// Words that may follow a number of a clause: `第十四条`, `五后1`. Before any other it belongs to a word: `一般规定`.
const AFTER_NUMBER: &str = "编章节条款项目篇部段点级类款后第附之";

/// A clause as clauses are compared: spaces, width, case and final punctuation do not count. Circled numbers stay, for
/// ① and 1 are two ways of numbering.
pub(crate) fn plain(clause: &str) -> String {
    let mut plain = String::with_capacity(clause.len());
    for c in clause.nfc().filter(|c| !c.is_whitespace()) {
        match circled(c) {
            Some(_) => plain.push(c),
            None => plain.extend(std::iter::once(c).nfkc().flat_map(char::to_lowercase)),
        }
    }
    plain.truncate(plain.trim_end_matches(['.', '。', '、', ',', ':', ';']).len());
    plain
}

/// The numbers of a clause that is [`plain`], with the series each belongs to.
pub(crate) fn numbers(clause: &str) -> Vec<(Series<'_>, u32)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((before, rest)) = clause.split_at_checked(at).filter(|(_, rest)| !rest.is_empty()) {
        let first = rest.chars().next();
        let Some(kind) = first.and_then(digits) else {
            at += first.map_or(1, char::len_utf8);
            continue;
        };
        let (run, after) = run(rest, kind);
        let unit = after.chars().next().filter(|c| c.is_alphabetic() && digits(*c).is_none());
        let in_word = unit.is_some_and(|c| !AFTER_NUMBER.contains(c) && !is_single_letter(after)) && !before.ends_with('第');
        if let Some(value) = value(run, kind).filter(|_| !in_word) {
            found.push(((before, kind, unit.filter(|c| !c.is_ascii())), value));
        }
        at += run.len();
        if found.len() == DEPTH {
            break;
        }
    }
    found
}

/// The clauses of a plan, to be looked up by what a citation begins with.
#[derive(Debug)]
pub(crate) struct Register {
    places: HashMap<String, usize>,
    /// Lengths of the clauses in bytes, each once.
    lengths: BTreeSet<usize>,
}

impl Register {
    /// The register of [`plain`] clauses. Of equal ones the first counts.
    pub(crate) fn new(clauses: &[String]) -> Self {
        let mut places = HashMap::new();
        for (place, clause) in clauses.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
            places.entry(clause.clone()).or_insert(place);
        }
        Self { places, lengths: clauses.iter().map(String::len).collect() }
    }

    /// Where a clause stands first.
    pub(crate) fn place(&self, clause: &str) -> Option<usize> {
        self.places.get(clause).copied()
    }

    /// The clauses that a [`plain`] citation begins with: `三(1)` begins with `三`, `第十一条` not with `第十`.
    pub(crate) fn begun_by<'r>(&'r self, citation: &'r str) -> impl Iterator<Item = usize> + 'r {
        let parts = self.lengths.iter().filter_map(|length| citation.split_at_checked(*length));
        parts.filter(|(clause, rest)| !is_cut(clause, rest)).filter_map(|(clause, _)| self.place(clause))
    }
}

/// Whether a number or a Latin word is cut in two.
fn is_cut(left: &str, right: &str) -> bool {
    let (Some(left), Some(right)) = (left.chars().next_back(), right.chars().next()) else { return false };
    match (digits(left), digits(right)) {
        (Some(left), Some(right)) => left == right && left != Digits::Circled,
        _ => left.is_ascii_alphabetic() && right.is_ascii_alphabetic(),
    }
}

/// Whether a text begins with one Latin letter that is no word: `5a`.
fn is_single_letter(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && !chars.next().is_some_and(char::is_alphabetic)
}

/// The digits of one number at the start of a text, and what follows.
fn run(text: &str, kind: Digits) -> (&str, &str) {
    let others = text.char_indices().skip(1).find(|(_, c)| kind == Digits::Circled || digits(*c) != Some(kind));
    text.split_at_checked(others.map_or(text.len(), |(at, _)| at)).unwrap_or((text, ""))
}

fn digits(c: char) -> Option<Digits> {
    if c.is_ascii_digit() {
        Some(Digits::Arabic)
    } else if chinese(c).is_some() {
        Some(Digits::Chinese)
    } else {
        circled(c).map(|_| Digits::Circled)
    }
}

fn value(run: &str, kind: Digits) -> Option<u32> {
    match kind {
        Digits::Arabic => run.parse().ok(),
        Digits::Circled => run.chars().next().and_then(circled),
        Digits::Chinese => chinese_value(run),
    }
}

/// `十四` is 14, `二〇` is 20, `一百零一` is 101.
fn chinese_value(run: &str) -> Option<u32> {
    let (mut sum, mut digit) = (0_u32, None);
    for value in run.chars().filter_map(chinese) {
        if value < 10 {
            digit = Some(digit.unwrap_or(0_u32).checked_mul(10)?.checked_add(value)?);
        } else {
            sum = sum.checked_add(digit.take().unwrap_or(1).checked_mul(value)?)?;
        }
    }
    sum.checked_add(digit.unwrap_or(0))
}

fn chinese(c: char) -> Option<u32> {
    match c {
        '百' => Some(100),
        '千' => Some(1000),
        _ => "〇一二三四五六七八九十".chars().position(|digit| digit == c).or((c == '零').then_some(0)).map(|at| at as u32),
    }
}

fn circled(c: char) -> Option<u32> {
    let (first, number) = match c {
        '①'..='⑳' => ('①', 1),
        '㉑'..='㉟' => ('㉑', 21),
        '㊱'..='㊿' => ('㊱', 36),
        _ => return None,
    };
    Some(u32::from(c) - u32::from(first) + number)
}

#[cfg(test)]
mod tests {
    use super::{Register, numbers, plain};

    fn values(clause: &str) -> Vec<u32> {
        numbers(&plain(clause)).into_iter().map(|n| n.1).collect()
    }

    #[test]
    fn numbers_of_every_kind_are_read() {
        let cases: [(&str, &[u32]); 14] = [
            ("第二十一条", &[21]),
            ("第一百零八条（二）", &[108, 2]),
            ("二〇", &[20]),
            ("六(九)", &[6, 9]),
            ("三（１）", &[3, 1]),
            ("⑿", &[12]),
            ("三(3)①A5", &[3, 3, 1, 5]),
            ("㉑", &[21]),
            ("3.2.10", &[3, 2, 10]),
            ("五后1", &[5, 1]),
            ("Article 5a", &[5]),
            ("一般规定", &[]),
            ("10KV线路", &[]),
            ("99999999999", &[]),
        ];
        for (clause, wanted) in cases {
            assert_eq!(values(clause), wanted, "{clause}");
        }
    }

    #[test]
    fn a_series_has_one_parent_one_spelling_and_one_unit() {
        let series = |clause: &'static str| numbers(clause).last().map(|n| n.0);
        assert_eq!(series("六(六)"), series("六(九)"));
        assert_ne!(series("六(六)"), series("五(六)"));
        assert_ne!(series("第一章"), series("第一条"));
        assert_ne!(series("三(1)"), series("三(一)"));
        assert_ne!(series("三1"), series("三①"));
    }

    #[test]
    fn a_citation_begins_with_whole_numbers_and_words() {
        let clauses: Vec<String> = ["第十", "三", "三(1)", "1.1", "annex", "序", ""].iter().map(|c| plain(c)).collect();
        let register = Register::new(&clauses);
        let begun = |citation: &str| {
            let citation = plain(citation);
            let mut places: Vec<usize> = register.begun_by(&citation).collect();
            places.sort_unstable();
            places
        };
        assert_eq!(begun("三（１）第2段"), [1, 2]);
        assert_eq!(begun("三1"), [1]);
        assert_eq!(begun("三①"), [1]);
        assert_eq!(begun("第十条"), [0]);
        assert_eq!(begun("序第1段"), [5]);
        assert_eq!(begun("Annex 2"), [4]);
        for none in ["第十一条", "三十", "1.10", "annexes", "四", ""] {
            assert!(begun(none).is_empty(), "{none}");
        }
    }
}
