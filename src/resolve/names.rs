//! Looking names up: families, kinds, and what was probably meant.

use super::Resolver;
use crate::ast::{DeclKind, Declaration, Key, Name};
use crate::diagnostic::{Diagnostic, Lang, Severity, Text, text};
use crate::model::{Reference, Unresolved, Wanted, texts};
use crate::parse;
use crate::source::Span;
use crate::words;
use std::collections::HashSet;

/// Most unknown names for which a near one is looked for.
const MAX_SUGGESTIONS: usize = 100;

/// Longest name for which a near one is looked for, in characters.
pub(super) const MAX_SUGGESTED_LENGTH: usize = 64;

/// Most further places shown with one unknown name.
const MAX_PLACES: usize = 10;

/// Declarations that share one set of names. A signal and a procedure may be called alike; two posts may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Family {
    Plan,
    Term,
    Post,
    Shift,
    Signal,
    Gauge,
    Ladder,
    Action,
    Document,
    Form,
    Procedure,
    Practice,
    Supply,
}

impl Family {
    pub(super) fn of(kind: DeclKind) -> Self {
        match kind {
            DeclKind::Plan | DeclKind::Drill => Self::Plan,
            DeclKind::Terms => Self::Term,
            DeclKind::Role | DeclKind::Group | DeclKind::Service => Self::Post,
            DeclKind::Shift => Self::Shift,
            DeclKind::Signal => Self::Signal,
            DeclKind::Gauge => Self::Gauge,
            DeclKind::Levels => Self::Ladder,
            DeclKind::Action => Self::Action,
            DeclKind::Document => Self::Document,
            DeclKind::Report => Self::Form,
            DeclKind::Procedure => Self::Procedure,
            DeclKind::Exercise | DeclKind::Training | DeclKind::Routine => Self::Practice,
            DeclKind::Supply => Self::Supply,
        }
    }

    /// The declarations that add to the family.
    fn kinds(self) -> &'static [DeclKind] {
        match self {
            Self::Plan => &[DeclKind::Plan],
            Self::Term => &[DeclKind::Terms],
            Self::Post => &[DeclKind::Role, DeclKind::Group, DeclKind::Service],
            Self::Shift => &[DeclKind::Shift],
            Self::Signal => &[DeclKind::Signal],
            Self::Gauge => &[DeclKind::Gauge],
            Self::Ladder => &[DeclKind::Levels],
            Self::Action => &[DeclKind::Action],
            Self::Document => &[DeclKind::Document],
            Self::Form => &[DeclKind::Report],
            Self::Procedure => &[DeclKind::Procedure],
            Self::Practice => &[DeclKind::Exercise, DeclKind::Training, DeclKind::Routine],
            Self::Supply => &[DeclKind::Supply],
        }
    }

    /// Signals, gauges and ladders stand in the same places of a condition.
    fn clashes(self, other: Self) -> bool {
        let fact = |f| matches!(f, Self::Signal | Self::Gauge | Self::Ladder);
        self == other || (fact(self) && fact(other))
    }

    /// What a reader calls a member of the family.
    pub(super) fn noun(self) -> Text {
        let row = match self {
            Self::Plan => "plan",
            Self::Term => return text!("term", "用语"),
            Self::Post => return text!("role, group or service", "岗位、小组或外援"),
            Self::Shift => "shift",
            Self::Signal => "signal",
            Self::Gauge => "gauge",
            Self::Ladder => return text!("ladder of levels", "分级"),
            Self::Action => "action",
            Self::Document => "document",
            Self::Form => "report_form",
            Self::Procedure => "procedure",
            Self::Practice => return text!("exercise, training or routine", "演习、培训或例行工作"),
            Self::Supply => "supply",
        };
        Text { en: words::form(row, Lang::En).to_owned(), zh: words::form(row, Lang::Zh).to_owned() }
    }
}

/// One declared name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) family: Family,
    pub(super) id: u32,
    pub(super) decl: &'a Declaration,
    pub(super) span: Span,
}

impl<'a> Resolver<'a> {
    /// Makes room in the usage table for all that was declared.
    pub(super) fn prepare_usage(&mut self) {
        let used = &mut self.model.used;
        let count = |family| self.counts.get(&family).copied().unwrap_or(0) as usize;
        used.terms.resize(count(Family::Term), false);
        used.posts.resize(count(Family::Post), false);
        used.shifts.resize(count(Family::Shift), false);
        used.signals.resize(count(Family::Signal), false);
        used.gauges.resize(count(Family::Gauge), false);
        used.ladders.resize(count(Family::Ladder), false);
        used.actions.resize(count(Family::Action), false);
        used.documents.resize(count(Family::Document), false);
        used.forms.resize(count(Family::Form), false);
        used.supplies.resize(count(Family::Supply), false);
    }

    /// Enters a declared name; a second one of the family is a finding, and the first stays.
    pub(super) fn enter(&mut self, family: Family, name: &'a Name, decl: &'a Declaration) {
        let count = self.counts.entry(family).or_default();
        let id = *count;
        *count += 1;
        if family == Family::Post {
            self.post_kinds.push(decl.kind);
        }
        // Each file may say which plan it is; only two in one file are in the way of one another.
        let clash = |e: &&Entry<'a>| e.family.clashes(family) && (family != Family::Plan || e.span.file == name.span.file);
        let entries = self.names.entry(name.text.as_str()).or_default();
        let first = entries.iter().find(clash).map(|e| e.span);
        entries.push(Entry { family, id, decl, span: name.span });
        if let Some(first) = first {
            self.same_name(name, first);
        }
    }

    /// The id of a name in a family, marked as used; a finding where there is none.
    pub(super) fn find(&mut self, family: Family, name: &Name) -> Option<u32> {
        self.find_among(&[family], name).map(|e| e.id)
    }

    /// The entry of a name in the first of several families that has it.
    pub(super) fn find_among(&mut self, families: &[Family], name: &Name) -> Option<Entry<'a>> {
        let entries = self.names.get(name.text.as_str()).map_or(&[] as &[Entry<'a>], Vec::as_slice);
        let found = families.iter().find_map(|f| entries.iter().find(|e| e.family == *f)).copied();
        match found {
            Some(entry) => {
                self.mark(entry);
                self.refer(name.span, entry.span);
            }
            None => match entries.first().copied() {
                Some(other) => self.wrong_kind(families, name, &other),
                None => self.unknown(families, name),
            },
        }
        found
    }

    /// The entry of a name in a family, without a finding.
    pub(super) fn peek(&self, family: Family, name: &str) -> Option<Entry<'a>> {
        self.names.get(name)?.iter().find(|e| e.family == family).copied()
    }

    /// Notes what a name stands for.
    pub(super) fn refer(&mut self, at: Span, to: Span) {
        self.model.references.push(Reference { at, to });
    }

    pub(super) fn mark(&mut self, entry: Entry<'a>) {
        let used = &mut self.model.used;
        let list = match entry.family {
            Family::Post => &mut used.posts,
            Family::Shift => &mut used.shifts,
            Family::Signal => &mut used.signals,
            Family::Gauge => &mut used.gauges,
            Family::Ladder => &mut used.ladders,
            Family::Action => &mut used.actions,
            Family::Document => &mut used.documents,
            Family::Form => &mut used.forms,
            Family::Supply => &mut used.supplies,
            Family::Term => &mut used.terms,
            Family::Plan | Family::Procedure | Family::Practice => return,
        };
        if let Some(flag) = list.get_mut(entry.id as usize) {
            *flag = true;
        }
    }

    fn wrong_kind(&mut self, families: &[Family], name: &Name, other: &Entry<'a>) {
        let (wanted, noun, shown) = (nouns(families), decl_noun(other.decl), &name.text);
        let message = Text {
            en: format!("`{shown}` is {}, but {} is needed here", a(&noun.en), a(&wanted.en)),
            zh: format!("`{shown}` 是{}，此处需要{}", noun.zh, wanted.zh),
        };
        let help = Text {
            en: format!("name {} here, or declare one", a(&wanted.en)),
            zh: format!("此处请写{}的名称，或先声明一个", wanted.zh),
        };
        let finding = Diagnostic::new("P004", Severity::Error, name.span, message)
            .related(other.span, text!("declared here", "声明在此"))
            .help(help);
        self.findings.push(finding);
    }

    pub(super) fn unknown(&mut self, families: &[Family], name: &Name) {
        // A name of mixed scripts was reported when it was read.
        if self.lenient || self.in_broken_part(&name.text) || parse::mixes_scripts(&name.text) {
            return;
        }
        self.unresolved(name.span, Wanted::Declaration(families.iter().flat_map(|f| f.kinds()).copied().collect()));
        if self.known_unknown(families, name) {
            return;
        }
        let (wanted, shown) = (nouns(families), &name.text);
        let message = Text {
            en: format!("no {} is called `{shown}`", wanted.en),
            zh: format!("没有名为 `{shown}` 的{}", wanted.zh),
        };
        let finding = Diagnostic::new("P002", Severity::Error, name.span, message);
        let suggest = self.may_suggest();
        let finding = if let Some((real, span)) = suggest.then(|| self.alias(families, shown)).flatten() {
            finding
                .related(span, text!("another name of `{real}`", "是 `{real}` 的又称"))
                .help(text!("write the declared name: `{real}`", "请写声明的名称：`{real}`"))
        } else if let Some(digits) = parse::numerals::in_digits(shown).filter(|_| families == [Family::Term]) {
            finding.help(text!("a length of time is written in digits: `{digits}`", "时长用数字书写：`{digits}`"))
        } else if let Some((near, span)) = suggest.then(|| self.nearest(families, shown)).flatten() {
            finding.related(span, text!("`{near}` is declared here", "`{near}` 声明在此")).help(text!("did you mean `{near}`?", "是否想写 `{near}`？"))
        } else {
            finding.help(Text {
                en: format!("declare {} `{shown}`, or correct the name", a(&wanted.en)),
                zh: format!("请声明{} `{shown}`，或改正名称", wanted.zh),
            })
        };
        self.findings.push(finding);
    }

    /// Notes what a name that nothing declares would have to be.
    pub(super) fn unresolved(&mut self, at: Span, wanted: Wanted<'a>) {
        self.model.unresolved.push(Unresolved { at, wanted });
    }

    /// Says more about the name that was just found to be declared by nothing; nothing where it was resolved.
    pub(super) fn rather(&mut self, at: Span, wanted: Wanted<'a>) {
        if let Some(last) = self.model.unresolved.last_mut().filter(|u| u.at == at) {
            last.wanted = wanted;
        }
    }

    /// Whether this name was already reported; then the place joins that finding.
    fn known_unknown(&mut self, families: &[Family], name: &Name) -> bool {
        let Some(family) = families.first() else { return false };
        let known = *self.unknown.entry((*family, name.text.clone())).or_insert(self.findings.len());
        let Some(finding) = self.findings.get_mut(known) else { return false };
        if finding.related.len() < MAX_PLACES {
            finding.related.push(crate::diagnostic::Label { span: name.span, text: text!("here as well", "此处也是") });
        }
        true
    }

    /// Whether another name may be suggested: looking for one costs time with every unknown name.
    pub(super) fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MAX_SUGGESTIONS
    }

    /// A declaration that the text also calls by this name.
    fn alias(&self, families: &[Family], shown: &str) -> Option<(&'a str, Span)> {
        let mut found: Vec<(&'a str, Span)> = Vec::new();
        for file in &self.files {
            for item in &file.items {
                let crate::ast::Item::Declaration(decl) = item else { continue };
                let Some(name) = decl.name.as_ref().filter(|_| families.contains(&Family::of(decl.kind))) else { continue };
                if decl.title.as_ref().is_some_and(|t| t.text == shown) {
                    found.push((name.text.as_str(), name.span));
                }
                found.extend(texts(&decl.body, Key::AlsoCalled).filter(|t| t.0 == shown).map(|t| (name.text.as_str(), t.1)));
            }
        }
        found.first().copied()
    }

    fn nearest(&self, families: &[Family], shown: &str) -> Option<(&'a str, Span)> {
        let length = shown.chars().count();
        if length > MAX_SUGGESTED_LENGTH {
            return None;
        }
        let mut best: Option<(usize, &'a str, Span)> = None;
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort_unstable_by_key(|n| *n.0);
        for (name, entries) in names {
            let Some(entry) = entries.iter().find(|e| families.contains(&e.family)) else { continue };
            let distance = strsim::osa_distance(shown, name);
            let limit = (length.max(name.chars().count()) / 3).max(1);
            if distance <= limit && distance < length && best.is_none_or(|b| distance < b.0) {
                best = Some((distance, name, entry.span));
            }
        }
        best.map(|b| (b.1, b.2))
    }

    pub(super) fn in_broken_part(&mut self, name: &str) -> bool {
        if self.files.iter().all(|f| f.broken.is_empty()) {
            return false;
        }
        let (sources, files) = (self.sources, &self.files);
        let words = self.broken_words.get_or_insert_with(|| {
            let separators = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
            let parts = files.iter().flat_map(|f| f.broken.iter());
            parts.flat_map(|span| sources.slice(*span).split(separators)).collect::<HashSet<_>>()
        });
        words.contains(name)
    }
}

fn decl_noun(decl: &Declaration) -> Text {
    if decl.kind == DeclKind::Levels {
        return Family::Ladder.noun();
    }
    let row = decl.kind.row();
    Text { en: words::form(row, Lang::En).to_owned(), zh: words::form(row, Lang::Zh).to_owned() }
}

pub(super) fn nouns(families: &[Family]) -> Text {
    let all: Vec<Text> = families.iter().map(|f| f.noun()).collect();
    let join = |pick: fn(&Text) -> &str, comma: &str, or: &str| match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => rest.iter().map(pick).collect::<Vec<_>>().join(comma) + or + pick(last),
        Some((last, _)) => pick(last).to_owned(),
        None => String::new(),
    };
    Text { en: join(|t| &t.en, ", ", " or "), zh: join(|t| &t.zh, "、", "或") }
}

/// A noun with its article.
fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}
