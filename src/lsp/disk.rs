//! The folders of the workspace, behind the documents that the editor has open.

use crate::diagnostic::Text;
use crate::disk::{discover, read_file};
use crate::ide::Files;
use crate::parse::Parsed;
use crate::project::normalise;
use crate::source::{FileId, Source};
use lsp_types::Uri;
use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// The folders of the workspace; names are given from the first.
#[derive(Debug)]
pub(super) struct Disk {
    folders: Vec<PathBuf>,
}

impl Disk {
    pub(super) fn new(folders: Vec<PathBuf>) -> Self {
        Self { folders }
    }

    /// As the command line shows it.
    fn name_of(&self, path: &Path) -> String {
        let from_folder = self.folders.first().and_then(|folder| relative(folder, path));
        normalise(&from_folder.as_deref().unwrap_or(path).to_string_lossy())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folders.first().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
    }
}

impl Files for Disk {
    fn name(&self, uri: &Uri) -> String {
        path_of(uri).map_or_else(|| uri.as_str().to_owned(), |path| self.name_of(&path))
    }

    fn uri(&self, name: &str) -> Option<Uri> {
        let url = url::Url::from_file_path(self.path(name)).ok()?;
        Uri::from_str(url.as_str()).ok()
    }

    fn all(&self) -> Vec<(String, Option<(Source, Parsed)>)> {
        let files = if self.folders.is_empty() { Vec::new() } else { discover(&self.folders).files };
        let read = |(id, path): (usize, PathBuf)| {
            let name = self.name_of(&path);
            let text = read_file(&path, &name, FileId(id as u32)).ok();
            (name, text)
        };
        files.into_par_iter().enumerate().map(read).collect()
    }

    fn is_asked(&self, name: &str) -> bool {
        let path = PathBuf::from(normalise(&self.path(name).to_string_lossy()));
        self.folders.iter().any(|folder| path.starts_with(folder)) && path.extension().is_some_and(|e| e == "plan")
    }

    fn read(&self, name: &str, id: FileId) -> Result<(Source, Parsed), Text> {
        read_file(&self.path(name), name, id)
    }

    fn beside(&self, name: &str, path: &str) -> Option<Uri> {
        let found = self.path(name).parent()?.join(path.replace('\\', "/"));
        let url = url::Url::from_file_path(normalise(&found.to_string_lossy())).ok()?;
        found.is_file().then(|| Uri::from_str(url.as_str()).ok())?
    }
}

/// A path as it is written from a folder, with `..` where it lies outside: one file, one name, however a plan uses it.
fn relative(folder: &Path, path: &Path) -> Option<PathBuf> {
    let up = folder.ancestors().position(|shared| path.starts_with(shared) && shared.parent().is_some())?;
    let shared = folder.ancestors().nth(up)?;
    Some(std::iter::repeat_n(Path::new(".."), up).collect::<PathBuf>().join(path.strip_prefix(shared).ok()?))
}

/// The path of a document, or of a folder, on disk.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = url::Url::parse(uri.as_str()).ok()?;
    if url.scheme() == "file" { url.to_file_path().ok() } else { None }
}
