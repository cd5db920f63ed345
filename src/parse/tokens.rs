//! The words of a file in source order, as the grammar read them: what the formatter lays out and an editor colours.

use super::attributes::{Place, Takes, takes};
use super::build::{Node, attribute_key, decl_kind};
use super::conditions::compare;
use super::grammar::Rule;
use crate::ast::Key;
use crate::source::{FileId, Span};
use crate::words;
use pest::iterators::{Pair, Pairs};
use std::collections::HashSet;

/// One word, name, text, value or sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Whether a declaration or statement begins with it.
    pub first: bool,
}

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the language, with its row in the keyword table.
    Word(&'static str),
    /// A name.
    Name,
    /// A text in quotes.
    Text,
    /// A length of time.
    Duration,
    /// A number, a quantity, a range, a date, a time of day, a unit.
    Value,
    /// A bracket, comma or operator, as it is written in ASCII.
    Sign(&'static str),
}

/// The tokens of a parsed file. Parts that were not understood have none.
pub(super) fn tokens<'s>(pairs: Pairs<'s, Rule>, source: &'s str, id: FileId) -> Vec<Token> {
    let time_gauges = pairs.clone().flat_map(Pair::into_inner).filter_map(time_gauge).collect();
    let mut reader = Reader { source, id, place: Place::File, time_gauges, tokens: Vec::new() };
    for file in pairs {
        reader.body(file);
    }
    reader.tokens
}

struct Reader<'s> {
    source: &'s str,
    id: FileId,
    /// The declaration at hand: it decides what `for` means.
    place: Place,
    /// Gauges of this file that measure time: `30m` beside another one may be metres.
    time_gauges: HashSet<&'s str>,
    tokens: Vec<Token>,
}

impl<'s> Reader<'s> {
    fn push(&mut self, node: &Node<'s>, kind: TokenKind) {
        let at = node.as_span();
        // A full-width sign was read as its ASCII twin, which is shorter.
        let end = self.source.ceil_char_boundary(at.end());
        self.tokens.push(Token { span: Span::new(self.id, at.start(), end), kind, first: false });
    }

    /// The statements of a body, or the declarations of a file.
    fn body(&mut self, node: Node<'s>) {
        let mut open = node.as_rule() == Rule::file;
        for part in node.into_inner() {
            let next = self.tokens.len();
            let sign = matches!(part.as_rule(), Rule::lbrace | Rule::rbrace);
            self.node(part);
            if let Some(token) = self.tokens.get_mut(next).filter(|_| open && !sign) {
                token.first = true;
            }
            open |= sign;
        }
    }

    fn node(&mut self, node: Node<'s>) {
        match node.as_rule() {
            Rule::broken | Rule::broken_item | Rule::missing_brace | Rule::extra_brace | Rule::EOI => {}
            Rule::decl_body | Rule::procedure_body | Rule::step_body | Rule::unopened_body | Rule::drill_body | Rule::terms | Rule::recovery => self.body(node),
            Rule::decl | Rule::procedure | Rule::drill => self.declaration(node),
            Rule::attr => self.attribute(node),
            Rule::actors | Rule::any_of | Rule::consent => self.parts(node, |_| true),
            Rule::owner_item => self.parts(node, |before| before.is_none()),
            Rule::outcome => self.parts(node, |before| matches!(before, Some(Rule::kw_called | Rule::kw_notified | Rule::kw_escalated))),
            Rule::comparison | Rule::set => self.comparison(node),
            Rule::subject | Rule::name => self.push(&node, TokenKind::Name),
            Rule::string | Rule::open_string => self.push(&node, TokenKind::Text),
            Rule::duration => self.push(&node, TokenKind::Duration),
            Rule::number | Rule::quantity | Rule::interval | Rule::unit_sign | Rule::clock | Rule::date | Rule::unitless => self.push(&node, TokenKind::Value),
            rule => match sign(&node).or_else(|| word(rule)) {
                Some(kind) => self.push(&node, kind),
                None => node.into_inner().for_each(|part| self.node(part)),
            },
        }
    }

    fn declaration(&mut self, node: Node<'s>) {
        let word = node.clone().into_inner().next();
        let outer = self.place;
        self.place = word.and_then(|w| decl_kind(w.as_rule())).map_or(outer, Place::Declaration);
        node.into_inner().for_each(|part| self.node(part));
        self.place = outer;
    }

    /// Parts of which a name may be `everyone` or the like; `actor` gets the rule before it.
    fn parts(&mut self, node: Node<'s>, actor: impl Fn(Option<Rule>) -> bool) {
        let mut before = None;
        for part in node.into_inner() {
            let rule = part.as_rule();
            match everyone(&part).filter(|_| rule == Rule::name && actor(before)) {
                Some(row) => self.push(&part, TokenKind::Word(row)),
                None => self.node(part),
            }
            before = Some(rule);
        }
    }

    fn attribute(&mut self, node: Node<'s>) {
        let mut inner = node.into_inner();
        let Some(key_word) = inner.next() else { return };
        let Some(key) = attribute_key(key_word.as_rule(), self.place) else { return };
        self.push(&key_word, TokenKind::Word(key.row()));
        for value in inner {
            let row = Some(&value).filter(|v| v.as_rule() == Rule::name).and_then(|v| vocabulary(key, v));
            match (row, value.as_rule()) {
                (Some(row), _) => self.push(&value, TokenKind::Word(row)),
                (None, Rule::duration) if takes(key) != Takes::Period => self.push(&value, TokenKind::Value),
                (None, _) => self.node(value),
            }
        }
    }

    /// `outage > 30m`, `set outage to 30m`: a length of time only where the gauge measures time.
    fn comparison(&mut self, node: Node<'s>) {
        let mut time = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::subject | Rule::name => {
                    time = self.time_gauges.contains(part.as_str().trim_matches('`'));
                    self.node(part);
                }
                Rule::duration if !time => self.push(&part, TokenKind::Value),
                _ => self.node(part),
            }
        }
    }
}

/// The name of a gauge whose unit is `time`.
fn time_gauge(item: Node<'_>) -> Option<&str> {
    let mut inner = item.into_inner();
    let is_gauge = inner.next()?.as_rule() == Rule::kw_gauge;
    let name = inner.next().filter(|_| is_gauge)?;
    let body = inner.find(|n| n.as_rule() == Rule::decl_body)?;
    let units = body.into_inner().filter(|n| n.as_rule() == Rule::attr).filter_map(|attr| {
        let mut parts = attr.into_inner();
        (parts.next()?.as_rule() == Rule::kw_unit).then(|| parts.next())?
    });
    units.into_iter().any(|unit| words::is("un_time", unit.as_str())).then(|| name.as_str().trim_matches('`'))
}

fn everyone(node: &Node<'_>) -> Option<&'static str> {
    ["everyone", "anyone", "someone"].into_iter().find(|row| words::is(row, node.as_str()))
}

/// The row of a value that is a word of the language; in backticks it is a name.
fn vocabulary(key: Key, value: &Node<'_>) -> Option<&'static str> {
    let family = match key {
        Key::Hazard => "hz_",
        Key::Serves => "sv_",
        Key::Kind => "dk_",
        Key::Unit => "un_",
        Key::ReportsTo | Key::Deputy | Key::Leader | Key::Members | Key::ReportedBy | Key::Audience => return everyone(value),
        Key::Cite | Key::Note | Key::Todo | Key::Org | Key::Family | Key::Region | Key::Timezone | Key::Version | Key::Effective | Key::ReviewEvery
        | Key::Source | Key::Part | Key::Scope | Key::Clauses | Key::OnDuty | Key::AlsoCalled | Key::Range | Key::Except | Key::Location | Key::Fields
        | Key::Quantity | Key::CheckEvery | Key::Keep | Key::Every | Key::Uses | Key::Phone | Key::Sms | Key::Radio | Key::Email | Key::Chat
        | Key::Broadcast | Key::InPerson => return None,
    };
    words::in_family(family, value.as_str()).map(|w| w.row)
}

fn word(rule: Rule) -> Option<TokenKind> {
    let id = format!("{rule:?}");
    id.strip_prefix("kw_").and_then(words::row).map(|w| TokenKind::Word(w.row))
}

fn sign(node: &Node<'_>) -> Option<TokenKind> {
    Some(TokenKind::Sign(match node.as_rule() {
        Rule::lbrace => "{",
        Rule::rbrace => "}",
        Rule::comma => ",",
        Rule::lparen => "(",
        Rule::rparen => ")",
        Rule::dots => "..",
        Rule::dash => "-",
        Rule::equals => "=",
        Rule::compare => compare(node.as_str()).sign(),
        _ => return None,
    }))
}
