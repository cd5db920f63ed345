//! Names to ids, units checked: a file and all it uses become one [`Model`].

mod conditions;
mod duties;
mod facts;
mod names;
mod posts;
mod practices;
mod procedures;
mod values;

#[cfg(test)]
mod tests;

use crate::ast::{DeclKind, Declaration, File, Item, Key, Name, Statement, StatementKind, Str};
use crate::diagnostic::{Diagnostic, Severity, Text, text};
use crate::model::{Head, Identity, Model, Term, Todo, Used, WaiverScope, cite, texts};
use crate::source::{FileId, Sources, Span};
use names::Family;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// A model and what was found while building it.
#[derive(Debug)]
pub struct Resolved<'a> {
    /// The model.
    pub model: Model<'a>,
    /// The findings, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves a file together with the files it uses.
///
/// `files` begins with the root. With `lenient`, an import failed: unknown names are not reported, they may be there.
#[must_use]
pub fn resolve<'a>(sources: &'a Sources, files: &[&'a File], lenient: bool) -> Resolved<'a> {
    let mut resolver = Resolver::new(sources, files, lenient);
    for file in files {
        resolver.declare(file);
    }
    resolver.prepare_usage();
    for file in files {
        resolver.file(file);
    }
    Resolved { model: resolver.model, diagnostics: resolver.findings }
}

struct Resolver<'a> {
    sources: &'a Sources,
    files: Vec<&'a File>,
    lenient: bool,
    names: HashMap<&'a str, Vec<names::Entry<'a>>>,
    /// Words inside broken parts: what they declare is unknown, so they are not reported as unknown.
    broken_words: Option<HashSet<&'a str>>,
    /// Steps of the procedure at hand.
    steps: HashMap<&'a str, (u32, Span)>,
    /// Levels by the place of their ladder and their name; the first of a name counts.
    levels: HashMap<Span, HashMap<&'a str, (usize, Span)>>,
    model: Model<'a>,
    findings: Vec<Diagnostic>,
    /// How many names each family has.
    counts: HashMap<Family, u32>,
    /// Kind of each post, by id.
    post_kinds: Vec<DeclKind>,
    /// Unknown names already reported, with the index of their finding.
    unknown: HashMap<(Family, SmolStr), usize>,
    /// How often a near name was looked for.
    suggestions: usize,
}

impl<'a> Resolver<'a> {
    fn new(sources: &'a Sources, files: &[&'a File], lenient: bool) -> Self {
        let root = files.first().map_or(FileId(0), |f| f.id);
        let model = Model {
            root,
            identity: None,
            terms: Vec::new(),
            posts: Vec::new(),
            shifts: Vec::new(),
            signals: Vec::new(),
            gauges: Vec::new(),
            ladders: Vec::new(),
            actions: Vec::new(),
            documents: Vec::new(),
            forms: Vec::new(),
            procedures: Vec::new(),
            practices: Vec::new(),
            supplies: Vec::new(),
            drills: Vec::new(),
            forbids: Vec::new(),
            todos: Vec::new(),
            cites: Vec::new(),
            waivers: Vec::new(),
            used: Used::default(),
            references: Vec::new(),
            unresolved: Vec::new(),
        };
        Self {
            sources,
            files: files.to_vec(),
            lenient,
            names: HashMap::new(),
            broken_words: None,
            steps: HashMap::new(),
            levels: HashMap::new(),
            model,
            findings: Vec::new(),
            counts: HashMap::new(),
            post_kinds: Vec::new(),
            unknown: HashMap::new(),
            suggestions: 0,
        }
    }

    fn error(&mut self, code: &'static str, span: Span, message: Text, help: Text) {
        self.findings.push(Diagnostic::new(code, Severity::Error, span, message).help(help));
    }

    /// First pass: every declaration gets its id, so that order does not matter.
    fn declare(&mut self, file: &'a File) {
        for item in &file.items {
            let Item::Declaration(decl) = item else { continue };
            if let Some(name) = &decl.name {
                self.enter(Family::of(decl.kind), name, decl);
            }
            for statement in &decl.body {
                if let StatementKind::Term(term) = &statement.kind {
                    self.enter(Family::Term, &term.name, decl);
                    self.model.terms.push(Term { name: &term.name, measure: term.measure.as_ref() });
                }
            }
        }
    }

    /// Second pass: build what was declared, in the same order.
    fn file(&mut self, file: &'a File) {
        for item in &file.items {
            match item {
                Item::Language { version, span } => self.language(version, *span),
                Item::Import(_) => {}
                Item::Declaration(decl) => {
                    self.remarks(&decl.body, Some(decl.span), decl.kind == DeclKind::Plan, declared(decl));
                    self.declaration(decl);
                }
                Item::Statement(statement) => self.file_statement(statement),
            }
        }
    }

    fn language(&mut self, version: &str, span: Span) {
        if version != "1" {
            let message = text!("language version {version} is not known", "不支持语言版本 {version}");
            self.error("P007", span, message, text!("this preplan reads `language 1`", "本版 preplan 只支持 `语言 1`"));
        }
    }

    fn file_statement(&mut self, statement: &'a Statement) {
        self.remarks(std::slice::from_ref(statement), None, true, None);
        if let StatementKind::Forbid(forbid) = &statement.kind {
            self.steps.clear();
            let forbid = self.forbid(forbid);
            self.model.forbids.push(forbid);
        }
    }

    fn declaration(&mut self, decl: &'a Declaration) {
        if decl.kind == DeclKind::Drill {
            return self.drill(decl);
        }
        let Some(name) = &decl.name else { return };
        let head = Head { decl, name, clause: cite(&decl.body) };
        match decl.kind {
            DeclKind::Plan => self.plan(head),
            DeclKind::Role | DeclKind::Group | DeclKind::Service => self.post(head),
            DeclKind::Shift => self.shift(head),
            DeclKind::Signal => self.signal(head),
            DeclKind::Gauge => self.gauge(head),
            DeclKind::Levels => self.ladder(head),
            DeclKind::Action => self.model.actions.push(head),
            DeclKind::Document => self.document(head),
            DeclKind::Report => self.form(head),
            DeclKind::Procedure => self.procedure(head),
            DeclKind::Exercise | DeclKind::Training | DeclKind::Routine => self.practice(head),
            DeclKind::Supply => self.supply(head),
            DeclKind::Terms | DeclKind::Drill => {}
        }
    }

    /// Holes, clauses and waivers of a body, nested ones with the span of what they stand in.
    fn remarks(&mut self, body: &'a [Statement], covers: Option<Span>, whole_plan: bool, of: Option<(&'static str, &'a str)>) {
        let clause = cite(body);
        for (text, span) in texts(body, Key::Todo) {
            self.model.todos.push(Todo { text, span, cite: clause, of });
        }
        self.model.cites.extend(texts(body, Key::Cite));
        for statement in body {
            match &statement.kind {
                StatementKind::Waiver(waiver) => {
                    let covers = if whole_plan { None } else { covers };
                    self.model.waivers.push(WaiverScope { waiver, span: statement.span, covers });
                }
                StatementKind::Step(step) => self.remarks(&step.body, Some(statement.span), false, Some(("step", named(&step.name, step.title.as_ref())))),
                StatementKind::Level(level) => self.remarks(&level.body, Some(statement.span), false, Some(("level", named(&level.name, level.title.as_ref())))),
                StatementKind::Recovery(recovery) => self.remarks(&recovery.body, Some(statement.span), false, of),
                StatementKind::Forbid(forbid) => self.remarks(&forbid.body, Some(statement.span), false, of),
                StatementKind::Attribute(_)
                | StatementKind::Owner(_)
                | StatementKind::Window(_)
                | StatementKind::Flag(_)
                | StatementKind::Term(_)
                | StatementKind::Start(_)
                | StatementKind::Escalation(_)
                | StatementKind::Finish(_)
                | StatementKind::Duty(_)
                | StatementKind::Automatic(_)
                | StatementKind::Limit(_)
                | StatementKind::Repeat(_)
                | StatementKind::Event(_)
                | StatementKind::Expectation(_) => {}
            }
        }
    }

    fn plan(&mut self, head: Head<'a>) {
        let body = &head.decl.body;
        let identity = Identity {
            head,
            org: texts(body, Key::Org).next().map(|t| t.0),
            family: texts(body, Key::Family).next().map(|t| t.0),
            region: self.name_values(body, Key::Region).next(),
            effective: self.date_value(body, Key::Effective),
            review: self.time_value(body, Key::ReviewEvery),
            has_source: texts(body, Key::Source).next().is_some(),
            scope: texts(body, Key::Scope).collect(),
            clauses: texts(body, Key::Clauses).collect(),
        };
        // A used file may have a plan of its own; the identity is the root's.
        if self.model.identity.is_none() || head.decl.span.file == self.model.root {
            self.model.identity = Some(identity);
        }
    }

    /// Two declarations alike. Where one comes from a used file, the finding stands in the file of the author.
    fn same_name(&mut self, name: &Name, first: Span) {
        let text = &name.text;
        let message = text!("`{text}` is declared twice", "`{text}` 声明了两次");
        let (span, other, label) = if first.file != name.span.file && first.file == self.model.root {
            (first, name.span, text!("also declared here", "此处也声明了"))
        } else {
            (name.span, first, text!("first declared here", "首次声明在此"))
        };
        let finding = Diagnostic::new("P003", Severity::Error, span, message)
            .related(other, label)
            .help(text!("rename one of them, or join the two", "改名其中一个，或合并为一个"));
        self.findings.push(finding);
    }
}

/// The kind of a declaration, as a row of the keyword table, and what a reader calls it.
fn declared(decl: &Declaration) -> Option<(&'static str, &str)> {
    let title = decl.title.as_ref().map(|t| t.text.as_str()).or(decl.name.as_ref().map(|n| n.text.as_str()))?;
    Some((decl.kind.row(), title))
}

/// The title, or the name where there is none.
fn named<'a>(name: &'a Name, title: Option<&'a Str>) -> &'a str {
    title.map_or(name.text.as_str(), |t| t.text.as_str())
}
