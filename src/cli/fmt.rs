//! `preplan fmt`

use super::args::{Common, Fmt};
use super::check::render;
use super::{Status, output};
use crate::diagnostic::{Diagnostic, Lang, Severity, text};
use crate::disk::{Loaded, discover, load, write_whole};
use crate::format::{Options, Refusal, format, is_unreadable};
use crate::source::{FileId, Source, Span};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use similar::TextDiff;
use std::io::IsTerminal as _;
use std::path::PathBuf;

/// One file and what became of it.
struct Formatted<'a> {
    /// `None` is standard input.
    path: Option<&'a PathBuf>,
    source: &'a Source,
    text: Result<String, Vec<Diagnostic>>,
}

impl Formatted<'_> {
    /// The new text, where it differs from the old one.
    fn change(&self) -> Option<&str> {
        self.text.as_deref().ok().filter(|text| *text != &*self.source.text)
    }
}

pub(super) fn run(args: &Fmt, common: &Common) -> Status {
    let found = discover(&args.paths);
    let loaded = load(&found, &args.stdin_name);
    let options = Options { keywords: args.keywords.map(|lang| lang.lang()) };
    let paths = found.files.iter().map(Some).chain(found.stdin.then_some(None));
    let files: Vec<_> = loaded.roots.iter().copied().zip(paths).filter(|(id, _)| !loaded.unread.contains(id)).collect();
    let formatted: Vec<Formatted<'_>> = files.par_iter().filter_map(|(id, path)| {
        let source = loaded.project.sources().get(*id)?;
        Some(Formatted { path: *path, source, text: one(&loaded, *id, source, options) })
    }).collect();
    let refused: Vec<Diagnostic> = formatted.iter().filter_map(|f| f.text.as_ref().err()).flatten().cloned().collect();
    let unread = loaded.project.findings().iter().filter(|d| loaded.unread.contains(&d.span.file)).cloned();
    let problems: Vec<Diagnostic> = refused.into_iter().chain(unread).collect();
    let mut status = match problems.is_empty() {
        _ if !loaded.unread.is_empty() => Status::Trouble,
        true => Status::Fine,
        false => Status::Findings,
    };
    if !problems.is_empty() {
        output::complain(&render(&loaded, &problems, formatted.len(), args.format, common, std::io::stderr().is_terminal()));
    }
    status = status.max(if args.check || args.diff { show(&formatted, args, common.lang()) } else { write(&formatted, common.lang()) });
    status
}

/// One file in its layout, or why it is left as it is.
fn one(loaded: &Loaded, id: FileId, source: &Source, options: Options) -> Result<String, Vec<Diagnostic>> {
    // A file that is no text has a finding and no tree.
    let own = loaded.project.findings().iter().filter(|d| d.span.file == id && is_unreadable(d));
    let unreadable: Vec<Diagnostic> = own.cloned().collect();
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    format(source, options).map_err(|refusal| match refusal {
        Refusal::Unreadable(findings) => findings.into_iter().map(|mut d| { d.span.file = id; d }).collect(),
        Refusal::Changed => {
            let message = text!("the file was left as it is: laid out it would not say the same", "文件未改动：排版后的含义会与原来不同");
            let help = text!("please report it with the file that caused it", "请连同该文件一起报告此问题");
            vec![Diagnostic::new("P001", Severity::Error, Span::new(id, 0, 0), message).help(help)]
        }
    })
}

/// What would change; nothing is written.
fn show(files: &[Formatted<'_>], args: &Fmt, lang: Lang) -> Status {
    let mut out = String::new();
    let mut status = Status::Fine;
    for (file, text) in files.iter().filter_map(|f| Some((f, f.change()?))) {
        status = Status::Findings;
        let name = &file.source.name;
        if args.diff {
            out += &TextDiff::from_lines(&*file.source.text, text).unified_diff().header(name, name).to_string();
        } else {
            out += text!("would be formatted: {name}\n", "需要排版：{name}\n").get(lang);
        }
    }
    output::answer(&out, status)
}

/// Writes what has changed. Standard input is answered on standard output.
fn write(files: &[Formatted<'_>], lang: Lang) -> Status {
    let mut status = Status::Fine;
    for file in files {
        let written = match (file.path, &file.text) {
            (_, Err(_)) => continue,
            (None, Ok(text)) => {
                status = status.max(output::answer(text, Status::Fine));
                continue;
            }
            (Some(path), Ok(_)) => file.change().map(|text| write_whole(path, text.as_bytes())),
        };
        let name = &file.source.name;
        match written {
            None => {}
            Some(Ok(())) => status = status.max(output::answer(text!("formatted: {name}\n", "已排版：{name}\n").get(lang), Status::Fine)),
            Some(Err(error)) => {
                output::complain(text!("preplan: cannot write {name}: {error}", "preplan：无法写入 {name}：{error}").get(lang));
                status = Status::Trouble;
            }
        }
    }
    status
}
