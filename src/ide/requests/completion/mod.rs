//! What may be written at the cursor: the grammar says what fits, the plan says which names there are.

mod context;
mod items;
mod names;
mod snippets;
mod times;
mod values;
mod words;

use crate::ide::view::View;
use crate::parse::complete::{Expected, Slot};
use context::{At, Cursor};
use items::Items;
use lsp_types::{CompletionList, CompletionOptions, CompletionParams, CompletionResponse};

/// Signs after which something is offered at once: a level of a ladder, the path of a file, a name that needs backticks.
const TRIGGERS: &[&str] = &[".", "\"", "“", "`"];

/// After which signs a list is asked for.
#[must_use]
pub fn options() -> CompletionOptions {
    CompletionOptions { trigger_characters: Some(TRIGGERS.iter().map(|t| (*t).to_owned()).collect()), ..CompletionOptions::default() }
}

/// What may be written at the cursor.
#[must_use]
pub fn completion(view: &View<'_>, params: &CompletionParams) -> Option<CompletionResponse> {
    let offset = view.offset(params.text_document_position.position);
    let items = match context::at(view, offset)? {
        At::Path(place) => values::paths(view, place),
        At::Code(cursor) => offered(&cursor),
    };
    Some(CompletionResponse::List(CompletionList { is_incomplete: false, items: items.list }))
}

/// Everything that fits, best first.
fn offered(cursor: &Cursor<'_>) -> Items {
    let mut items = Items::new(cursor);
    // `request approval`: what could be read of it otherwise makes less sense.
    if cursor.spot.is_guess && words::second_half(cursor, &mut items) {
        return items;
    }
    // On a line of its own a statement is more likely begun than gone on with.
    let (first, then) = if cursor.begins_line { (&cursor.spot.begins, &cursor.spot.goes_on) } else { (&cursor.spot.goes_on, &cursor.spot.begins) };
    for list in [first, then] {
        for expected in sorted(list, &cursor.written()) {
            offer(cursor, expected, &mut items);
        }
    }
    words::second_half(cursor, &mut items);
    if first.contains(&Expected::Name(Slot::Limit)) {
        names::vague(cursor, &mut items);
    }
    items
}

/// Names before words, `must` before what binds less, what the declaration has already after what it lacks.
fn sorted<'e>(list: &'e [Expected], written: &[&str]) -> Vec<&'e Expected> {
    let mut list: Vec<&Expected> = list.iter().collect();
    list.sort_by_key(|e| match e {
        Expected::Name(Slot::Party) => 5,
        Expected::Name(_) | Expected::Value(_) | Expected::Measure(_) => 0,
        Expected::Time(_) | Expected::Path | Expected::Version | Expected::Clock | Expected::Date => 1,
        Expected::Word("must_not") => 4,
        Expected::Compare(_) => 2,
        Expected::Word(row) if written.contains(row) => 6,
        Expected::Word(_) => 3,
    });
    list
}

fn offer(cursor: &Cursor<'_>, expected: &Expected, items: &mut Items) {
    match expected {
        Expected::Word(row) => words::word(cursor, row, items),
        Expected::Name(slot) => names::of_slot(cursor, slot, items),
        Expected::Value(key) => values::of_attribute(cursor, *key, items),
        Expected::Time(length) => times::lengths(cursor, *length, items),
        Expected::Measure(subject) => times::measures(cursor, subject, items),
        Expected::Compare(subject) => values::signs(cursor, subject, items),
        Expected::Clock => values::clocks(cursor, items),
        Expected::Date => values::dates(cursor, &[3, 6, 12], items),
        Expected::Version => values::version(cursor, items),
        Expected::Path => values::quoted_paths(cursor, items),
    }
}
