//! The command that puts the cursor where the author has to go on writing after an action.

use crate::diagnostic::{Lang, text};
use crate::ide::world::World;
use crate::source::{Source, Span};
use lsp_types::{Command, ExecuteCommandParams, Position, Range, ShowDocumentParams, Uri};
use serde_json::{Value, json};
use std::str::FromStr as _;

pub(super) const NAME: &str = "preplan.showCursor";

/// The command that shows a place of a file as it is after an edit; `at` counts the bytes of the edit's text.
/// None for an editor that cannot be asked to show a place.
pub(super) fn after(world: &World, span: Span, text: &str, at: usize) -> Option<Command> {
    if !shows(world) {
        return None;
    }
    let before = world.project().sources().get(span.file)?;
    let whole = format!("{}{text}{}", before.text.get(..span.start as usize)?, before.text.get(span.end as usize..)?);
    let position = world.encoding().position(&Source::new(before.name.clone(), whole), span.start + at as u32);
    let title = text!("show where to write", "显示填写处");
    let title = if world.lang() == Lang::En { title.en } else { title.zh };
    Some(Command { title, command: NAME.to_owned(), arguments: Some(vec![json!(world.uri(span.file)?.as_str()), json!(position)]) })
}

fn shows(world: &World) -> bool {
    world.client().window.as_ref().and_then(|w| w.show_document.as_ref()).is_some_and(|s| s.support)
}

/// Carries out a command: where the editor should put its cursor.
#[must_use]
pub fn command(world: &World, params: ExecuteCommandParams) -> Option<ShowDocumentParams> {
    let mut arguments = params.arguments.into_iter();
    let uri = arguments.next().as_ref().and_then(Value::as_str).and_then(|uri| Uri::from_str(uri).ok())?;
    let position: Position = serde_json::from_value(arguments.next()?).ok()?;
    let selection = Some(Range { start: position, end: position });
    let known = params.command == NAME && shows(world) && world.view(&uri).is_some();
    known.then_some(ShowDocumentParams { uri, external: Some(false), take_focus: Some(true), selection })
}
