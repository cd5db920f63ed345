//! Names, texts and measured values.

use crate::diagnostic::Lang;
use crate::source::Span;
use smol_str::SmolStr;

/// A name as declared or used, in NFC and without backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: SmolStr,
    /// Its place, backticks included.
    pub span: Span,
}

/// A text in quotes, escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Str {
    /// The text.
    pub text: SmolStr,
    /// Its place, quotes included.
    pub span: Span,
}

impl Str {
    /// Place of the text between the quotation marks.
    #[must_use]
    pub fn inner_span(&self, source: &str) -> Span {
        let quote = |c: char| if matches!(c, '"' | '“' | '”' | '「' | '」') { c.len_utf8() as u32 } else { 0 };
        let shown = source.get(self.span.range()).unwrap_or("");
        let first = shown.chars().next().map_or(0, quote);
        let last = if shown.chars().nth(1).is_some() { shown.chars().next_back().map_or(0, quote) } else { 0 };
        Span { start: self.span.start + first, end: self.span.end.saturating_sub(last).max(self.span.start + first), ..self.span }
    }
}

/// A unit of a [`Duration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days of 24 hours.
    Day,
    /// Weeks.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
    /// Working days.
    WorkingDay,
}

impl TimeUnit {
    /// All units, shortest first.
    pub const ALL: &[Self] = &[Self::Second, Self::Minute, Self::Hour, Self::Day, Self::WorkingDay, Self::Week, Self::Month, Self::Year];

    /// Its spellings: the English form, the Chinese one, and what else is read.
    #[must_use]
    pub fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Second => &["s", "秒", "秒钟"],
            Self::Minute => &["m", "分钟", "min", "分"],
            Self::Hour => &["h", "小时", "个小时"],
            Self::Day => &["d", "天", "日"],
            Self::WorkingDay => &["wd", "个工作日", "工作日"],
            Self::Week => &["w", "周"],
            Self::Month => &["mo", "个月"],
            Self::Year => &["y", "年"],
        }
    }

    /// The unit of a spelling, in either language.
    #[must_use]
    pub fn parse(unit: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|u| u.spellings().contains(&unit))
    }

    /// The form that is written in one language.
    #[must_use]
    pub fn form(self, lang: Lang) -> &'static str {
        let index = match lang {
            Lang::En => 0,
            Lang::Zh => 1,
        };
        self.spellings().get(index).copied().unwrap_or("")
    }

    /// Length in milliseconds; months, years and working days count as 30 days, 365 days and one day.
    #[must_use]
    pub fn millis(self) -> u64 {
        const DAY: u64 = 86_400_000;
        match self {
            Self::Second => 1_000,
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day | Self::WorkingDay => DAY,
            Self::Week => 7 * DAY,
            Self::Month => 30 * DAY,
            Self::Year => 365 * DAY,
        }
    }
}

/// A length of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duration {
    /// Milliseconds, with [`TimeUnit::millis`] for units of varying length.
    pub millis: u64,
    /// The parts as written: `1h30m` has two.
    pub parts: Vec<(SmolStr, TimeUnit)>,
    /// Its place.
    pub span: Span,
}

impl Duration {
    /// Whether both have the same one unit, or fixed units only: then their milliseconds compare.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        let units = || self.parts.iter().chain(&other.parts).map(|p| p.1);
        let fixed = |unit| !matches!(unit, TimeUnit::Month | TimeUnit::Year | TimeUnit::WorkingDay);
        let first = units().next();
        units().all(fixed) || units().all(|unit| Some(unit) == first)
    }

    /// Whether it is measured in working days.
    #[must_use]
    pub fn is_working_days(&self) -> bool {
        self.parts.iter().any(|p| p.1 == TimeUnit::WorkingDay)
    }
}

/// A number with an optional unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The number in ASCII digits, as written.
    pub number: SmolStr,
    /// The unit; empty without one.
    pub unit: SmolStr,
    /// Its place.
    pub span: Span,
}

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

impl Date {
    /// The date, if the calendar has it.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// Reads `2015-12-22`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let date = Self::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)?;
        parts.next().is_none().then_some(date)
    }

    /// The same day so many months later, the last of the month where it has fewer days.
    #[must_use]
    pub fn plus_months(self, months: u64) -> Option<Self> {
        let total = u64::from(self.year) * 12 + u64::from(self.month) - 1 + months;
        let (year, month) = (u16::try_from(total / 12).ok()?, (total % 12) as u8 + 1);
        (1..=self.day).rev().find_map(|day| Self::new(year, month, day))
    }

    /// The date so many days later.
    #[must_use]
    pub fn plus_days(self, days: u64) -> Option<Self> {
        let mut date = self;
        for _ in 0..days.min(400_000) {
            date = Self::new(date.year, date.month, date.day + 1)
                .or_else(|| Self::new(date.year, date.month + 1, 1))
                .or_else(|| Self::new(date.year.checked_add(1)?, 1, 1))?;
        }
        Some(date)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A value of an attribute.
#[derive(Debug, Clone)]
pub struct Value {
    /// Its place.
    pub span: Span,
    /// The value.
    pub kind: ValueKind,
}

/// What a [`Value`] is.
#[derive(Debug, Clone)]
pub enum ValueKind {
    /// `"…"`
    Text(SmolStr),
    /// A name, or a word of a closed vocabulary.
    Name(SmolStr),
    /// `2015-12-22`; the parts are as written, the calendar is checked later.
    Date(Option<Date>),
    /// `5m`
    Duration(Duration),
    /// `12具`
    Quantity(Quantity),
    /// `0..`, `1..7`
    Range(Option<Quantity>, Option<Quantity>),
    /// A unit written alone: `%`.
    Unit(SmolStr),
}
