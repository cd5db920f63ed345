//! The page of a rule: one Markdown file with an English and a Chinese half, both run as tests.

use crate::diagnostic::Lang;

/// The page of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Page(pub &'static str);

/// Line between the two halves.
const DIVIDER: &str = "\n---\n";

impl Page {
    /// One half of the page.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let (en, zh) = self.0.split_once(DIVIDER).unwrap_or((self.0, self.0));
        match lang {
            Lang::En => en.trim(),
            Lang::Zh => zh.trim(),
        }
    }

    /// One half of the page as it is shown: what the failing plan is marked with reads as a remark.
    #[must_use]
    pub fn shown(self, lang: Lang) -> String {
        self.text(lang).replace("//~ ", "// ← ")
    }

    /// The plans of one half, in order: the first fails, the second passes.
    #[must_use]
    pub fn plans(self, lang: Lang) -> Vec<&'static str> {
        let mut plans = Vec::new();
        let mut rest = self.text(lang);
        while let Some((_, after)) = rest.split_once("```preplan\n") {
            let (plan, after) = after.split_once("```").unwrap_or((after, ""));
            plans.push(plan);
            rest = after;
        }
        plans
    }
}
