//! Digits that may be one telephone number, before asking whether anybody dials it.

use super::super::region::is_known;
use super::text::Text;

/// Digits and the signs between them.
pub(super) struct Candidate {
    /// The first character, a `+` or bracket included.
    pub(super) start: usize,
    /// Behind the last digit.
    pub(super) end: usize,
    /// The digits alone.
    pub(super) digits: String,
    /// Whether some region's table has it.
    pub(super) known: bool,
}

/// A run of digits.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
}

impl Run {
    const fn len(self) -> usize {
        self.end - self.start
    }
}

/// The next candidate at or after `from`; of 3 to 15 digits.
pub(super) fn next(text: &Text, from: usize) -> Option<Candidate> {
    let mut from = from;
    loop {
        let first = (from..text.len()).find(|index| text.is_digit(*index))?;
        let chain = chain(text, first);
        let count = (2..=chain.len()).rev().find(|count| {
            chain
                .get(..*count)
                .is_some_and(|runs| is_one_number(text, runs))
        });
        let runs = chain.get(..count.unwrap_or(1))?;
        let digits: String = runs
            .iter()
            .flat_map(|run| run.start..run.end)
            .filter_map(|index| text.at(index))
            .collect();
        let end = runs.last()?.end;
        if (3..=15).contains(&digits.len()) {
            let known = is_known(&digits);
            return Some(Candidate {
                start: start(text, first, runs),
                end,
                digits,
                known,
            });
        }
        from = end;
    }
}

/// The run at `first` and up to five more, each one sign away from the last.
fn chain(text: &Text, first: usize) -> Vec<Run> {
    let mut runs = vec![Run {
        start: first,
        end: text.digits_end(first),
    }];
    while let Some(last) = runs.last().copied().filter(|last| last.len() <= 15) {
        let gap = match (text.at(last.end), text.at(last.end + 1)) {
            (Some(')'), Some(' ' | '-')) => 2,
            (Some(' ' | '-' | '.' | ')'), _) => 1,
            _ => break,
        };
        let start = last.end + gap;
        if runs.len() >= 6 || !text.is_digit(start) {
            break;
        }
        runs.push(Run {
            start,
            end: text.digits_end(start),
        });
    }
    runs
}

/// Whether several runs of digits are the groups of one number.
fn is_one_number(text: &Text, runs: &[Run]) -> bool {
    let lens: Vec<usize> = runs.iter().map(|run| run.len()).collect();
    let Some(first) = runs.first() else {
        return false;
    };
    let total: usize = lens.iter().sum();
    if !(7..=15).contains(&total) || matches!(lens.as_slice(), [4, 1..=2, 1..=2]) {
        return false;
    }
    let gaps = || runs.iter().zip(runs.iter().skip(1));
    let bracket = gaps().any(|(left, _)| text.at(left.end) == Some(')'));
    if bracket {
        let opened = text.before(first.start) == Some('(');
        let area = text.at(first.end) == Some(')') && (3..=4).contains(&first.len());
        return opened && area && total >= 10 && !known(text, first.start, first.end);
    }
    if text.before(first.start) == Some('+') {
        return true;
    }
    if runs.iter().all(|run| known(text, run.start, run.end)) {
        return false;
    }
    if gaps().all(|(left, _)| text.at(left.end) == Some('-')) {
        return true;
    }
    let trunk = text.at(first.start) == Some('0');
    !known(text, first.start, first.end)
        && match lens.as_slice() {
            [3, 4, 4] | [3, 3, 4] | [4, 4] => true,
            [3, 7..=8] | [4, 7..=8] | [4, 4, 4] | [4, 3, 4] => trunk,
            _ => false,
        }
}

/// Whether a single run of digits is a number of some region's table.
pub(super) fn known(text: &Text, start: usize, end: usize) -> bool {
    let digits: String = (start..end)
        .take(16)
        .filter_map(|index| text.at(index))
        .collect();
    is_known(&digits)
}

/// Takes in a leading `+`, and the bracket before an area code.
fn start(text: &Text, first: usize, runs: &[Run]) -> usize {
    let area = runs.len() > 1
        && runs
            .first()
            .is_some_and(|run| text.at(run.end) == Some(')'));
    match text.before(first) {
        Some('+') => first - 1,
        Some('(') if area => first - 1,
        _ => first,
    }
}
