//! Files into a project: read, decoded and parsed on all cores, then what they use, and what that uses.

use super::discover::Found;
use crate::diagnostic::{Diagnostic, Severity, Text, text};
use crate::parse::{self, Parsed};
use crate::project::{Project, normalise};
use crate::source::{FileId, MAX_FILE_BYTES, Source, Span};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A project read from disk.
pub(super) struct Loaded {
    pub(super) project: Project,
    /// The files that were asked for.
    pub(super) roots: Vec<FileId>,
    /// Arguments behind which no text could be had.
    pub(super) unread: HashSet<FileId>,
}

/// A file as read: its text, or why there is none.
struct Reading {
    source: Source,
    problem: Option<Problem>,
}

enum Problem {
    /// It could not be read: nothing is known of it.
    Unreadable(Text),
    /// It was read and is no text.
    NoText(Span, Text, Text),
}

/// Reads the files that were found, standard input under `stdin_name`, and all they use.
pub(super) fn load(found: &Found, stdin_name: &str) -> Loaded {
    let mut loaded = Loaded { project: Project::new(), roots: Vec::new(), unread: HashSet::new() };
    let parsed: Vec<(Reading, Parsed)> = found
        .files
        .par_iter()
        .enumerate()
        .map(|(i, path)| parse_reading(read_path(path, FileId(i as u32)), FileId(i as u32)))
        .collect();
    for (text, parsed) in parsed {
        let id = loaded.enter(text, parsed);
        loaded.roots.push(id);
    }
    if found.stdin {
        let id = loaded.project.next_id();
        let text = read_from(stdin_name, id, || Ok(Box::new(io::stdin())));
        let (text, parsed) = parse_reading(text, id);
        loaded.enter(text, parsed);
        loaded.roots.push(id);
    }
    for (path, en, zh) in &found.nothing {
        loaded.nothing(&shown(path), &Text { en: en.clone(), zh: zh.clone() });
    }
    loaded.imports();
    loaded
}

fn parse_reading(text: Reading, id: FileId) -> (Reading, Parsed) {
    let mut parsed = Parsed::default();
    parsed.file.id = id;
    if text.problem.is_none() {
        parsed = parse::parse(&text.source, id);
    } else {
        parsed.file.broken.push(Span::new(id, 0, text.source.text.len().max(1)));
    }
    (text, parsed)
}

impl Loaded {
    fn enter(&mut self, text: Reading, parsed: Parsed) -> FileId {
        let name = text.source.name.clone();
        let id = self.project.add_parsed(text.source, parsed);
        match text.problem {
            Some(Problem::Unreadable(reason)) => self.unreadable(id, &name, &reason),
            Some(Problem::NoText(span, message, help)) => {
                self.project.report(Diagnostic::new("P001", Severity::Error, span, message).help(help));
            }
            None => {}
        }
        id
    }

    fn unreadable(&mut self, id: FileId, name: &str, reason: &Text) {
        self.unread.insert(id);
        let message = Text { en: format!("`{name}`: {}", reason.en), zh: format!("`{name}`：{}", reason.zh) };
        let help = text!("check the path and the permissions", "请检查路径和权限");
        self.project.report(Diagnostic::new("P011", Severity::Error, Span::new(id, 0, 0), message).help(help));
    }

    /// An argument behind which there is no file.
    fn nothing(&mut self, name: &str, reason: &Text) {
        let id = self.project.add_parsed(Source::new(name, ""), Parsed::default());
        self.unreadable(id, name, reason);
        self.roots.push(id);
    }

    /// Reads what is used until nothing new is named.
    fn imports(&mut self) {
        loop {
            let missing = self.project.missing();
            if missing.is_empty() {
                return;
            }
            for import in missing {
                // Two files may use the same third one.
                if !self.project.missing().contains(&import) {
                    continue;
                }
                let id = self.project.next_id();
                let path = PathBuf::from(&import.name);
                let (text, parsed) = parse_reading(read_path(&path, id), id);
                match text.problem {
                    Some(Problem::Unreadable(reason)) => self.project.give_up(import.span, reason),
                    _ => {
                        self.enter(text, parsed);
                    }
                }
            }
        }
    }
}

/// A path as it is shown: with `/`, without `.`.
fn shown(path: &Path) -> String {
    normalise(&path.to_string_lossy())
}

fn read_path(path: &Path, id: FileId) -> Reading {
    read_from(&shown(path), id, || {
        // Asked before opening: to open a pipe would wait for its writer.
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        Ok(Box::new(File::open(path)?))
    })
}

fn read_from(name: &str, id: FileId, open: impl FnOnce() -> io::Result<Box<dyn Read>>) -> Reading {
    let mut bytes = Vec::new();
    let read = open().and_then(|reader| reader.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        return Reading { source: Source::new(name, ""), problem: Some(Problem::Unreadable(reason(&error))) };
    }
    if bytes.len() > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES / (1024 * 1024);
        let message = text!("the file is larger than {limit} MiB and was not read", "文件超过 {limit} MiB，未予读取");
        let help = text!("split it and join the parts with `use`", "请拆分文件，用 `引用` 合并");
        return Reading { source: Source::new(name, ""), problem: Some(Problem::NoText(Span::new(id, 0, 0), message, help)) };
    }
    decode(name, id, bytes)
}

fn decode(name: &str, id: FileId, bytes: Vec<u8>) -> Reading {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Reading { source: Source::new(name, text), problem: None },
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
    Reading { source: Source::new(name, text), problem: Some(Problem::NoText(Span::new(id, at, at + 1), message, help)) }
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
