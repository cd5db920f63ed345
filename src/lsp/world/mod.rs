//! The texts the editor sees: open documents over files on disk, and what was found in the plans they make up.

mod changes;
mod settle;

use super::position::Encoding;
use super::settings::Settings;
use super::view::View;
use crate::ast::{Date, File};
use crate::check::Comparable;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::disk::{discover, read_file};
use crate::parse::Parsed;
use crate::project::{Project, normalise};
use crate::source::{FileId, Source, Span};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use lsp_types::{ClientCapabilities, Location, Range, Uri};
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
    /// What it is compared by with others, as it was checked last.
    comparable: Option<Comparable>,
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
            moved: false,
            look_again: true,
            plans: BTreeMap::new(),
            compared: Vec::new(),
            is_compared: false,
            news: BTreeSet::new(),
            date,
        };
        let files: Vec<(String, PathBuf)> = world.files_of_folders().into_iter().map(|path| (world.name_of(&path), path)).collect();
        let read = |(id, (name, path)): (usize, &(String, PathBuf))| read_file(path, name, FileId(id as u32));
        let texts: Vec<Result<(Source, Parsed), Text>> = files.par_iter().enumerate().map(read).collect();
        for ((name, _), text) in files.iter().zip(texts) {
            // What cannot be read keeps its id, so that those behind it have theirs.
            let known = text.is_ok();
            let (source, parsed) = text.unwrap_or_else(|_| (Source::new(name.as_str(), ""), Parsed::default()));
            let id = world.put(name, source, parsed);
            if known {
                world.asked.insert(id);
            } else {
                world.forget(id);
            }
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

    /// Files of which the editor may have to hear and all of whose plans are checked; from now on they are no news.
    pub(super) fn take_news(&mut self) -> BTreeSet<FileId> {
        let waiting: BTreeSet<FileId> = self.plans.values().filter(|p| p.findings.is_none()).flat_map(|p| p.files.iter().copied()).collect();
        let (later, ready) = std::mem::take(&mut self.news).into_iter().partition(|id| waiting.contains(id));
        self.news = later;
        ready
    }

    /// Whether some text has changed since the findings were made.
    pub(super) fn is_stale(&self) -> bool {
        self.moved || !self.changed.is_empty() || self.look_again || self.date != self.settings.date() || !self.is_compared || self.plans.values().any(|p| p.findings.is_none())
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
