//! The texts the editor sees: open documents over files on disk, and what was found in the plans they make up.

use super::position::Encoding;
use super::settings::Settings;
use super::view::View;
use crate::ast::{Date, File};
use crate::check::{self, Options};
use crate::diagnostic::{Diagnostic, Lang, Severity, text};
use crate::disk::{discover, read_file};
use crate::parse::{self, Parsed};
use crate::project::{Project, normalise};
use crate::source::{FileId, Source, Span};
use lsp_types::{ClientCapabilities, Location, Range, TextDocumentContentChangeEvent, Uri};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// An open document.
#[derive(Debug)]
struct Document {
    uri: Uri,
    version: i32,
}

/// A plan and what was found in it.
#[derive(Debug)]
struct Plan {
    /// The file and all it uses.
    files: Vec<FileId>,
    /// `None` where a text has changed since.
    findings: Option<Vec<Diagnostic>>,
}

/// The texts the editor sees, and what was found in them.
#[derive(Debug)]
pub(super) struct World {
    settings: Settings,
    encoding: Encoding,
    lang: Lang,
    /// What the editor says it can do.
    client: ClientCapabilities,
    /// Folders of the workspace; names are given from the first.
    folders: Vec<PathBuf>,
    project: Project,
    ids: BTreeMap<String, FileId>,
    open: BTreeMap<FileId, Document>,
    /// Files that are checked: those of the folders and the open ones.
    asked: BTreeSet<FileId>,
    /// Files whose text is newer than their tree.
    changed: BTreeSet<FileId>,
    /// Whether imports without a file are looked for again.
    look_again: bool,
    plans: BTreeMap<FileId, Plan>,
    /// The date of the findings.
    date: Date,
}

impl World {
    pub(super) fn new(settings: Settings, lang: Lang, encoding: Encoding, folders: Vec<PathBuf>) -> Self {
        let date = settings.date();
        let mut world = Self {
            settings,
            encoding,
            lang,
            client: ClientCapabilities::default(),
            folders,
            project: Project::new(),
            ids: BTreeMap::new(),
            open: BTreeMap::new(),
            asked: BTreeSet::new(),
            changed: BTreeSet::new(),
            look_again: true,
            plans: BTreeMap::new(),
            date,
        };
        for path in world.files_of_folders() {
            world.read_again(&path, true);
        }
        world
    }

    pub(super) fn project(&self) -> &Project {
        &self.project
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What the editor says it can do.
    pub(super) fn client(&self) -> &ClientCapabilities {
        &self.client
    }

    pub(super) fn set_client(&mut self, client: ClientCapabilities) {
        self.client = client;
    }

    pub(super) fn date(&self) -> Date {
        self.date
    }

    /// The plan a file is read with: itself, or the first that uses it.
    pub(super) fn plan_of(&self, id: FileId) -> FileId {
        let uses = || self.plans.iter().find(|(_, plan)| plan.files.contains(&id)).map(|(root, _)| *root);
        if self.plans.contains_key(&id) { id } else { uses().unwrap_or(id) }
    }

    /// The plans with a file: itself, if it is one, and those that use it; a file of none is read alone.
    pub(super) fn plans_with(&self, id: FileId) -> Vec<FileId> {
        let plans: Vec<FileId> = self.plans.iter().filter(|(_, plan)| plan.files.contains(&id)).map(|(root, _)| *root).collect();
        if plans.is_empty() { vec![id] } else { plans }
    }

    /// A file by the editor's name for it.
    pub(super) fn view(&self, uri: &Uri) -> Option<View<'_>> {
        View::new(self, *self.ids.get(&self.name(uri))?)
    }

    pub(super) fn view_of(&self, id: FileId) -> Option<View<'_>> {
        View::new(self, id)
    }

    /// Files the editor may want to hear of: all but those that are gone.
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.ids.values().filter_map(|id| self.project.file(*id))
    }

    pub(super) fn version(&self, id: FileId) -> Option<i32> {
        self.open.get(&id).map(|d| d.version)
    }

    /// Whether some text has changed since the findings were made.
    pub(super) fn is_stale(&self) -> bool {
        !self.changed.is_empty() || self.look_again || self.date != self.settings.date() || self.plans.values().any(|p| p.findings.is_none())
    }
}

/// Places and names.
impl World {
    pub(super) fn range(&self, span: Span) -> Range {
        self.project.sources().get(span.file).map_or_else(Range::default, |source| self.encoding.range(source, span))
    }

    pub(super) fn location(&self, span: Span) -> Option<Location> {
        Some(Location { uri: self.uri(span.file)?, range: self.range(span) })
    }

    /// The editor's name of a file; for an open one the very name the editor gave it.
    pub(super) fn uri(&self, id: FileId) -> Option<Uri> {
        if let Some(document) = self.open.get(&id) {
            return Some(document.uri.clone());
        }
        let name = &*self.project.sources().get(id)?.name;
        let url = url::Url::from_file_path(self.path(name)).ok()?;
        Uri::from_str(url.as_str()).ok()
    }

    /// A file on disk, by its path from the folder of a plan file.
    pub(super) fn beside(&self, id: FileId, path: &str) -> Option<Uri> {
        let name = &*self.project.sources().get(id)?.name;
        let found = self.path(name).parent()?.join(path.replace('\\', "/"));
        let url = url::Url::from_file_path(normalise(&found.to_string_lossy())).ok()?;
        found.is_file().then(|| Uri::from_str(url.as_str()).ok())?
    }

    /// Name under which a document is reported: its path from the first folder, as the command line shows it.
    pub(super) fn name(&self, uri: &Uri) -> String {
        match path_of(uri) {
            Some(path) => self.name_of(&path),
            None => uri.as_str().to_owned(),
        }
    }

    fn name_of(&self, path: &Path) -> String {
        let from_folder = self.folders.first().and_then(|folder| relative(folder, path));
        normalise(&from_folder.as_deref().unwrap_or(path).to_string_lossy())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folders.first().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
    }

    fn files_of_folders(&self) -> Vec<PathBuf> {
        if self.folders.is_empty() { Vec::new() } else { discover(&self.folders).files }
    }
}

/// Changes.
impl World {
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let id = self.enter(&self.name(&uri), text);
        self.open.insert(id, Document { uri, version });
        self.asked.insert(id);
    }

    /// Applies the edits of one change in order.
    pub(super) fn edit(&mut self, uri: &Uri, version: i32, edits: Vec<TextDocumentContentChangeEvent>) {
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
    pub(super) fn change_folders(&mut self, removed: &[PathBuf], added: Vec<PathBuf>) {
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
    pub(super) fn close(&mut self, uri: &Uri) {
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
    pub(super) fn disk_changed<'u>(&mut self, uris: impl Iterator<Item = &'u Uri>) {
        for path in uris.filter_map(path_of) {
            let inside = self.folders.iter().any(|folder| path.starts_with(folder)) && path.extension().is_some_and(|e| e == "plan");
            self.read_again(&path, inside);
        }
        self.look_again = true;
    }

    /// Takes a file as it is on disk, unless the editor has it open.
    fn read_again(&mut self, path: &Path, asked: bool) {
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

    fn put(&mut self, name: &str, source: Source, parsed: Parsed) -> FileId {
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

    fn forget(&mut self, id: FileId) {
        self.project.remove(id);
        self.asked.remove(&id);
        self.ids.retain(|_, known| *known != id);
        self.stale(id);
    }

    /// The findings of the plans with this file are no longer true.
    fn stale(&mut self, id: FileId) {
        for plan in self.plans.values_mut().filter(|p| p.files.contains(&id)) {
            plan.findings = None;
        }
    }
}

/// What follows from the texts.
impl World {
    /// Reads what has changed, and what it uses.
    pub(super) fn settle(&mut self) {
        for id in std::mem::take(&mut self.changed) {
            let Some(source) = self.project.sources().get(id).cloned() else { continue };
            let parsed = parse::parse(&source, id);
            self.project.replace(id, source, parsed);
            self.stale(id);
        }
        if std::mem::take(&mut self.look_again) {
            self.project.try_again();
            self.plans.values_mut().for_each(|p| p.findings = None);
        }
        self.imports();
        let today = self.settings.date();
        if today != self.date {
            self.date = today;
            self.plans.values_mut().for_each(|p| p.findings = None);
        }
        let mut before = std::mem::take(&mut self.plans);
        for root in self.project.plans(self.asked.iter().copied()) {
            let files: Vec<FileId> = self.project.unit(root).files.iter().map(|f| f.id).collect();
            let findings = before.remove(&root).filter(|p| p.files == files).and_then(|p| p.findings);
            self.plans.insert(root, Plan { files, findings });
        }
    }

    fn imports(&mut self) {
        while let Some(import) = self.project.missing().into_iter().next() {
            match read_file(&self.path(&import.name), &import.name, self.project.next_id()) {
                Ok((source, parsed)) => {
                    self.put(&import.name, source, parsed);
                }
                Err(reason) => self.project.give_up(import.span, reason),
            }
        }
    }

    /// Checks one plan whose findings are out of date; tells whether there was one.
    pub(super) fn check_one(&mut self) -> bool {
        let Some(root) = self.plans.iter().find(|(_, p)| p.findings.is_none()).map(|(root, _)| *root) else { return false };
        self.check(root);
        true
    }

    fn check(&mut self, root: FileId) {
        let Some(plan) = self.plans.get_mut(&root) else { return };
        // This stays only where the check itself breaks down: a plan that was not checked must not look clean.
        plan.findings = Some(vec![not_checked(root)]);
        plan.findings = Some(check::check(&self.project, root, Options { as_of: self.date }).into_diagnostics());
    }

    /// Checks the plans that a file belongs to.
    pub(super) fn check_plans_of(&mut self, id: FileId) {
        let stale = |p: &Plan| p.findings.is_none() && p.files.contains(&id);
        let roots: Vec<FileId> = self.plans.iter().filter(|(_, p)| stale(p)).map(|(root, _)| *root).collect();
        roots.into_iter().for_each(|root| self.check(root));
    }

    /// What was found in a file, by all plans it belongs to.
    pub(super) fn findings(&self, id: FileId) -> Vec<&Diagnostic> {
        let plans = self.plans.values().filter(|p| p.files.contains(&id)).filter_map(|p| p.findings.as_ref());
        let mut found: Vec<&Diagnostic> = plans.flatten().filter(|d| d.span.file == id).collect();
        // A file that several plans use is judged by each.
        found.sort_by(|a, b| check::order(a, b));
        found.dedup();
        found
    }
}

fn not_checked(root: FileId) -> Diagnostic {
    let message = text!("this plan could not be checked: internal error", "未能检查此预案：内部错误");
    let help = text!("please report it with the file that caused it", "请连同该文件一起报告此问题");
    Diagnostic::new("P011", Severity::Error, Span::new(root, 0, 0), message).help(help)
}

/// A path as it is written from a folder, with `..` where it lies outside: one file, one name, however a plan uses it.
fn relative(folder: &Path, path: &Path) -> Option<PathBuf> {
    let up = folder.ancestors().position(|shared| path.starts_with(shared) && shared.parent().is_some())?;
    let shared = folder.ancestors().nth(up)?;
    Some(std::iter::repeat_n(Path::new(".."), up).collect::<PathBuf>().join(path.strip_prefix(shared).ok()?))
}

/// The path of a document on disk.
fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = url::Url::parse(uri.as_str()).ok()?;
    if url.scheme() == "file" { url.to_file_path().ok() } else { None }
}

/// The folders an editor names.
pub(super) fn folder_of(uri: &Uri) -> Option<PathBuf> {
    path_of(uri)
}
