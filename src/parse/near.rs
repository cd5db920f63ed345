//! Which word of the language was meant: a near spelling, or two words written as one.

use crate::words;

/// Longest word that is compared with those of the language, in characters.
const MAX_WORD: usize = 40;

/// What was probably meant by a word that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// A row of the table, misspelt.
    Row(&'static str),
    /// A word of the language with something glued to it: the length in bytes of the word.
    Glued(usize),
}

/// What was probably meant by `word` where the words of `rows` may stand.
pub(super) fn meant(word: &str, rows: &[&'static str]) -> Option<Meant> {
    glued(word, rows).map(Meant::Glued).or_else(|| nearest(word, rows).map(Meant::Row))
}

/// Whether a text is the first word of a spelling of one of the rows.
pub(super) fn begins(word: &str, rows: &[&str]) -> bool {
    rows.iter().any(|row| spellings(row).any(|s| first_word(s) == word))
}

fn spellings(row: &str) -> impl Iterator<Item = &'static str> {
    words::row(row).into_iter().flat_map(|w| w.spellings.iter().map(String::as_str))
}

fn first_word(spelling: &str) -> &str {
    spelling.split(' ').next().unwrap_or(spelling)
}

/// Length of the word of the language that `word` begins with: Chinese is written without spaces, digits follow at once.
fn glued(word: &str, rows: &[&'static str]) -> Option<usize> {
    let all = rows.iter().flat_map(|row| spellings(row));
    let fits = |s: &&str| word.strip_prefix(*s).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || (!s.is_ascii() && c.is_alphabetic())));
    all.filter(fits).map(str::len).max()
}

/// The row whose spelling is nearest to a word, if one is near enough. Chinese words are so short that many are near: there
/// only one may be.
fn nearest(word: &str, rows: &[&'static str]) -> Option<&'static str> {
    let length = word.chars().count();
    if length > MAX_WORD {
        return None;
    }
    let mut near: Vec<(usize, usize, &'static str)> = Vec::new();
    for row in rows {
        for spelling in spellings(row).filter(|s| s.is_ascii() == word.is_ascii()) {
            let first = first_word(spelling);
            let shorter = length.min(first.chars().count());
            let limit = if word.is_ascii() { shorter / 3 } else { shorter / 2 };
            let distance = strsim::osa_distance(word, first);
            if (1..=limit.min(2)).contains(&distance) {
                // Between `must` and `must not` the shorter one is meant.
                near.push((distance, spelling.len(), row));
            }
        }
    }
    near.sort_unstable();
    let (distance, _, row) = *near.first()?;
    let alone = near.iter().all(|n| n.0 > distance || n.2 == row);
    (word.is_ascii() || alone).then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let rows = &["step", "within", "must", "must_not", "may", "org", "role"][..];
        for (word, row) in [("stpe", "step"), ("wihtin", "within"), ("msut", "must"), ("步聚", "step"), ("限是", "within"), ("rol", "role")] {
            assert_eq!(meant(word, rows), Some(Meant::Row(row)), "{word}");
        }
        for word in ["step", "by", "to", "min", "组织", "lead", "五分钟"] {
            assert_eq!(meant(word, rows), None, "{word}");
        }
    }

    #[test]
    fn words_written_as_one_are_taken_apart() {
        assert_eq!(meant("步骤报警", &["step"]), Some(Meant::Glued("步骤".len())));
        assert_eq!(meant("within5m", &["within"]), Some(Meant::Glued("within".len())));
        assert_eq!(meant("steps", &["step"]), Some(Meant::Row("step")));
    }
}
