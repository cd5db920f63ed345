//! Files into a project: read, decoded and parsed on all cores, then what they use, and what that uses.

use super::discover::Found;
use crate::ast::File;
use crate::diagnostic::{Diagnostic, Severity, Text, text};
use crate::parse::{self, Parsed, not_read, too_large};
use crate::project::{Project, normalise};
use crate::source::{FileId, MAX_FILE_BYTES, Source, Span};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::HashSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A project read from disk.
pub(crate) struct Loaded {
    pub(crate) project: Project,
    /// The files that were asked for.
    pub(crate) roots: Vec<FileId>,
    /// Arguments behind which no text could be had.
    pub(crate) unread: HashSet<FileId>,
}

/// Reads the files that were found, standard input under `stdin_name`, and all they use.
pub(crate) fn load(found: &Found, stdin_name: &str) -> Loaded {
    let mut loaded = Loaded { project: Project::new(), roots: Vec::new(), unread: HashSet::new() };
    let read = |(i, path): (usize, &PathBuf)| read_file(path, &shown(path), FileId(i as u32));
    let files: Vec<Result<(Source, Parsed), Text>> = found.files.par_iter().enumerate().map(read).collect();
    for (path, file) in found.files.iter().zip(files) {
        loaded.root(&shown(path), file);
    }
    if found.stdin {
        let file = read_from(stdin_name, loaded.project.next_id(), || Ok(Box::new(io::stdin())));
        loaded.root(stdin_name, file);
    }
    for (path, en, zh) in &found.nothing {
        loaded.root(&shown(path), Err(Text { en: en.clone(), zh: zh.clone() }));
    }
    loaded.imports();
    loaded
}

impl Loaded {
    /// Enters a file that was asked for, or says why there is none.
    fn root(&mut self, name: &str, file: Result<(Source, Parsed), Text>) {
        let id = match file {
            Ok((source, parsed)) => self.project.add_parsed(source, parsed),
            Err(reason) => self.unreadable(name, &reason),
        };
        self.roots.push(id);
    }

    fn unreadable(&mut self, name: &str, reason: &Text) -> FileId {
        let id = self.project.next_id();
        let mut parsed = Parsed { file: File { id, ..File::default() }, ..Parsed::default() };
        parsed.file.broken.push(Span::new(id, 0, 1));
        self.project.add_parsed(Source::new(name, ""), parsed);
        self.unread.insert(id);
        let message = Text { en: format!("`{name}`: {}", reason.en), zh: format!("`{name}`：{}", reason.zh) };
        let help = text!("check the path and the permissions", "请检查路径和权限");
        self.project.report(Diagnostic::new("P011", Severity::Error, Span::new(id, 0, 0), message).help(help));
        id
    }

    /// Reads what is used until nothing new is named.
    fn imports(&mut self) {
        while let Some(import) = self.project.missing().into_iter().next() {
            match read_file(Path::new(&import.name), &import.name, self.project.next_id()) {
                Ok((source, parsed)) => {
                    self.project.add_parsed(source, parsed);
                }
                Err(reason) => self.project.give_up(import.span, reason),
            }
        }
    }
}

/// A path as it is shown: with `/`, without `.`.
fn shown(path: &Path) -> String {
    normalise(&path.to_string_lossy())
}

/// Reads and parses a file that is shown under `name`; the error says why there is no text.
pub(crate) fn read_file(path: &Path, name: &str, id: FileId) -> Result<(Source, Parsed), Text> {
    read_from(name, id, || {
        // Asked before opening: to open a pipe would wait for its writer.
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        Ok(Box::new(std::fs::File::open(path)?))
    })
}

fn read_from(name: &str, id: FileId, open: impl FnOnce() -> io::Result<Box<dyn Read>>) -> Result<(Source, Parsed), Text> {
    let mut bytes = Vec::new();
    open().and_then(|reader| reader.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)).map_err(|e| reason(&e))?;
    if bytes.len() > MAX_FILE_BYTES {
        return Ok((Source::new(name, ""), too_large(id)));
    }
    Ok(decode(name, id, bytes))
}

fn decode(name: &str, id: FileId, bytes: Vec<u8>) -> (Source, Parsed) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            let source = Source::new(name, text);
            let parsed = parse::parse(&source, id);
            return (source, parsed);
        }
        Err(error) => error.into_bytes(),
    };
    // One `?` for each bad byte keeps every offset.
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
        }
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    let at = first.unwrap_or(0);
    let message = text!("the file is not UTF-8 text from here on and was not read", "文件从此处起不是 UTF-8 文本，未予读取");
    let help = if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        text!("it looks like UTF-16: save it as UTF-8", "看来是 UTF-16 编码：请另存为 UTF-8")
    } else {
        text!("save it as UTF-8; many Chinese editors write GBK (ANSI) unless told otherwise", "请另存为 UTF-8；许多中文编辑器默认保存为 GBK（ANSI）")
    };
    let parsed = not_read(Span::new(id, at, at + 1), text.len(), message, help);
    (Source::new(name, text), parsed)
}

fn reason(error: &io::Error) -> Text {
    if error.kind() == io::ErrorKind::NotFound {
        text!("there is no such file", "没有这个文件")
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        text!("permission denied", "没有读取权限")
    } else {
        text!("cannot be read: {error}", "无法读取：{error}")
    }
}
