//! Whether plans say the same after a change of name: they are changed in memory, read again and compared.

use super::changes::Changes;
use super::new_name::NewName;
use crate::ast::{File, Import, Item};
use crate::diagnostic::{Diagnostic, Text, text};
use crate::ide::view::View;
use crate::model::Reference;
use crate::parse::{Token, parse_with_tokens};
use crate::resolve::resolve;
use crate::source::{FileId, Source, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Refuses where the name may also stand in a part that was not understood: there it would stay as it is.
pub(super) fn readable(view: &View<'_>, name: &str, plans: &[FileId]) -> Result<(), Text> {
    let project = view.world.project();
    let files: BTreeMap<FileId, &File> = plans.iter().flat_map(|root| project.unit(*root).files).map(|f| (f.id, f)).collect();
    for broken in files.values().flat_map(|f| &f.broken) {
        if let Some(at) = word_in(view.slice(*broken), name) {
            let place = line(project.sources(), Span { start: broken.start + at as u32, ..*broken });
            return Err(Text {
                en: format!("`{name}` also stands in {}, which cannot be read: correct that first", place.en),
                zh: format!("{}也有 `{name}`，但该处无法读取：请先改正", place.zh),
            });
        }
    }
    Ok(())
}

/// Where a text holds a name. Chinese is written without spaces: there any such characters may be the name.
fn word_in(text: &str, name: &str) -> Option<usize> {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let ends = |c: Option<char>| !(name.is_ascii() && c.is_some_and(letter));
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let (before, after) = text.split_at_checked(*at).unwrap_or_default();
        ends(before.chars().next_back()) && ends(after.chars().nth(name.chars().count()))
    })
}

/// Refuses where a changed plan would say something else.
pub(super) fn same(view: &View<'_>, changes: &Changes, declared: Span, new: &NewName) -> Result<(), Text> {
    let project = view.world.project();
    let mut proof = Proof { view, changes, declared: changes.moved(declared), new: new.text(), sources: project.sources().clone(), files: BTreeMap::new() };
    for id in changes.files() {
        proof.read_again(id)?;
    }
    let plans: BTreeSet<FileId> = changes.files().flat_map(|id| view.world.plans_with(id)).collect();
    plans.into_iter().try_for_each(|root| {
        let unit = project.unit(root);
        let before = resolve(project.sources(), &unit.files, unit.incomplete);
        let files: Vec<&File> = unit.files.iter().map(|f| proof.files.get(&f.id).unwrap_or(f)).collect();
        let after = resolve(&proof.sources, &files, unit.incomplete);
        proof.no_namesake(&before.diagnostics, &after.diagnostics)?;
        proof.same_meaning(root, &before.model.references, &after.model.references)?;
        proof.no_more_findings(&before.diagnostics, &after.diagnostics)
    })
}

struct Proof<'p, 'v> {
    view: &'p View<'v>,
    changes: &'p Changes,
    /// The name in its declaration, after the change.
    declared: Span,
    new: &'p str,
    /// The texts after the change.
    sources: Sources,
    /// The trees of those that changed.
    files: BTreeMap<FileId, File>,
}

impl Proof<'_, '_> {
    /// Reads a changed file: each word must be what it was.
    fn read_again(&mut self, id: FileId) -> Result<(), Text> {
        let Some(old) = self.view.world.project().sources().get(id) else { return Ok(()) };
        let (before, words_before) = parse_with_tokens(old, id);
        self.sources.replace(id, Source::new(old.name.clone(), self.changes.applied(id, &old.text)));
        let Some(source) = self.sources.get(id) else { return Ok(()) };
        let (after, words) = parse_with_tokens(source, id);
        if let Some(at) = self.other_word(&words_before, &words).or_else(|| self.other_part(&before.file, &after.file)) {
            return Err(self.read_otherwise(at));
        }
        self.no_more_findings(&before.diagnostics, &after.diagnostics)?;
        self.files.insert(id, after.file);
        Ok(())
    }

    /// The first word that is read in another way.
    fn other_word(&self, before: &[Token], after: &[Token]) -> Option<Span> {
        let same = |(old, new): &(&Token, &Token)| (self.changes.moved(old.span), old.kind, old.first) == (new.span, new.kind, new.first);
        let common = before.iter().zip(after).take_while(same).count();
        let differs = common < before.len().max(after.len());
        after.get(common).or(after.last()).filter(|_| differs).map(|t| t.span)
    }

    /// A part that is no longer understood, or is now; another file that is used.
    fn other_part(&self, before: &File, after: &File) -> Option<Span> {
        let broken: Vec<Span> = before.broken.iter().map(|span| self.changes.moved(*span)).collect();
        let used = |file: &File| Vec::from_iter(imports(file).map(|i| i.path.text.clone()));
        let start = Span { file: before.id, ..Span::default() };
        (broken != after.broken || used(before) != used(after)).then(|| after.broken.first().copied().unwrap_or(start))
    }

    /// Refuses a name that another declaration has.
    fn no_namesake(&self, before: &[Diagnostic], after: &[Diagnostic]) -> Result<(), Text> {
        let Some(finding) = self.not_known(before, after).find(|d| d.code == "P003") else { return Ok(()) };
        let both = [finding.span].into_iter().chain(finding.related.iter().map(|l| l.span));
        let (others, shown) = (places(&self.sources, both.filter(|span| *span != self.declared)), self.new);
        Err(Text { en: format!("`{shown}` is already declared: {}", others.en), zh: format!("已有名为 `{shown}` 的声明：{}", others.zh) })
    }

    /// Refuses where a name of a plan stands for something else, for nothing any more, or for something where it stood for nothing.
    fn same_meaning(&self, plan: FileId, before: &[Reference], after: &[Reference]) -> Result<(), Text> {
        let expected: BTreeSet<(Span, Span)> = before.iter().map(|r| (self.changes.moved(r.at), self.changes.moved(r.to))).collect();
        let found: BTreeSet<(Span, Span)> = after.iter().map(|r| (r.at, r.to)).collect();
        let Some((at, _)) = expected.symmetric_difference(&found).next() else { return Ok(()) };
        let knows = |names: &BTreeSet<(Span, Span)>| names.iter().any(|(name, _)| name == at);
        let shown = self.sources.slice(*at).trim_matches('`');
        let (place, plan) = (line(&self.sources, *at), file_name(&self.sources, plan));
        Err(if !knows(&found) {
            Text {
                en: format!("with this name, `{shown}` in {} would stand for nothing in the plan `{plan}`", place.en),
                zh: format!("改名后，在预案 `{plan}` 中，{}的 `{shown}` 将没有所指", place.zh),
            }
        } else if knows(&expected) {
            Text {
                en: format!("with this name, `{shown}` in {} would stand for another declaration", place.en),
                zh: format!("改名后，{}的 `{shown}` 会指向另一处声明", place.zh),
            }
        } else {
            Text {
                en: format!("`{shown}` in {} does not stand for this declaration; with this name it would", place.en),
                zh: format!("{}的 `{shown}` 目前并不指此声明，改名后会指向它", place.zh),
            }
        })
    }

    /// Refuses any other finding that was not there before.
    fn no_more_findings(&self, before: &[Diagnostic], after: &[Diagnostic]) -> Result<(), Text> {
        self.not_known(before, after).next().map_or(Ok(()), |finding| Err(self.read_otherwise(finding.span)))
    }

    fn not_known<'d>(&self, before: &[Diagnostic], after: &'d [Diagnostic]) -> impl Iterator<Item = &'d Diagnostic> {
        let key = |code, span: Span| (code, span.file, span.start);
        let known: BTreeSet<(&str, FileId, u32)> = before.iter().map(|d| key(d.code, self.changes.moved(d.span))).collect();
        after.iter().filter(move |d| !known.contains(&key(d.code, d.span)))
    }

    fn read_otherwise(&self, at: Span) -> Text {
        let (place, shown) = (line(&self.sources, at), self.new);
        Text {
            en: format!("with the name `{shown}`, {} would be read in another way", place.en),
            zh: format!("改名为 `{shown}` 后，{}会被读成别的意思", place.zh),
        }
    }
}

fn imports(file: &File) -> impl Iterator<Item = &Import> {
    file.items.iter().filter_map(|item| if let Item::Import(import) = item { Some(import) } else { None })
}

/// A place as a reader finds it.
fn line(sources: &Sources, span: Span) -> Text {
    let (name, line) = (file_name(sources, span.file), sources.get(span.file).map_or(0, |s| s.position(span.start).line));
    text!("`{name}` line {line}", "`{name}` 第 {line} 行")
}

fn file_name(sources: &Sources, id: FileId) -> &str {
    let name = sources.get(id).map_or("", |s| &*s.name);
    name.rsplit('/').next().unwrap_or(name)
}

/// Several such places.
pub(super) fn places(sources: &Sources, spans: impl Iterator<Item = Span>) -> Text {
    let (mut en, mut zh): (Vec<String>, Vec<String>) = spans.map(|span| line(sources, span)).map(|place| (place.en, place.zh)).unzip();
    en.dedup();
    zh.dedup();
    Text { en: en.join(", "), zh: zh.join("、") }
}
