//! The files of one run and how they use one another. Holds texts and trees; reads nothing itself.

use crate::ast::{DeclKind, File, Import, Item};
use crate::diagnostic::{Diagnostic, Severity, Text, text};
use crate::parse::{self, Parsed};
use crate::source::{FileId, Source, Sources, Span};
use std::collections::{HashMap, HashSet};

/// Most files one plan may use, directly or through others.
pub const MAX_UNIT_FILES: usize = 256;

/// The files of one run.
#[derive(Debug, Default)]
pub struct Project {
    sources: Sources,
    files: Vec<File>,
    findings: Vec<Diagnostic>,
    by_name: HashMap<String, FileId>,
    /// Why a `use` has no file behind it.
    failed: HashMap<Span, Text>,
}

/// A `use` whose file is not in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingImport {
    /// The path in the `use`, with its place.
    pub span: Span,
    /// Name under which the file is looked for.
    pub name: String,
}

/// A file with all it uses: what is checked as one plan.
#[derive(Debug)]
pub struct Unit<'a> {
    /// The files, the asked one first.
    pub files: Vec<&'a File>,
    /// Whether some `use` has no file behind it.
    pub incomplete: bool,
    /// Cycles and missing files.
    pub findings: Vec<Diagnostic>,
}

impl Project {
    /// An empty project.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The id the next added file gets.
    #[must_use]
    pub fn next_id(&self) -> FileId {
        FileId(self.sources.len() as u32)
    }

    /// Parses a text and adds it.
    pub fn add(&mut self, source: Source) -> FileId {
        let parsed = parse::parse(&source, self.next_id());
        self.add_parsed(source, parsed)
    }

    /// Adds a text that was parsed with [`Project::next_id`].
    pub fn add_parsed(&mut self, source: Source, parsed: Parsed) -> FileId {
        self.by_name.insert(normalise(&source.name), self.next_id());
        let id = self.sources.add(source);
        self.files.push(parsed.file);
        self.findings.extend(parsed.diagnostics);
        id
    }

    /// Puts a text that was parsed with this id in the place of the file's old one.
    pub fn replace(&mut self, id: FileId, source: Source, parsed: Parsed) {
        self.findings.retain(|d| d.span.file != id);
        self.failed.retain(|span, _| span.file != id);
        self.by_name.insert(normalise(&source.name), id);
        self.sources.replace(id, source);
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            *file = parsed.file;
        }
        self.findings.extend(parsed.diagnostics);
    }

    /// Gives a file a new text ahead of its new tree, so that further edits find their places.
    pub fn set_text(&mut self, id: FileId, text: String) {
        let name = self.sources.get(id).map_or_else(|| "".into(), |s| s.name.clone());
        self.sources.replace(id, Source::new(name, text));
    }

    /// Takes a file out: what uses it has no file behind it any more. Its id stays taken.
    pub fn remove(&mut self, id: FileId) {
        let name = self.sources.get(id).map_or_else(|| "".into(), |s| s.name.clone());
        self.replace(id, Source::new(name, ""), Parsed { file: File { id, ..File::default() }, ..Parsed::default() });
        self.by_name.retain(|_, file| *file != id);
    }

    /// Forgets why imports had no file behind them: they may have one now.
    pub fn try_again(&mut self) {
        self.failed.clear();
    }

    /// Adds a finding about a file itself, such as one that is not UTF-8.
    pub fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The tree of a file.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// What was found while reading and parsing.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// The imports whose files have neither been added nor given up.
    #[must_use]
    pub fn missing(&self) -> Vec<MissingImport> {
        let imports = self.files.iter().flat_map(imports);
        let open = imports.filter(|i| self.target(i).is_none() && !self.failed.contains_key(&i.path.span));
        open.map(|i| MissingImport { span: i.path.span, name: self.import_name(i) }).collect()
    }

    /// The file behind an import.
    #[must_use]
    pub fn imported(&self, import: &Import) -> Option<FileId> {
        self.target(import)
    }

    /// Says why the file of an import cannot be had.
    pub fn give_up(&mut self, span: Span, reason: Text) {
        self.failed.insert(span, reason);
    }

    /// The files that are plans of their own: one that only lends its declarations to others is checked with them.
    #[must_use]
    pub fn plans(&self, asked: impl Iterator<Item = FileId> + Clone) -> Vec<FileId> {
        let lent: HashSet<FileId> = asked.clone().flat_map(|id| self.unit(id).files.into_iter().skip(1).map(|f| f.id)).collect();
        let procedure = |item: &Item| matches!(item, Item::Declaration(d) if d.kind == DeclKind::Procedure);
        asked.filter(|id| !lent.contains(id) || self.file(*id).is_some_and(|f| f.items.iter().any(procedure))).collect()
    }

    /// A file with all it uses.
    #[must_use]
    pub fn unit(&self, root: FileId) -> Unit<'_> {
        let mut unit = Unit { files: Vec::new(), incomplete: false, findings: Vec::new() };
        self.visit(root, &mut Vec::new(), &mut unit);
        unit
    }

    fn visit<'a>(&'a self, id: FileId, path: &mut Vec<FileId>, unit: &mut Unit<'a>) {
        let Some(file) = self.file(id) else { return };
        unit.files.push(file);
        path.push(id);
        for import in imports(file) {
            match self.target(import) {
                Some(target) if path.contains(&target) => unit.findings.push(self.cycle(import, target, path)),
                Some(target) if unit.files.iter().any(|f| f.id == target) => {}
                Some(target) if unit.files.len() < MAX_UNIT_FILES => self.visit(target, path, unit),
                Some(_) => {
                    unit.incomplete = true;
                    unit.findings.push(bad_import(
                        import.path.span,
                        text!("the plan uses more than {MAX_UNIT_FILES} files", "预案引用的文件超过 {MAX_UNIT_FILES} 个"),
                        text!("join some of them", "请合并一部分文件"),
                    ));
                }
                None => {
                    unit.incomplete = true;
                    unit.findings.push(self.missing_file(import));
                }
            }
        }
        path.pop();
    }

    fn cycle(&self, import: &Import, target: FileId, path: &[FileId]) -> Diagnostic {
        let start = path.iter().position(|id| *id == target).unwrap_or(0);
        let names: Vec<&str> = path.iter().skip(start).chain([&target]).filter_map(|id| self.sources.get(*id)).map(|s| &*s.name).collect();
        let chain = names.join(" → ");
        let help = text!("move what both need into a third file", "把双方都需要的内容移到第三个文件");
        bad_import(import.path.span, text!("files use one another in a circle: {chain}", "文件循环引用：{chain}"), help)
    }

    fn missing_file(&self, import: &Import) -> Diagnostic {
        let path = &import.path.text;
        let reason = self.failed.get(&import.path.span).cloned().unwrap_or_else(|| text!("there is no such file", "没有这个文件"));
        let message = Text {
            en: format!("cannot use `{path}`: {}", reason.en),
            zh: format!("无法引用 `{path}`：{}", reason.zh),
        };
        let help = text!("give the path from this file's folder", "请写相对于本文件所在目录的路径");
        bad_import(import.path.span, message, help)
    }

    /// The file that an import names.
    #[must_use]
    pub fn target(&self, import: &Import) -> Option<FileId> {
        self.by_name.get(&self.import_name(import)).copied()
    }

    /// Name of an imported file: its path, taken from the folder of the file that uses it.
    fn import_name(&self, import: &Import) -> String {
        let base = self.sources.get(import.span.file).map_or("", |s| &*s.name).replace('\\', "/");
        let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = import.path.text.replace('\\', "/");
        let joined = if path.starts_with('/') || folder.is_empty() && !base.starts_with('/') { path } else { format!("{folder}/{path}") };
        normalise(&joined)
    }
}

fn bad_import(span: Span, message: Text, help: Text) -> Diagnostic {
    Diagnostic::new("P006", Severity::Error, span, message).help(help)
}

fn imports(file: &File) -> impl Iterator<Item = &Import> {
    file.items.iter().filter_map(|i| if let Item::Import(import) = i { Some(import) } else { None })
}

/// A path without `.` and, where it can be, without `..`.
#[must_use]
pub fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|p| !p.is_empty() && *p != "..") => {
                parts.pop();
            }
            "" if !parts.is_empty() => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
