//! The texts the editor sees: open documents over other files, and what was found in the plans they make up.

mod changes;
mod files;
mod settle;

use super::position::Encoding;
use super::view::View;
use crate::ast::{Date, File};
use crate::check::Comparable;
use crate::diagnostic::{Diagnostic, Lang};
use crate::parse::Parsed;
use crate::project::Project;
use crate::source::{FileId, Source, Span};
use lsp_types::{ClientCapabilities, Location, Range, Uri};
use std::collections::{BTreeMap, BTreeSet};

pub use files::Files;

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
    /// What it is compared by with others, as it was checked last.
    comparable: Option<Comparable>,
}

/// The texts the editor sees, and what was found in them.
#[derive(Debug)]
pub struct World {
    files: Box<dyn Files>,
    encoding: Encoding,
    lang: Lang,
    /// What the editor says it can do.
    client: ClientCapabilities,
    /// Where the pages of the rules can be opened, by code.
    pages: BTreeMap<&'static str, Uri>,
    project: Project,
    ids: BTreeMap<String, FileId>,
    open: BTreeMap<FileId, Document>,
    /// Files that are checked: the open ones, and others that are asked for.
    asked: BTreeSet<FileId>,
    /// Files whose text is newer than their tree.
    changed: BTreeSet<FileId>,
    /// Whether there are other files than those the plans were made of.
    moved: bool,
    /// Whether imports without a file are looked for again.
    look_again: bool,
    plans: BTreeMap<FileId, Plan>,
    /// What came of comparing the plans.
    compared: Vec<Diagnostic>,
    /// Whether no plan has changed since they were compared.
    is_compared: bool,
    /// Files of which something else may have been found than before.
    news: BTreeSet<FileId>,
    /// The date on which waivers and reviews are judged.
    date: Date,
}

impl World {
    /// Reads what is asked for; no document is open yet.
    #[must_use]
    pub fn new(files: Box<dyn Files>, lang: Lang, encoding: Encoding, date: Date) -> Self {
        let all = files.all();
        let mut world = Self {
            files,
            encoding,
            lang,
            client: ClientCapabilities::default(),
            pages: BTreeMap::new(),
            project: Project::new(),
            ids: BTreeMap::new(),
            open: BTreeMap::new(),
            asked: BTreeSet::new(),
            changed: BTreeSet::new(),
            moved: false,
            look_again: true,
            plans: BTreeMap::new(),
            compared: Vec::new(),
            is_compared: false,
            news: BTreeSet::new(),
            date,
        };
        for (name, text) in all {
            // What cannot be read keeps its id, so that those behind it have theirs.
            let known = text.is_some();
            let (source, parsed) = text.unwrap_or_else(|| (Source::new(name.as_str(), ""), Parsed::default()));
            let id = world.put(&name, source, parsed);
            if known {
                world.asked.insert(id);
            } else {
                world.forget(id);
            }
        }
        world
    }

    /// The texts and trees.
    #[must_use]
    pub fn project(&self) -> &Project {
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

    /// Takes down what the editor says it can do.
    pub fn set_client(&mut self, client: ClientCapabilities) {
        self.client = client;
    }

    pub(super) fn date(&self) -> Date {
        self.date
    }

    /// On which date waivers and reviews are judged from now on.
    pub fn set_date(&mut self, date: Date) {
        if date != self.date {
            self.date = date;
            self.plans.values_mut().for_each(|p| p.findings = None);
            self.is_compared = false;
        }
    }

    /// In which language messages are from now on.
    pub fn set_lang(&mut self, lang: Lang) {
        self.lang = lang;
    }

    pub(super) fn page(&self, code: &str) -> Option<Uri> {
        self.pages.get(code).cloned()
    }

    /// Takes down where the pages of the rules can be opened, by code.
    pub fn set_pages(&mut self, pages: BTreeMap<&'static str, Uri>) {
        self.pages = pages;
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
    #[must_use]
    pub fn view(&self, uri: &Uri) -> Option<View<'_>> {
        View::new(self, *self.ids.get(&self.name(uri))?)
    }

    /// A file by its id.
    #[must_use]
    pub fn view_of(&self, id: FileId) -> Option<View<'_>> {
        View::new(self, id)
    }

    /// Files the editor may want to hear of: all but those that are gone.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.ids.values().filter_map(|id| self.project.file(*id))
    }

    /// The editor's version of an open document.
    #[must_use]
    pub fn version(&self, id: FileId) -> Option<i32> {
        self.open.get(&id).map(|d| d.version)
    }

    /// Files of which the editor may have to hear and all of whose plans are checked; from now on they are no news.
    pub fn take_news(&mut self) -> BTreeSet<FileId> {
        let waiting: BTreeSet<FileId> = self.plans.values().filter(|p| p.findings.is_none()).flat_map(|p| p.files.iter().copied()).collect();
        let (later, ready) = std::mem::take(&mut self.news).into_iter().partition(|id| waiting.contains(id));
        self.news = later;
        ready
    }

    /// Whether some text has changed since the findings were made.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.moved || !self.changed.is_empty() || self.look_again || !self.is_compared || self.plans.values().any(|p| p.findings.is_none())
    }
}

/// Places and names.
impl World {
    /// The editor's range of a place.
    #[must_use]
    pub fn range(&self, span: Span) -> Range {
        self.project.sources().get(span.file).map_or_else(Range::default, |source| self.encoding.range(source, span))
    }

    pub(super) fn location(&self, span: Span) -> Option<Location> {
        Some(Location { uri: self.uri(span.file)?, range: self.range(span) })
    }

    /// The editor's name of a file; for an open one the very name the editor gave it.
    #[must_use]
    pub fn uri(&self, id: FileId) -> Option<Uri> {
        match self.open.get(&id) {
            Some(document) => Some(document.uri.clone()),
            None => self.files.uri(&self.project.sources().get(id)?.name),
        }
    }

    /// A file that is no plan, by its path from the folder of a plan.
    pub(super) fn beside(&self, id: FileId, path: &str) -> Option<Uri> {
        self.files.beside(&self.project.sources().get(id)?.name, path)
    }

    /// Name under which a document is reported.
    pub(super) fn name(&self, uri: &Uri) -> String {
        self.files.name(uri)
    }
}
