//! Where a name is used, in every plan that reaches its declaration.

use crate::ide::names::Named;
use crate::ide::view::View;
use crate::ide::world::World;
use crate::model::Reference;
use crate::resolve::resolve;
use crate::source::{FileId, Span};
use lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, Location, ReferenceParams};
use std::collections::BTreeSet;

/// Where the name under the cursor is used.
#[must_use]
pub fn references(view: &View<'_>, params: &ReferenceParams) -> Option<Vec<Location>> {
    let at = &params.text_document_position;
    let (_, meant) = meant(view, view.offset(at.position))?;
    let declared: BTreeSet<Span> = meant.iter().map(|n| n.name.span).collect();
    let mut places = uses_of(view.world, &declared);
    if params.context.include_declaration {
        places.extend(&declared);
    }
    Some(in_order(view, places).into_iter().filter_map(|span| view.location(span)).collect())
}

/// Where it is used in this file.
#[must_use]
pub fn highlights(view: &View<'_>, params: &DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
    // This is asked with every move of the cursor: the file's own plan must do.
    let references = view.resolved().model.references;
    let (_, named) = view.named_at(view.offset(params.text_document_position_params.position), &references)?;
    let declared = named.name.span;
    let uses = references.iter().filter(|r| r.to == declared).map(|r| r.at);
    let places: BTreeSet<Span> = uses.chain([declared]).filter(|span| span.file == view.id).collect();
    let kind = |span: Span| if span == declared { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
    Some(places.into_iter().map(|span| DocumentHighlight { range: view.range(span), kind: Some(kind(span)) }).collect())
}

/// The name under an offset and what it stands for: in a file that several plans use, that may be something else in each.
pub(in crate::ide) fn meant<'a>(view: &View<'a>, offset: u32) -> Option<(Span, Vec<Named<'a>>)> {
    let references = references_in(view.world, &view.world.plans_with(view.id));
    let (at, named) = view.named_at(offset, &references)?;
    let targets: BTreeSet<Span> = references.iter().filter(|r| r.at == at).map(|r| r.to).collect();
    if targets.is_empty() {
        return Some((at, vec![named]));
    }
    let named = in_order(view, targets).into_iter().filter_map(|to| view.declared_at(to)).collect();
    Some((at, named))
}

/// Every use of these declared names, in all plans that reach one of them.
pub(in crate::ide) fn uses_of(world: &World, declared: &BTreeSet<Span>) -> BTreeSet<Span> {
    let plans: BTreeSet<FileId> = declared.iter().flat_map(|name| world.plans_with(name.file)).collect();
    let references = references_in(world, &Vec::from_iter(plans));
    references.into_iter().filter(|r| declared.contains(&r.to)).map(|r| r.at).collect()
}

/// The resolved names of these plans.
fn references_in(world: &World, plans: &[FileId]) -> Vec<Reference> {
    let project = world.project();
    let of_plan = |root: &FileId| {
        let unit = project.unit(*root);
        resolve(project.sources(), &unit.files, unit.incomplete).model.references
    };
    plans.iter().flat_map(of_plan).collect()
}

/// Places by the name of their file, then in the order of its text.
pub(in crate::ide) fn in_order(view: &View<'_>, places: BTreeSet<Span>) -> Vec<Span> {
    let sources = view.world.project().sources();
    let mut places = Vec::from_iter(places);
    places.sort_by_key(|span| (sources.get(span.file).map(|s| s.name.clone()), span.start));
    places
}
