//! Another name for a declaration, in every file that uses it; refused where the plans would no longer say the same.

mod changes;
mod new_name;
mod proof;

use super::references::{meant, uses_of};
use crate::diagnostic::{Text, text};
use crate::ide::names::Named;
use crate::ide::view::View;
use crate::source::Span;
use changes::Changes;
use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};
use new_name::NewName;
use std::collections::BTreeSet;

/// The name that can be changed here.
#[must_use]
pub fn prepare(view: &View<'_>, params: &TextDocumentPositionParams) -> Option<PrepareRenameResponse> {
    let (at, named) = meant(view, view.offset(params.position))?;
    let placeholder = named.first()?.name.text.to_string();
    Some(PrepareRenameResponse::RangeWithPlaceholder { range: view.range(bare(view, at)), placeholder })
}

/// The edits of a change of name.
///
/// # Errors
/// Why the name cannot be changed to that.
pub fn rename(view: &View<'_>, params: &RenameParams) -> Result<Option<WorkspaceEdit>, String> {
    let at = &params.text_document_position;
    changed(view, view.offset(at.position), &params.new_name).map(Some).map_err(|why| why.get(view.lang).to_owned())
}

fn changed(view: &View<'_>, offset: u32, written: &str) -> Result<WorkspaceEdit, Text> {
    let (_, meant) = meant(view, offset).ok_or_else(|| text!("there is no name here that can be changed", "此处没有可以改名的名称"))?;
    let (name, declared) = only(view, &meant)?;
    let new = NewName::read(written)?;
    if new.text() == name {
        return Ok(WorkspaceEdit::default());
    }
    let plans = view.world.plans_with(declared.file);
    proof::readable(view, name, &plans)?;
    let mut places = uses_of(view.world, &BTreeSet::from([declared]));
    places.insert(declared);
    let as_usual = Changes::new(view, &places, |place| new.instead_of(name, view.slice(place)));
    let outcome = proof::same(view, &as_usual, declared, &new).map(|()| as_usual).or_else(|_| {
        // Where a word of the language may stand, a name that is one must be marked as a name.
        let in_backticks = Changes::new(view, &places, |_| new.in_backticks());
        proof::same(view, &in_backticks, declared, &new).map(|()| in_backticks)
    });
    outcome?.for_editor(view)
}

/// The one declaration that is renamed.
fn only<'a>(view: &View<'_>, meant: &[Named<'a>]) -> Result<(&'a str, Span), Text> {
    match meant {
        [one] => Ok((one.name.text.as_str(), one.name.span)),
        several => {
            let list = proof::places(view.world.project().sources(), several.iter().map(|n| n.name.span));
            Err(Text {
                en: format!("this name stands for something else in each plan that uses this file ({}): rename it in each", list.en),
                zh: format!("引用本文件的各预案中，此名称所指不同（{}）：请分别改名", list.zh),
            })
        }
    }
}

/// A name without its backticks.
fn bare(view: &View<'_>, name: Span) -> Span {
    let quoted = view.slice(name).starts_with('`');
    if quoted { Span { start: name.start + 1, end: name.end.saturating_sub(1), ..name } } else { name }
}
