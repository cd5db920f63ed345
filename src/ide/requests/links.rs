//! Places in a text that open something: the file of a `use`, the file or page of a `document`.

use super::definition::{imported, imports};
use crate::ast::{DeclKind, Item, Key, Str};
use crate::diagnostic::text;
use crate::ide::view::View;
use crate::model::texts;
use lsp_types::{DocumentLink, DocumentLinkParams, Uri};
use std::str::FromStr as _;

/// The places of a text that open something.
#[must_use]
pub fn links(view: &View<'_>, _params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let used = imports(view).filter_map(|import| Some(link(view, &import.path, view.world.uri(imported(view, import)?)?)));
    let documents = view.tree.items.iter().filter_map(|item| if let Item::Declaration(decl) = item { Some(decl) } else { None });
    let locations = documents.filter(|d| d.kind == DeclKind::Document).flat_map(|d| texts(&d.body, Key::Location));
    let kept = locations.filter_map(|(text, span)| {
        let target = page(text).or_else(|| view.world.beside(view.id, text))?;
        Some(link(view, &Str { text: text.clone(), span }, target))
    });
    let mut links: Vec<DocumentLink> = used.chain(kept).collect();
    links.sort_by_key(|link| link.range.start);
    Some(links)
}

fn link(view: &View<'_>, text: &Str, target: Uri) -> DocumentLink {
    let shown = &text.text;
    let tooltip = text!("open {shown}", "打开 {shown}").get(view.lang).to_owned();
    DocumentLink { range: view.range(text.inner_span(&view.source.text)), target: Some(target), tooltip: Some(tooltip), data: None }
}

/// A page or mail address. Any other text is a path, or says in words where the document is kept.
fn page(text: &str) -> Option<Uri> {
    let (scheme, rest) = text.trim().split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let known = matches!(scheme.as_str(), "http" | "https") && rest.trim_start_matches('/').starts_with(|c: char| !c.is_whitespace()) || scheme == "mailto";
    known.then(|| Uri::from_str(&escaped(text.trim())).ok())?
}

/// An address with its blanks, its Chinese and whatever else must not stand in one as it is written, in `%` signs.
fn escaped(address: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    address.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
