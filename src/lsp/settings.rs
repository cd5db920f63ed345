//! What the server is told when it starts.

use crate::ast::Date;
use crate::diagnostic::Lang;
use std::path::PathBuf;

/// What the server is told when it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Language of messages; `None` leaves it to the editor, and then to `locale`.
    pub lang: Option<Lang>,
    /// Language of messages where neither the user nor the editor names one.
    pub locale: Lang,
    /// The date on which waivers and reviews are judged, asked anew for each check.
    pub as_of: fn() -> Date,
    /// A fixed date instead.
    pub fixed_date: Option<Date>,
    /// The user's folder for what can be made again; without one, the pages of the rules lie in a folder of the session.
    pub cache: Option<PathBuf>,
}

impl Settings {
    /// The date on which waivers and reviews are judged now.
    pub(super) fn date(&self) -> Date {
        self.fixed_date.unwrap_or_else(self.as_of)
    }
}
