//! The keywords of a whole file in one language. Names and texts stay as they are.

use super::{Asked, SOURCE_KEYWORDS};
use crate::diagnostic::{Lang, text};
use crate::format::{Options, format};
use crate::ide::edits::workspace_edit;
use crate::ide::keywords::language;
use crate::ide::view::View;
use crate::parse::TokenKind;
use crate::source::Span;
use lsp_types::{CodeAction, CodeActionKind};

/// The file in the keywords of each language that would change it.
pub(super) fn actions(asked: &Asked<'_>) -> Vec<CodeAction> {
    let kinds = [(CodeActionKind::REFACTOR_REWRITE, asked.wants(&CodeActionKind::REFACTOR_REWRITE)), (SOURCE_KEYWORDS.into(), asked.names(SOURCE_KEYWORDS))];
    let Some((kind, _)) = kinds.into_iter().find(|(_, wanted)| *wanted) else { return Vec::new() };
    let languages = [Lang::Zh, Lang::En].into_iter().filter(|lang| speaks_another(asked.view, *lang));
    languages.filter_map(|lang| translation(asked, kind.clone(), lang)).collect()
}

/// Whether some word or length of time is not in this language.
fn speaks_another(view: &View<'_>, lang: Lang) -> bool {
    let words = view.tokens().iter().copied().filter(|t| matches!(t.kind, TokenKind::Word(_) | TokenKind::Duration));
    words.into_iter().any(|t| language(view.slice(t.span)) != lang)
}

fn translation(asked: &Asked<'_>, kind: CodeActionKind, lang: Lang) -> Option<CodeAction> {
    let source = asked.view.source;
    // A file that cannot be read for certain stays as it is.
    let text = format(source, Options { keywords: Some(lang) }).ok()?;
    let title = match lang {
        Lang::Zh => text!("keywords to Chinese", "关键词改为中文"),
        Lang::En => text!("keywords to English", "关键词改为英文"),
    };
    let edit = workspace_edit(asked.view.world, vec![(Span { file: asked.view.id, start: 0, end: source.text.len() as u32 }, text)]);
    Some(asked.action(title.get(asked.view.lang).to_owned(), kind, &[], edit))
}
