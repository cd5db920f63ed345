//! What changes: the documents of the editor, and the files behind them.

use super::{Document, Files, World};
use crate::ast::File;
use crate::parse::Parsed;
use crate::source::{FileId, Source};
use lsp_types::{TextDocumentContentChangeEvent, Uri};

impl World {
    /// Opens a document, or gives an open one another text.
    pub fn open(&mut self, uri: Uri, version: i32, text: String) {
        let id = self.enter(&self.name(&uri), text);
        self.open.insert(id, Document { uri, version });
        self.asked.insert(id);
    }

    /// Applies the edits of one change in order.
    pub fn edit(&mut self, uri: &Uri, version: i32, edits: Vec<TextDocumentContentChangeEvent>) {
        let Some(id) = self.ids.get(&self.name(uri)).copied() else { return };
        let Some(document) = self.open.get_mut(&id) else { return };
        document.version = version;
        for edit in edits {
            let Some(source) = self.project.sources().get(id) else { return };
            let text = match edit.range {
                None => edit.text,
                Some(range) => {
                    let (start, end) = (self.encoding.offset(source, range.start), self.encoding.offset(source, range.end));
                    let mut text = source.text.to_string();
                    text.replace_range(start.min(end) as usize..end.max(start) as usize, &edit.text);
                    text
                }
            };
            self.project.set_text(id, text);
            self.changed.insert(id);
        }
    }

    /// Reads everything anew with other files behind it; open documents stay open.
    pub fn set_files(&mut self, files: Box<dyn Files>) {
        let text = |id: &FileId| self.project.sources().get(*id).map_or_else(String::new, |s| s.text.to_string());
        let open: Vec<_> = self.open.iter().map(|(id, d)| (d.uri.clone(), d.version, text(id))).collect();
        let (client, pages) = (std::mem::take(&mut self.client), std::mem::take(&mut self.pages));
        *self = Self { client, pages, ..Self::new(files, self.lang, self.encoding, self.date) };
        for (uri, version, text) in open {
            self.open(uri, version, text);
        }
    }

    /// A closed document is the file behind it again, or nothing.
    pub fn close(&mut self, uri: &Uri) {
        let name = self.name(uri);
        let Some(id) = self.ids.get(&name).copied() else { return };
        self.open.remove(&id);
        if !self.files.is_asked(&name) {
            self.asked.remove(&id);
        }
        self.read_again(&name);
    }

    /// Files behind the documents were made, changed or deleted.
    pub fn files_changed<'u>(&mut self, uris: impl Iterator<Item = &'u Uri>) {
        for uri in uris {
            self.read_again(&self.name(uri));
        }
        self.look_again = true;
    }

    /// Takes a file as it is now, unless the editor has it open.
    fn read_again(&mut self, name: &str) {
        let id = self.ids.get(name).copied();
        if id.is_some_and(|id| self.open.contains_key(&id)) {
            return;
        }
        match self.files.read(name, id.unwrap_or_else(|| self.project.next_id())) {
            Ok((source, parsed)) => {
                let id = self.put(name, source, parsed);
                if self.files.is_asked(name) {
                    self.asked.insert(id);
                }
            }
            Err(_) => id.into_iter().for_each(|id| self.forget(id)),
        }
    }

    /// Takes a text of the editor; it is read when something is asked.
    fn enter(&mut self, name: &str, text: String) -> FileId {
        let id = self.ids.get(name).copied().unwrap_or_else(|| self.project.next_id());
        let empty = Parsed { file: File { id, ..File::default() }, ..Parsed::default() };
        let id = self.put(name, Source::new(name, text), empty);
        self.changed.insert(id);
        id
    }

    pub(super) fn put(&mut self, name: &str, source: Source, parsed: Parsed) -> FileId {
        let id = match self.ids.get(name) {
            Some(id) => {
                self.project.replace(*id, source, parsed);
                *id
            }
            None => self.project.add_parsed(source, parsed),
        };
        self.ids.insert(name.to_owned(), id);
        self.stale(id);
        id
    }

    pub(super) fn forget(&mut self, id: FileId) {
        self.project.remove(id);
        self.asked.remove(&id);
        self.ids.retain(|_, known| *known != id);
        self.stale(id);
    }

    /// The findings of the plans with this file are no longer true.
    pub(super) fn stale(&mut self, id: FileId) {
        self.moved = true;
        for plan in self.plans.values_mut().filter(|p| p.files.contains(&id)) {
            plan.findings = None;
        }
    }
}

