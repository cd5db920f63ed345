//! From a name to its declaration, from `use "…"` to the file.

use super::references::meant;
use crate::ast::{Import, Item};
use crate::ide::view::View;
use crate::source::{FileId, Span};
use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink};

/// Where a definition is found.
struct Target {
    /// The whole declaration.
    full: Span,
    name: Span,
}

/// Where the name under the cursor is declared.
#[must_use]
pub fn definition(view: &View<'_>, params: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let offset = view.offset(params.text_document_position_params.position);
    let (from, targets) = file_used(view, offset).or_else(|| declarations(view, offset))?;
    if links(view) {
        return Some(targets.iter().filter_map(|target| link(view, from, target)).collect::<Vec<LocationLink>>().into());
    }
    let mut places: Vec<Location> = targets.iter().filter_map(|target| view.location(target.name)).collect();
    Some(if places.len() == 1 { places.remove(0).into() } else { places.into() })
}

fn declarations(view: &View<'_>, offset: u32) -> Option<(Span, Vec<Target>)> {
    let (from, meant) = meant(view, offset)?;
    Some((from, meant.iter().map(|n| Target { full: n.full, name: n.name.span }).collect()))
}

fn file_used(view: &View<'_>, offset: u32) -> Option<(Span, Vec<Target>)> {
    let import = imports(view).find(|i| i.path.span.start <= offset && offset <= i.path.span.end)?;
    let start = Span { file: imported(view, import)?, start: 0, end: 0 };
    Some((import.path.span, vec![Target { full: start, name: start }]))
}

/// What a file uses.
pub(super) fn imports<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Import> + use<'a> {
    view.tree.items.iter().filter_map(|item| if let Item::Import(import) = item { Some(import) } else { None })
}

/// The file behind an import, if there is one.
pub(super) fn imported(view: &View<'_>, import: &Import) -> Option<FileId> {
    view.world.project().imported(import)
}

/// Whether the editor wants to know the name it came from and the whole declaration too.
fn links(view: &View<'_>) -> bool {
    let definition = view.world.client().text_document.as_ref().and_then(|d| d.definition);
    definition.and_then(|d| d.link_support) == Some(true)
}

fn link(view: &View<'_>, from: Span, target: &Target) -> Option<LocationLink> {
    Some(LocationLink {
        origin_selection_range: Some(view.range(from)),
        target_uri: view.world.uri(target.name.file)?,
        target_range: view.range(target.full),
        target_selection_range: view.range(target.name),
    })
}
