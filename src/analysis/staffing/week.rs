//! The hours of a week, in minutes from Monday 00:00 by the local clock.

use crate::diagnostic::Lang;
use crate::model::Shift;
use crate::words;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Minutes of a week.
const WEEK: u16 = 7 * DAY;

/// The rows of the days in the table of words.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Parts of the week: each from its first minute to before its last, in order, none touching the next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Week(Vec<(u16, u16)>);

impl Week {
    /// The hours of a shift; `None` where they are not all known.
    pub(crate) fn of_shift(shift: &Shift<'_>) -> Option<Self> {
        let mut parts = Vec::new();
        for window in &shift.windows {
            let (from, to) = (window.from?, window.to?);
            let length = if to > from { to - from } else { to + DAY - from };
            for (first, last) in &window.days {
                let (first, last) = (u16::from(*first), u16::from(*last));
                let count = if last >= first { last - first } else { last + 7 - first };
                for day in first..=first + count {
                    let start = day % 7 * DAY + from;
                    let end = start + length;
                    parts.push((start, end.min(WEEK)));
                    // What runs over the end of Sunday is the beginning of Monday.
                    parts.push((0, end.saturating_sub(WEEK)));
                }
            }
        }
        (!shift.windows.is_empty()).then(|| Self::joined(parts))
    }

    fn joined(mut parts: Vec<(u16, u16)>) -> Self {
        parts.retain(|(from, to)| from < to);
        parts.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::new();
        for (from, to) in parts {
            match joined.last_mut().filter(|last| from <= last.1) {
                Some(last) => last.1 = last.1.max(to),
                None => joined.push((from, to)),
            }
        }
        Self(joined)
    }

    /// The whole week.
    pub(crate) fn whole() -> Self {
        Self(vec![(0, WEEK)])
    }

    /// Its parts, each from its first minute to before its last.
    pub(crate) fn parts(&self) -> &[(u16, u16)] {
        &self.0
    }

    /// Whether no minute belongs to it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The minutes of both.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self::joined(self.0.iter().chain(&other.0).copied().collect())
    }

    /// The minutes that are not in it.
    pub(crate) fn not(&self) -> Self {
        let starts = std::iter::once(0).chain(self.0.iter().map(|p| p.1));
        let ends = self.0.iter().map(|p| p.0).chain([WEEK]);
        Self::joined(starts.zip(ends).collect())
    }

    /// The minutes that both have.
    pub(crate) fn and(&self, other: &Self) -> Self {
        self.not().or(&other.not()).not()
    }

    /// As the hours of a shift are written, `Mon..Fri 20:00-08:00`; at most so many of them.
    pub(crate) fn shown(&self, lang: Lang, most: usize) -> String {
        let windows = self.windows();
        let mut shown: Vec<String> = windows.iter().take(most).map(|w| w.shown(lang)).collect();
        if windows.len() > most {
            shown.push("…".to_owned());
        }
        shown.join(", ")
    }

    /// Hours of a day with all days on which they are the same.
    fn windows(&self) -> Vec<Window> {
        let mut windows: Vec<Window> = Vec::new();
        for (day, from, to) in self.stretches().into_iter().flat_map(|(from, to)| by_day(from, to)) {
            match windows.iter_mut().find(|w| (w.from, w.to) == (from, to)) {
                Some(window) => window.days.push(day),
                None => windows.push(Window { days: vec![day], from, to }),
            }
        }
        windows.sort_by_key(|w| (w.days.iter().min().copied(), w.from));
        windows
    }

    /// The parts, with one that runs over the end of Sunday in one piece.
    fn stretches(&self) -> Vec<(u16, u16)> {
        let mut parts = self.0.clone();
        if let ([(0, first), .., (_, WEEK)], Some(last)) = (self.0.as_slice(), parts.len().checked_sub(1)) {
            parts.get_mut(last).into_iter().for_each(|p| p.1 += *first);
            parts.remove(0);
        }
        parts
    }
}

/// A stretch as hours of days: in one piece where it is no longer than from one day into the next, else cut at midnight.
fn by_day(from: u16, to: u16) -> Vec<(u16, u16, u16)> {
    let (day, begin) = (from / DAY, from % DAY);
    let next = (day + 1) * DAY;
    if to <= next {
        return vec![(day, begin, to - day * DAY)];
    }
    if to - from < DAY && begin > 0 {
        return vec![(day, begin, to - next)];
    }
    let mut cut = vec![(day, begin, DAY)];
    let mut start = next;
    while start < to {
        cut.push((start / DAY % 7, 0, (to - start).min(DAY)));
        start += DAY;
    }
    cut
}

/// Days with the same hours, as in a plan.
struct Window {
    days: Vec<u16>,
    from: u16,
    to: u16,
}

impl Window {
    fn shown(&self, lang: Lang) -> String {
        let mut days = self.days.clone();
        days.sort_unstable();
        let mut rows: Vec<(u16, u16)> = Vec::new();
        for day in days {
            match rows.last_mut().filter(|row| row.1 + 1 == day) {
                Some(row) => row.1 = day,
                None => rows.push((day, day)),
            }
        }
        let name = |day: u16| DAYS.get(usize::from(day)).map_or("", |row| words::form(row, lang));
        let row = |(first, last): &(u16, u16)| if first == last { name(*first).to_owned() } else { format!("{}..{}", name(*first), name(*last)) };
        let days: Vec<String> = rows.iter().map(row).collect();
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{} {}-{}", days.join(", "), clock(self.from), clock(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(parts: &[(u16, u16)]) -> Week {
        Week::joined(parts.to_vec())
    }

    #[test]
    fn touching_parts_are_one_and_what_is_missing_is_the_rest() {
        let night = week(&[(1200, 1440), (1440, 1920), (0, 480)]);
        assert_eq!(night.0, [(0, 480), (1200, 1920)]);
        assert_eq!(night.not().0, [(480, 1200), (1920, WEEK)]);
        assert_eq!(night.and(&week(&[(400, 1300)])).0, [(400, 480), (1200, 1300)]);
        assert!(night.not().or(&night) == Week::whole() && Week::whole().not().is_empty());
    }

    #[test]
    fn hours_are_shown_as_in_a_plan() {
        let shown = |parts: &[(u16, u16)]| week(parts).shown(Lang::En, 3);
        let nights: Vec<(u16, u16)> = (0..4).map(|day| (day * DAY + 1200, (day + 1) * DAY + 480)).collect();
        assert_eq!(shown(&nights), "Mon..Thu 20:00-08:00");
        assert_eq!(shown(&[(0, 480)]), "Mon 00:00-08:00");
        assert_eq!(shown(&[(0, 480), (WEEK - 60, WEEK)]), "Sun 23:00-08:00");
        assert_eq!(shown(&[(4 * DAY + 1080, WEEK), (0, 480)]), "Mon 00:00-08:00, Fri 18:00-24:00, Sat..Sun 00:00-24:00");
        assert_eq!(shown(&[(0, WEEK)]), "Mon..Sun 00:00-24:00");
        assert_eq!(shown(&[(0, 60), (DAY, DAY + 120), (2 * DAY, 2 * DAY + 60), (4 * DAY, 4 * DAY + 9), (5 * DAY, 5 * DAY + 8)]), "Mon, Wed 00:00-01:00, Tue 00:00-02:00, Fri 00:00-00:09, …");
        assert_eq!(week(&[(0, 480)]).shown(Lang::Zh, 3), "周一 00:00-08:00");
    }
}
