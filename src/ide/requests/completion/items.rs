//! The list that is offered, in the order in which it is to be shown.

use super::context::Cursor;
use super::snippets;
use crate::ide::view::View;
use crate::source::Span;
use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, InsertTextFormat, Range, TextEdit};

/// The list, each thing once.
pub(super) struct Items {
    pub(super) list: Vec<CompletionItem>,
    range: Range,
    in_backticks: bool,
    snippets: bool,
}

/// One thing that is offered.
pub(super) struct Offer {
    pub(super) label: String,
    pub(super) kind: CompletionItemKind,
    pub(super) insert: String,
    /// What typing is compared with, where that is not the label.
    pub(super) filter: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) documentation: Option<String>,
}

impl Offer {
    pub(super) fn new(label: impl Into<String>, kind: CompletionItemKind) -> Self {
        let label = label.into();
        Self { insert: label.clone(), label, kind, filter: None, detail: None, documentation: None }
    }
}

impl Items {
    pub(super) fn new(cursor: &Cursor<'_>) -> Self {
        let item = cursor.view.world.client().text_document.as_ref().and_then(|d| d.completion.as_ref()).and_then(|c| c.completion_item.as_ref());
        let snippets = item.and_then(|i| i.snippet_support) == Some(true);
        Self { list: Vec::new(), range: cursor.view.range(cursor.place), in_backticks: cursor.in_backticks, snippets }
    }

    /// A list of things that stand in the place of a text in quotes.
    pub(super) fn in_text(view: &View<'_>, place: Span) -> Self {
        Self { list: Vec::new(), range: view.range(place), in_backticks: false, snippets: false }
    }

    /// Adds a word or sign; none of them stands in backticks.
    pub(super) fn add(&mut self, offer: Offer) {
        if !self.in_backticks {
            self.push(offer, self.range, None);
        }
    }

    /// Adds a name, which is written with backticks where it needs them, or where one has been typed.
    pub(super) fn add_name(&mut self, name: &str, plain: bool, mut offer: Offer) {
        offer.insert = if plain && !self.in_backticks { name.to_owned() } else { format!("`{name}`") };
        if self.in_backticks {
            offer.filter = Some(format!("`{name}`"));
        }
        self.push(offer, self.range, None);
    }

    /// Adds a word whose first half stands before the cursor.
    pub(super) fn add_over(&mut self, range: Range, offer: Offer) {
        self.push(offer, range, None);
    }

    /// Adds a text with gaps to fill; an editor that knows no gaps gets it with what stands in them.
    pub(super) fn add_snippet(&mut self, mut offer: Offer) {
        let format = self.snippets.then_some(InsertTextFormat::SNIPPET);
        if !self.snippets {
            offer.insert = snippets::filled(&offer.insert);
        }
        if !self.in_backticks {
            self.push(offer, self.range, format);
        }
    }

    fn push(&mut self, offer: Offer, range: Range, format: Option<InsertTextFormat>) {
        if self.list.iter().any(|i| i.label == offer.label && i.detail == offer.detail && i.kind == Some(offer.kind)) {
            return;
        }
        self.list.push(CompletionItem {
            sort_text: Some(format!("{:04}", self.list.len())),
            label: offer.label,
            kind: Some(offer.kind),
            detail: offer.detail,
            documentation: offer.documentation.map(Documentation::String),
            filter_text: offer.filter,
            insert_text_format: format,
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: offer.insert })),
            ..CompletionItem::default()
        });
    }
}
