//! `preplan check`

use super::args::{Check, Color, Common, Format};
use super::{Status, output};
use crate::check::{Options, check, compare, sort_by_name};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{Loaded, discover, load};
use crate::project::Project;
use crate::report::{PrettyStyle, Report, RuleInfo, json, plain, pretty};
use crate::source::FileId;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::io::IsTerminal as _;

pub(super) fn run(args: &Check, common: &Common) -> Status {
    let mut discovered = discover(&args.paths);
    // However the files are given, they are reported alike.
    discovered.files.sort();
    let loaded = load(&discovered, &args.stdin_name);
    let roots = loaded.project.plans(loaded.roots.iter().copied().filter(|id| !loaded.unread.contains(id)));
    let options = Options { as_of: common.as_of() };
    let mut diagnostics = findings(&loaded.project, &roots, options);
    // What stands behind no file belongs to no plan.
    diagnostics.extend(loaded.project.findings().iter().filter(|d| loaded.unread.contains(&d.span.file)).cloned());
    sort_by_name(&loaded.project, &mut diagnostics);
    let status = status(&diagnostics, !loaded.unread.is_empty(), common);
    if args.quiet && diagnostics.is_empty() {
        return status;
    }
    let text = render(&loaded, &diagnostics, roots.len(), args.format, common, std::io::stdout().is_terminal());
    let status = output::answer(&text, status);
    // The process ends here: to free a thousand trees first would only take time.
    std::mem::forget(loaded);
    status
}

/// The findings of all plans, and what comes of comparing them.
fn findings(project: &Project, roots: &[FileId], options: Options) -> Vec<Diagnostic> {
    let checked: Vec<_> = roots.par_iter().map(|root| check(project, *root, options).into_parts()).collect();
    let mut found = compare(checked.iter().filter_map(|(_, comparable)| comparable.as_ref()));
    found.extend(checked.into_iter().flat_map(|(diagnostics, _)| diagnostics));
    found
}

pub(super) fn status(diagnostics: &[Diagnostic], trouble: bool, common: &Common) -> Status {
    let least = if common.deny_warnings() { Severity::Warning } else { Severity::Error };
    match diagnostics.iter().any(|d| d.severity >= least) {
        _ if trouble => Status::Trouble,
        true => Status::Findings,
        false => Status::Fine,
    }
}

/// Columns to write in.
pub(super) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(w, _)| usize::from(w.0)).clamp(60, 140)
}

pub(super) fn render(loaded: &Loaded, diagnostics: &[Diagnostic], plans: usize, format: Format, common: &Common, terminal: bool) -> String {
    let sources = loaded.project.sources();
    let report = Report { sources, diagnostics, plans, files: sources.len() - loaded.unread.len(), rule: &RuleInfo::of };
    let lang = common.lang();
    match format {
        Format::Plain => plain(&report, lang),
        Format::Json => json(&report, lang),
        Format::Pretty => {
            let color = match common.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
            };
            pretty(&report, lang, PrettyStyle { color, width: width(), unicode: true })
        }
    }
}
