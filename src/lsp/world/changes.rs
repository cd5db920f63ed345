//! What the editor and the disk change.

use super::{Document, World, path_of};
use crate::ast::File;
use crate::disk::read_file;
use crate::parse::Parsed;
use crate::source::{FileId, Source};
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use std::path::{Path, PathBuf};

impl World {
    pub(in crate::lsp) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let id = self.enter(&self.name(&uri), text);
        self.open.insert(id, Document { uri, version });
        self.asked.insert(id);
    }

    /// Applies the edits of one change in order.
    pub(in crate::lsp) fn edit(&mut self, uri: &Uri, version: i32, edits: Vec<TextDocumentContentChangeEvent>) {
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

    /// Reads everything anew with other folders; open documents stay open.
    pub(in crate::lsp) fn change_folders(&mut self, removed: &[PathBuf], added: Vec<PathBuf>) {
        let mut folders = std::mem::take(&mut self.folders);
        folders.retain(|f| !removed.contains(f));
        folders.extend(added);
        let text = |id: &FileId| self.project.sources().get(*id).map_or_else(String::new, |s| s.text.to_string());
        let open: Vec<_> = self.open.iter().map(|(id, d)| (d.uri.clone(), d.version, text(id))).collect();
        let client = std::mem::take(&mut self.client);
        *self = Self::new(self.settings.clone(), self.lang, self.encoding, folders);
        self.client = client;
        for (uri, version, text) in open {
            self.open(uri, version, text);
        }
    }

    /// A closed document is what is on disk again.
    pub(in crate::lsp) fn close(&mut self, uri: &Uri) {
        let Some(id) = self.ids.get(&self.name(uri)).copied() else { return };
        self.open.remove(&id);
        let Some(path) = path_of(uri) else { return self.forget(id) };
        let inside = self.folders.iter().any(|folder| path.starts_with(folder));
        if !inside {
            self.asked.remove(&id);
        }
        self.read_again(&path, inside);
    }

    /// Files on disk were made, changed or deleted.
    pub(in crate::lsp) fn disk_changed<'u>(&mut self, uris: impl Iterator<Item = &'u Uri>) {
        for path in uris.filter_map(path_of) {
            let inside = self.folders.iter().any(|folder| path.starts_with(folder)) && path.extension().is_some_and(|e| e == "plan");
            self.read_again(&path, inside);
        }
        self.look_again = true;
    }

    /// Takes a file as it is on disk, unless the editor has it open.
    pub(super) fn read_again(&mut self, path: &Path, asked: bool) {
        let name = self.name_of(path);
        let id = self.ids.get(&name).copied();
        if id.is_some_and(|id| self.open.contains_key(&id)) {
            return;
        }
        match read_file(path, &name, id.unwrap_or_else(|| self.project.next_id())) {
            Ok((source, parsed)) => {
                let id = self.put(&name, source, parsed);
                if asked {
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

