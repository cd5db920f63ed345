//! Files, declarations and bodies.

use super::attributes::Place;
use super::braces::Before;
use super::grammar::Rule;
use crate::ast::{
    Attribute, Actor, DayWindow, DeclKind, Declaration, Flag, Import, Item, Key, LevelRung, OwnerPart, Owners, Statement,
    StatementKind, Term, Trivia, TriviaKind, Waiver,
};
use super::values::ascii_digits;
use crate::diagnostic::{Diagnostic, Severity, Text, text};
use crate::source::{FileId, Span};
use pest::iterators::{Pair, Pairs};
use smol_str::SmolStr;

pub(super) type Node<'s> = Pair<'s, Rule>;

/// Turns pairs into the tree, collecting findings.
pub(super) struct Builder<'s> {
    /// The text as written.
    pub(super) source: &'s str,
    /// The text the grammar reads: same offsets, plain punctuation.
    pub(super) twin: &'s str,
    pub(super) file: FileId,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) broken: Vec<Span>,
    pub(super) syntax_findings: usize,
    /// The last broken part was a statement in a wrong place: its neighbours are in the same wrong place.
    pub(super) misplaced: bool,
    /// The last broken part made no sense at all: its neighbours will not either.
    pub(super) lost: bool,
    /// Blocks reported as never closed whose `}` may still follow.
    pub(super) unclosed: usize,
    /// Where the last block without `}` ends, and its finding.
    pub(super) last_unclosed: Option<(u32, usize)>,
    /// Declarations that stood inside another block.
    pub(super) hoisted: Vec<Item>,
    docs: Vec<Span>,
    next_doc: usize,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str, twin: &'s str, file: FileId, findings: Vec<Diagnostic>, trivia: &[Trivia]) -> Self {
        let docs = trivia.iter().filter(|t| t.kind == TriviaKind::Doc).map(|t| t.span).collect();
        Self { source, twin, file, findings, broken: Vec::new(), syntax_findings: 0, misplaced: false, lost: false, unclosed: 0, last_unclosed: None, hoisted: Vec::new(), docs, next_doc: 0 }
    }

    pub(super) fn finish(self) -> (Vec<Diagnostic>, Vec<Span>) {
        (self.findings, self.broken)
    }

    pub(super) fn span(&self, node: &Node<'s>) -> Span {
        let s = node.as_span();
        // A rule that ends in something optional has read the space before it.
        Span::new(self.file, s.start(), s.start() + node.as_str().trim_end_matches([' ', '\n']).len())
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    pub(super) fn error(&mut self, code: &'static str, span: Span, message: Text, help: Text) {
        let finding = Diagnostic::new(code, Severity::Error, span, message).help(help);
        if code == "P001" {
            self.syntax_finding(finding);
        } else {
            self.report(finding);
        }
    }

    /// The doc comment that stands before `start` and after the last declaration that took one.
    pub(super) fn doc_before(&mut self, start: usize) -> Option<SmolStr> {
        let mut lines = Vec::new();
        while let Some(span) = self.docs.get(self.next_doc).filter(|d| (d.start as usize) < start) {
            let line = self.source.get(span.range()).unwrap_or("");
            lines.push(line.trim_start_matches('/').trim());
            self.next_doc += 1;
        }
        (!lines.is_empty()).then(|| SmolStr::from(lines.join("\n")))
    }

    pub(super) fn file(&mut self, pairs: Pairs<'s, Rule>) -> Vec<Item> {
        let mut items = Vec::new();
        let mut before = None;
        for node in pairs.flat_map(Pair::into_inner) {
            let here = Before::of(&node);
            if here.rule == Rule::broken_item {
                if self.explain(&node, Place::File, before) {
                    items.pop();
                }
                before = None;
                continue;
            }
            let attribute = here.rule == Rule::attr && node.clone().into_inner().next().is_some_and(|w| !is_remark(w.as_rule()));
            if let Some(unopened) = before.filter(|b| attribute && self.unopened(b)) {
                let finding = self.missing_open(self.word_at(here.start), Some(unopened));
                self.syntax_finding(finding);
                self.broken.push(self.span(&node));
                (self.misplaced, before) = (true, None);
                continue;
            }
            if !(attribute && self.misplaced) {
                (self.misplaced, self.lost, self.unclosed) = (false, false, 0);
                items.extend(self.item(node));
                items.append(&mut self.hoisted);
            }
            before = Some(here);
        }
        items
    }

    fn item(&mut self, node: Node<'s>) -> Option<Item> {
        let span = self.span(&node);
        Some(match node.as_rule() {
            Rule::language => Item::Language { version: ascii_digits(node.into_inner().nth(1)?.as_str()).into(), span },
            Rule::import => Item::Import(Import { path: self.text(node.into_inner().nth(1)?), span }),
            Rule::decl | Rule::procedure | Rule::drill | Rule::terms => Item::Declaration(self.declaration(node)?),
            Rule::EOI => return None,
            _ => Item::Statement(self.statement(node, Place::File)?),
        })
    }

    pub(super) fn declaration(&mut self, node: Node<'s>) -> Option<Declaration> {
        let span = self.span(&node);
        let doc = self.doc_before(node.as_span().start());
        let mut inner = node.into_inner();
        let word = inner.next()?;
        let kind = decl_kind(word.as_rule())?;
        let mut decl = Declaration {
            kind,
            span,
            head: self.span(&word),
            name: None,
            title: None,
            of: Vec::new(),
            body: Vec::new(),
            doc,
        };
        if kind == DeclKind::Terms {
            decl.body = self.body(inner, Place::Terms);
            return Some(decl);
        }
        for part in inner {
            let part_span = self.span(&part);
            match part.as_rule() {
                Rule::name => decl.name = Some(self.name(&part)),
                Rule::string | Rule::open_string => decl.title = Some(self.text(part)),
                Rule::practice_target => decl.of = part.into_inner().filter(|p| p.as_rule() == Rule::name).map(|p| self.name(&p)).collect(),
                _ => {
                    decl.body = self.body(part.into_inner(), Place::Declaration(kind));
                    continue;
                }
            }
            decl.head = decl.head.to(part_span);
        }
        Some(decl)
    }

    /// The statements of a body in braces.
    pub(super) fn body(&mut self, nodes: Pairs<'s, Rule>, place: Place) -> Vec<Statement> {
        // Most steps hold one duty.
        let mut statements: Vec<Statement> = Vec::with_capacity(1);
        let mut open = None;
        let mut before = None;
        for node in nodes {
            let here = Before::of(&node);
            match here.rule {
                Rule::lbrace => open = Some(self.span(&node)),
                Rule::rbrace | Rule::comma => {}
                Rule::missing_brace => self.missing_brace(open, self.span(&node)),
                Rule::extra_brace => self.extra_brace(&node),
                Rule::inner_decl | Rule::inner_statement => self.inner(node, place),
                Rule::broken => {
                    let drop = self.explain(&node, place, before);
                    statements.pop_if(|s| drop && before.is_some_and(|b| b.start == s.span.start as usize));
                    before = None;
                }
                _ => {
                    (self.misplaced, self.lost) = (false, false);
                    statements.extend(self.statement(node, place));
                    before = Some(here);
                }
            }
        }
        statements
    }

    /// One statement of any body. Exhaustive in the grammar's statements; anything else is a part of one.
    pub(super) fn statement(&mut self, node: Node<'s>, place: Place) -> Option<Statement> {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::attr => StatementKind::Attribute(self.attribute(node, place)?),
            Rule::waiver => StatementKind::Waiver(self.waiver(node)?),
            Rule::owner => StatementKind::Owner(self.owner(node)),
            Rule::window => StatementKind::Window(self.window(node)),
            Rule::kw_worst_first => StatementKind::Flag(Flag::WorstFirst),
            Rule::kw_prefer_highest => StatementKind::Flag(Flag::PreferHighest),
            Rule::flag => return self.statement(node.into_inner().next()?, place),
            Rule::level => StatementKind::Level(Box::new(self.level(node)?)),
            Rule::term => StatementKind::Term(self.term(node)?),
            Rule::start => StatementKind::Start(Box::new(self.start(node)?)),
            Rule::step => StatementKind::Step(Box::new(self.step(node)?)),
            Rule::escalation => StatementKind::Escalation(Box::new(self.escalation(node)?)),
            Rule::forbid => StatementKind::Forbid(Box::new(self.forbid(node)?)),
            Rule::finish => StatementKind::Finish(self.finish_statement(node)?),
            Rule::recovery => StatementKind::Recovery(self.recovery(node)?),
            Rule::duty => StatementKind::Duty(Box::new(self.duty(node)?)),
            Rule::automatic => StatementKind::Automatic(node.into_inner().nth(1).and_then(|n| self.act(n))),
            Rule::limit => StatementKind::Limit(Box::new(self.limit(node)?)),
            Rule::repeat => StatementKind::Repeat(self.repeat(node)?),
            Rule::event => StatementKind::Event(self.event(node)?),
            Rule::expectation => StatementKind::Expectation(self.expectation(node)?),
            _ => return None,
        };
        self.check_place(&kind, span, place).then_some(Statement { span, kind })
    }

    fn attribute(&mut self, node: Node<'s>, place: Place) -> Option<Attribute> {
        let mut inner = node.into_inner();
        let word = inner.next()?;
        let key_span = self.span(&word);
        let key = attribute_key(word.as_rule(), place)?;
        let values = inner.filter(|n| n.as_rule() != Rule::comma).filter_map(|n| self.value(n)).collect();
        let attribute = Attribute { key, key_span, values };
        self.check_attribute(&attribute, place).then_some(attribute)
    }

    fn waiver(&mut self, node: Node<'s>) -> Option<Waiver> {
        let span = self.span(&node);
        let mut waiver: Option<Waiver> = None;
        for part in node.into_inner() {
            match (part.as_rule(), &mut waiver) {
                (Rule::name, _) => waiver = Some(Waiver { rule: self.name(&part), reason: None, until: None }),
                (Rule::string | Rule::open_string, Some(w)) => w.reason = Some(self.text(part)),
                (Rule::date, Some(w)) => w.until = Some((self.date(&part), self.span(&part))),
                _ => {}
            }
        }
        if waiver.as_ref().is_some_and(|w| w.reason.as_ref().is_none_or(|r| r.text.trim().is_empty())) {
            let message = text!("a waiver without a reason", "豁免没有写明理由");
            let help = text!("say in quotes why the finding is acceptable: `allow RULE \"reason\"`", "用引号写明为何可以接受：`豁免 规则 \"理由\"`");
            self.error("P001", span, message, help);
        }
        waiver
    }

    fn owner(&mut self, node: Node<'s>) -> Owners {
        let mut parts = Vec::new();
        for item in node.into_inner().filter(|n| n.as_rule() == Rule::owner_item) {
            let mut names = item.into_inner().filter(|n| n.as_rule() == Rule::name);
            if let Some(post) = names.next() {
                let actor: Actor = self.actor(&post);
                parts.push(OwnerPart { actor, during: names.next().map(|n| self.name(&n)) });
            }
        }
        Owners { parts }
    }

    fn window(&mut self, node: Node<'s>) -> Vec<DayWindow> {
        let span = self.span(&node);
        let mut windows: Vec<DayWindow> = Vec::new();
        let mut clocks = 0;
        for part in node.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::days => {
                    let days = part.into_inner().filter(|n| n.as_rule() == Rule::day_span).filter_map(day_span).collect();
                    windows.push(DayWindow { days, from: None, to: None, span: at });
                    clocks = 0;
                }
                Rule::clock => {
                    let minutes = self.clock(&part);
                    if let Some(window) = windows.last_mut() {
                        window.span = window.span.to(at);
                        *(if clocks == 0 { &mut window.from } else { &mut window.to }) = minutes;
                        clocks += 1;
                    }
                }
                _ => {}
            }
        }
        if windows.iter().any(|w| w.from.is_some() && w.from == w.to) {
            let message = text!("a shift from an hour to the same hour", "班次的起止时刻相同");
            let help = text!("for the whole day write `00:00-24:00`", "全天写作 `00:00-24:00`");
            self.error("P007", span, message, help);
        }
        windows
    }

    fn level(&mut self, node: Node<'s>) -> Option<LevelRung> {
        let mut inner = node.into_inner().skip(1);
        let mut rung = LevelRung { name: self.name(&inner.next()?), title: None, when: None, body: Vec::new() };
        for part in inner {
            match part.as_rule() {
                Rule::string | Rule::open_string => rung.title = Some(self.text(part)),
                Rule::when_clause => rung.when = self.when(part),
                _ => rung.body = self.body(part.into_inner(), Place::Level),
            }
        }
        Some(rung)
    }

    fn term(&mut self, node: Node<'s>) -> Option<Term> {
        let mut inner = node.into_inner();
        let name = self.name(&inner.next()?);
        Some(Term { name, measure: self.time(&inner.nth(1)?) })
    }
}

fn day_span(node: Node<'_>) -> Option<(u8, u8)> {
    let mut days = node.into_inner().filter_map(|n| match n.as_rule() {
        Rule::kw_mon => Some(0),
        Rule::kw_tue => Some(1),
        Rule::kw_wed => Some(2),
        Rule::kw_thu => Some(3),
        Rule::kw_fri => Some(4),
        Rule::kw_sat => Some(5),
        Rule::kw_sun => Some(6),
        _ => None,
    });
    let first = days.next()?;
    Some((first, days.next().unwrap_or(first)))
}

pub(super) fn decl_kind(rule: Rule) -> Option<DeclKind> {
    Some(match rule {
        Rule::kw_plan => DeclKind::Plan,
        Rule::kw_terms => DeclKind::Terms,
        Rule::kw_role => DeclKind::Role,
        Rule::kw_group => DeclKind::Group,
        Rule::kw_service => DeclKind::Service,
        Rule::kw_shift => DeclKind::Shift,
        Rule::kw_signal => DeclKind::Signal,
        Rule::kw_gauge => DeclKind::Gauge,
        Rule::kw_levels => DeclKind::Levels,
        Rule::kw_action => DeclKind::Action,
        Rule::kw_document => DeclKind::Document,
        Rule::kw_report_form => DeclKind::Report,
        Rule::kw_procedure => DeclKind::Procedure,
        Rule::kw_exercise => DeclKind::Exercise,
        Rule::kw_training => DeclKind::Training,
        Rule::kw_routine => DeclKind::Routine,
        Rule::kw_supply => DeclKind::Supply,
        Rule::kw_drill => DeclKind::Drill,
        _ => return None,
    })
}

/// Whether an attribute may stand everywhere.
fn is_remark(word: Rule) -> bool {
    matches!(word, Rule::kw_cite | Rule::kw_note | Rule::kw_todo)
}

/// The key of a keyword rule. `for` is one English word with two Chinese ones: its meaning depends on the declaration.
pub(super) fn attribute_key(rule: Rule, place: Place) -> Option<Key> {
    let id = format!("{rule:?}");
    let key = Key::ALL.iter().copied().find(|k| id.strip_prefix("kw_") == Some(k.row()))?;
    Some(match (key, place) {
        (Key::Serves, Place::Declaration(DeclKind::Training | DeclKind::Exercise | DeclKind::Routine)) => Key::Audience,
        (Key::Audience, Place::Declaration(DeclKind::Service)) => Key::Serves,
        (key, _) => key,
    })
}
