//! Text as a row of folded characters, each with its place in bytes.

use super::super::fold;

/// A text to look around in; every look beyond its ends finds nothing.
pub(super) struct Text {
    chars: Vec<(usize, char)>,
    bytes: usize,
}

impl Text {
    /// Folds a text, one character for one.
    pub(super) fn new(text: &str) -> Self {
        let chars = text.char_indices().map(|(at, ch)| (at, fold(ch))).collect();
        Self {
            chars,
            bytes: text.len(),
        }
    }

    /// How many characters there are.
    pub(super) const fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at an index.
    pub(super) fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).map(|(_, ch)| *ch)
    }

    /// The character before an index.
    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|previous| self.at(previous))
    }

    /// Where the character at an index begins in the text, in bytes.
    pub(super) fn byte(&self, index: usize) -> usize {
        self.chars.get(index).map_or(self.bytes, |(at, _)| *at)
    }

    /// Whether there is a digit at an index.
    pub(super) fn is_digit(&self, index: usize) -> bool {
        self.at(index).is_some_and(|ch| ch.is_ascii_digit())
    }

    /// The end of the digits that begin at an index.
    pub(super) fn digits_end(&self, start: usize) -> usize {
        (start..self.len())
            .find(|index| !self.is_digit(*index))
            .unwrap_or(self.len())
    }

    /// The end of a word that begins at `start`; words of Latin letters match only whole.
    pub(super) fn starts(&self, start: usize, word: &str) -> Option<usize> {
        let mut end = start;
        for ch in word.chars() {
            if self.at(end) != Some(ch) {
                return None;
            }
            end += 1;
        }
        let letter = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphabetic());
        let cut = (letter(self.at(start)) && letter(self.before(start)))
            || (letter(self.before(end)) && letter(self.at(end)));
        (!cut).then_some(end)
    }

    /// The start of a word that ends at `end`.
    pub(super) fn ends(&self, end: usize, word: &str) -> Option<usize> {
        let start = end.checked_sub(word.chars().count())?;
        self.starts(start, word).map(|_| start)
    }

    /// The end of the first of these words that begins at `start`.
    pub(super) fn starts_any(&self, start: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| self.starts(start, word))
    }

    /// The start of the first of these words that ends at `end`.
    pub(super) fn ends_any(&self, end: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| self.ends(end, word))
    }

    /// The index after any quotes, brackets and spaces.
    pub(super) fn skip(&self, start: usize) -> usize {
        let glue = |index: &usize| self.at(*index).is_some_and(is_glue);
        start + (start..self.len()).take(4).take_while(glue).count()
    }

    /// The index before any quotes, brackets, colons and spaces.
    pub(super) fn skip_back(&self, end: usize) -> usize {
        let glue = |ch: char| is_glue(ch) || ch == ':' || ch == '=';
        let count = (1..=4)
            .map_while(|back| end.checked_sub(back))
            .take_while(|index| self.at(*index).is_some_and(glue))
            .count();
        end - count
    }
}

/// What may stand between a number and the words about it.
const fn is_glue(ch: char) -> bool {
    matches!(
        ch,
        ' ' | '('
            | ')'
            | '['
            | ']'
            | '"'
            | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '「'
            | '」'
            | '『'
            | '』'
            | '【'
            | '】'
            | '〔'
            | '〕'
            | '《'
            | '》'
            | '*'
            | '`'
    )
}
