//! The pages of the rules as files, so that the code of a finding can link to its page in every editor.

use crate::check::RULES;
use crate::diagnostic::Lang;
use lsp_types::Uri;
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr as _;
use tempfile::TempDir;

/// A folder with a page for each rule.
#[derive(Debug, Default)]
pub(super) struct RulePages {
    links: BTreeMap<&'static str, Uri>,
    /// It goes away with the server.
    _folder: Option<TempDir>,
}

impl RulePages {
    /// Writes the pages into the user's cache, or else into a folder of the session. Where that fails there are no links: the
    /// hover shows the page as well.
    pub(super) fn write(lang: Lang, cache: Option<&Path>) -> Self {
        let word = match lang {
            Lang::En => "en",
            Lang::Zh => "zh",
        };
        if let Some(folder) = cache.map(|c| c.join("preplan").join(env!("CARGO_PKG_VERSION")).join(word)) {
            #[allow(clippy::disallowed_methods, reason = "the shell writes the pages for the editor to open")]
            let made = std::fs::create_dir_all(&folder);
            let links = if made.is_ok() { pages(&folder, lang) } else { BTreeMap::new() };
            if links.len() == RULES.len() {
                return Self { links, _folder: None };
            }
        }
        let Ok(folder) = tempfile::Builder::new().prefix("preplan-rules-").tempdir() else { return Self::default() };
        Self { links: pages(folder.path(), lang), _folder: Some(folder) }
    }

    /// The pages by the codes of their rules.
    pub(super) fn links(&self) -> BTreeMap<&'static str, Uri> {
        self.links.clone()
    }
}

fn pages(folder: &Path, lang: Lang) -> BTreeMap<&'static str, Uri> {
    RULES.iter().filter_map(|rule| Some((rule.code, page(folder, rule, lang)?))).collect()
}

#[allow(clippy::disallowed_methods, reason = "the shell writes the pages for the editor to open")]
fn page(folder: &Path, rule: &crate::check::Rule, lang: Lang) -> Option<Uri> {
    let path = folder.join(format!("{}-{}.md", rule.code, rule.name));
    std::fs::write(&path, rule.page.shown(lang)).ok()?;
    Uri::from_str(url::Url::from_file_path(&path).ok()?.as_str()).ok()
}
