//! The emergency numbers of a region, read from `emergency-numbers.json`.

use std::sync::OnceLock;

use serde::Deserialize;
use smol_str::SmolStr;

use super::kind::Kind;
use super::normalise;

/// The one copy of the facts; a test compares it with the page they come from.
const DATA: &str = include_str!("emergency-numbers.json");

/// A country or area with emergency numbers of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Region {
    /// The code plans write after `region`, in capitals.
    pub(crate) code: SmolStr,
    /// The name in English.
    pub(crate) en: SmolStr,
    /// The name in Chinese.
    pub(crate) zh: SmolStr,
    /// Whether numbers beyond this table are in use, so that a foreign one proves nothing.
    #[serde(default)]
    pub(crate) others_besides: bool,
    /// The numbers that take every emergency.
    pub(crate) universal: Vec<Universal>,
    /// Every number with what it is for, the one to prefer first.
    pub(crate) entries: Vec<Entry>,
}

/// A number that takes every emergency, itself or by passing it on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Universal {
    /// The digits.
    pub(crate) number: SmolStr,
    /// How it does so, where it is not simply the number for everything.
    #[serde(default)]
    pub(crate) note: Option<SmolStr>,
}

/// One number and one thing it is for.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The digits.
    pub(crate) number: SmolStr,
    /// What it is for.
    pub(crate) kind: Kind,
    /// By what device it is reached.
    #[serde(default)]
    pub(crate) by: Device,
    /// Whether newer numbers have replaced it, though it still answers.
    #[serde(default)]
    pub(crate) older: bool,
    /// How well the fact is known.
    pub(crate) certainty: Certainty,
    /// The day it was read.
    pub(crate) read: SmolStr,
    /// What else is to be known.
    #[serde(default)]
    pub(crate) note: Option<SmolStr>,
}

/// The device a number is meant for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Device {
    /// Any telephone.
    #[default]
    Any,
    /// Mobile telephones only.
    Mobile,
    /// Text messages.
    Sms,
    /// Text telephones.
    TextTelephone,
}

/// How well a fact is known, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Certainty {
    /// General knowledge: enough for advice, not for an error.
    Unverified,
    /// Read on a secondary page.
    Secondary,
    /// Read on an official page.
    Official,
}

impl Region {
    /// All regions, in the order of the facts page.
    pub(crate) fn all() -> &'static [Self] {
        static REGIONS: OnceLock<Vec<Region>> = OnceLock::new();
        // A broken data file gives no regions; a test sees to it that this never ships.
        REGIONS.get_or_init(|| serde_json::from_str(DATA).unwrap_or_default())
    }

    /// The region with this code; case does not matter, `GB` is another way to write `UK`.
    pub(crate) fn find(code: &str) -> Option<&'static Self> {
        let code = code.trim();
        let code = if code.eq_ignore_ascii_case("GB") {
            "UK"
        } else {
            code
        };
        Self::all()
            .iter()
            .find(|region| region.code.eq_ignore_ascii_case(code))
    }

    /// The numbers for exactly this kind of service, the one to prefer first.
    pub(crate) fn numbers_for(&self, kind: Kind) -> Vec<&Entry> {
        self.entries
            .iter()
            .filter(|entry| entry.kind == kind)
            .collect()
    }

    /// What a number is for here; empty if it is no number of the table.
    pub(crate) fn kinds_of(&self, number: &str) -> Vec<&Entry> {
        normalise(number).map_or_else(Vec::new, |digits| {
            self.entries
                .iter()
                .filter(|entry| entry.number == digits)
                .collect()
        })
    }

    /// Whether a number takes every emergency here.
    pub(crate) fn is_universal(&self, number: &str) -> bool {
        normalise(number).is_some_and(|digits| {
            self.universal
                .iter()
                .any(|universal| universal.number == digits)
        })
    }
}

/// Whether any region has these digits in its table.
pub(super) fn is_known(digits: &str) -> bool {
    let mut entries = Region::all().iter().flat_map(|region| &region.entries);
    entries.any(|entry| entry.number == digits)
}
