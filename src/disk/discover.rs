//! Which files the arguments mean.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What was found for the arguments.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Files to read, each once, in the order of the arguments, folders in the order of names.
    pub(crate) files: Vec<PathBuf>,
    /// Arguments that led to nothing, with the reason in English and Chinese.
    pub(crate) nothing: Vec<(PathBuf, String, String)>,
    /// Whether standard input is to be read.
    pub(crate) stdin: bool,
}

/// Finds the plan files of the arguments; without any, those of this folder.
pub(crate) fn discover(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    let here = [PathBuf::from(".")];
    for path in if paths.is_empty() { &here } else { paths } {
        if path.as_os_str() == "-" {
            found.stdin = true;
            continue;
        }
        let before = found.files.len() + found.nothing.len();
        let mut known = false;
        for file in expand(path, &mut found.nothing) {
            known = true;
            if seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                found.files.push(file);
            }
        }
        if !known && found.files.len() + found.nothing.len() == before {
            found.nothing.push((path.clone(), "there is no `*.plan` file in it".to_owned(), "其中没有 `*.plan` 文件".to_owned()));
        }
    }
    found
}

fn expand(path: &Path, nothing: &mut Vec<(PathBuf, String, String)>) -> Vec<PathBuf> {
    if path.is_dir() {
        return walk(path, nothing);
    }
    let text = path.to_string_lossy();
    if !path.exists() && text.contains(['*', '?', '[']) {
        let matches: Vec<PathBuf> = glob::glob(&text).map(|m| m.filter_map(Result::ok).collect()).unwrap_or_default();
        if matches.is_empty() {
            nothing.push((path.to_owned(), "no file matches this pattern".to_owned(), "没有文件符合这个模式".to_owned()));
        }
        return matches.iter().flat_map(|m| if m.is_dir() { walk(m, nothing) } else { vec![m.clone()] }).collect();
    }
    vec![path.to_owned()]
}

/// The `*.plan` files below a folder, hidden folders left out.
fn walk(folder: &Path, nothing: &mut Vec<(PathBuf, String, String)>) -> Vec<PathBuf> {
    let hidden = |e: &walkdir::DirEntry| e.depth() > 0 && e.file_name().to_string_lossy().starts_with('.');
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e)) {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                if path.extension().is_some_and(|e| e == "plan") && !path.is_dir() {
                    files.push(path.strip_prefix("./").unwrap_or(path).to_owned());
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                nothing.push((path, format!("cannot be read: {reason}"), format!("无法读取：{reason}")));
            }
        }
    }
    files
}
