//! The pages of the rules as files, so that the code of a finding can link to its page in every editor.

use crate::check::RULES;
use crate::diagnostic::Lang;
use lsp_types::Uri;
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr as _;
use tempfile::TempDir;

/// A folder with a page for each rule; it goes away with the server.
#[derive(Debug, Default)]
pub(super) struct RulePages {
    links: BTreeMap<&'static str, Uri>,
    _folder: Option<TempDir>,
}

impl RulePages {
    /// Writes the pages. Where that fails there are no links: the hover shows the page as well.
    pub(super) fn write(lang: Lang) -> Self {
        let Ok(folder) = tempfile::Builder::new().prefix("preplan-rules-").tempdir() else { return Self::default() };
        let links = RULES.iter().filter_map(|rule| Some((rule.code, page(folder.path(), rule, lang)?))).collect();
        Self { links, _folder: Some(folder) }
    }

    /// The page of a rule by its code.
    pub(super) fn link(&self, code: &str) -> Option<Uri> {
        self.links.get(code).cloned()
    }
}

#[allow(clippy::disallowed_methods, reason = "the shell writes the pages for the editor to open")]
fn page(folder: &Path, rule: &crate::check::Rule, lang: Lang) -> Option<Uri> {
    let path = folder.join(format!("{}-{}.md", rule.code, rule.name));
    std::fs::write(&path, shown(rule, lang)).ok()?;
    Uri::from_str(url::Url::from_file_path(&path).ok()?.as_str()).ok()
}

/// The page of a rule as Markdown.
pub(super) fn shown(rule: &crate::check::Rule, lang: Lang) -> String {
    rule.page.text(lang).replace("//~ ", "// ← ")
}
