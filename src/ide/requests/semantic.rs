//! Colours by meaning: a name is coloured as what it stands for, a word as a keyword only where the grammar reads it as one.

use crate::ast::{DeclKind, TriviaKind};
use crate::check;
use crate::ide::names::{Named, What, declared};
use crate::ide::view::View;
use crate::parse::{Token, TokenKind};
use crate::source::Span;
use lsp_types::{
    Position, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensFullOptions, SemanticTokensLegend, SemanticTokensOptions, SemanticTokensParams,
    SemanticTokensRangeParams, WorkDoneProgressOptions,
};
use std::collections::BTreeMap;

/// The colours, in the order of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Namespace,
    Type,
    Class,
    Enum,
    EnumMember,
    Event,
    Variable,
    Parameter,
    Function,
    Method,
    Struct,
    Keyword,
    Comment,
    String,
    Number,
    Operator,
}

impl Kind {
    const ALL: [SemanticTokenType; 16] = [
        SemanticTokenType::NAMESPACE,
        SemanticTokenType::TYPE,
        SemanticTokenType::CLASS,
        SemanticTokenType::ENUM,
        SemanticTokenType::ENUM_MEMBER,
        SemanticTokenType::EVENT,
        SemanticTokenType::VARIABLE,
        SemanticTokenType::PARAMETER,
        SemanticTokenType::FUNCTION,
        SemanticTokenType::METHOD,
        SemanticTokenType::STRUCT,
        SemanticTokenType::KEYWORD,
        SemanticTokenType::COMMENT,
        SemanticTokenType::STRING,
        SemanticTokenType::NUMBER,
        SemanticTokenType::OPERATOR,
    ];

    fn of(named: &Named<'_>) -> Self {
        match named.what {
            What::Step(..) => Self::Method,
            What::Level(..) => Self::EnumMember,
            What::Term(_) => Self::Parameter,
            What::Declaration(decl) => match decl.kind {
                DeclKind::Plan => Self::Namespace,
                DeclKind::Terms => Self::Parameter,
                DeclKind::Role | DeclKind::Group | DeclKind::Service => Self::Class,
                DeclKind::Shift => Self::Type,
                DeclKind::Signal => Self::Event,
                DeclKind::Gauge => Self::Variable,
                DeclKind::Levels => Self::Enum,
                DeclKind::Document | DeclKind::Report | DeclKind::Supply => Self::Struct,
                DeclKind::Action | DeclKind::Procedure | DeclKind::Exercise | DeclKind::Training | DeclKind::Routine | DeclKind::Drill => Self::Function,
            },
        }
    }
}

/// Bits of the modifiers, in the order of the legend.
const DECLARATION: u32 = 1;
const DOCUMENTATION: u32 = 1 << 1;

/// The legend.
#[must_use]
pub fn options() -> SemanticTokensOptions {
    SemanticTokensOptions {
        work_done_progress_options: WorkDoneProgressOptions::default(),
        legend: SemanticTokensLegend {
            token_types: Kind::ALL.to_vec(),
            token_modifiers: vec![SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DOCUMENTATION],
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Bool(true)),
    }
}

/// The colours of a file.
#[must_use]
pub fn full(view: &View<'_>, _params: &SemanticTokensParams) -> Option<SemanticTokens> {
    Some(encoded(view, &pieces(view)))
}

/// The colours of a part of it.
#[must_use]
pub fn range(view: &View<'_>, params: &SemanticTokensRangeParams) -> Option<SemanticTokens> {
    let asked = view.span(params.range);
    let mut inside = pieces(view);
    inside.retain(|p| p.span.start < asked.end && asked.start < p.span.end);
    Some(encoded(view, &inside))
}

/// A part of one line in one colour.
#[derive(Debug, Clone, Copy)]
struct Piece {
    span: Span,
    kind: Kind,
    modifiers: u32,
}

/// The pieces of a file in order; none overlaps another.
fn pieces(view: &View<'_>) -> Vec<Piece> {
    let names = names(view);
    let mut pieces = Vec::new();
    let mut word = "";
    for token in view.tokens() {
        match token.kind {
            TokenKind::Word(row) => {
                word = row;
                for span in without_comments(view, token.span) {
                    runs(view, Piece { span, kind: of_word(row), modifiers: 0 }, char::is_whitespace, &mut pieces);
                }
            }
            TokenKind::Name => of_name(view, &names, token, word, &mut pieces),
            TokenKind::Text => of_text(view, token.span, &mut pieces),
            TokenKind::Duration | TokenKind::Value => pieces.push(Piece { span: token.span, kind: Kind::Number, modifiers: 0 }),
            TokenKind::Sign("{" | "}" | "(" | ")" | ",") => {}
            TokenKind::Sign(_) => pieces.push(Piece { span: token.span, kind: Kind::Operator, modifiers: 0 }),
        }
    }
    for comment in &view.tree.trivia {
        let modifiers = if comment.kind == TriviaKind::Doc { DOCUMENTATION } else { 0 };
        runs(view, Piece { span: comment.span, kind: Kind::Comment, modifiers }, |c| matches!(c, '\n' | '\r'), &mut pieces);
    }
    pieces.sort_by_key(|p| p.span);
    pieces
}

/// The names of this file that are declared or stand for something, by place.
fn names(view: &View<'_>) -> BTreeMap<Span, (Kind, u32)> {
    let all: BTreeMap<Span, Kind> = view.files().into_iter().flat_map(declared).map(|n| (n.name.span, Kind::of(&n))).collect();
    let resolved = view.resolved();
    let used = resolved.model.references.iter().filter(|r| r.at.file == view.id);
    let mut names: BTreeMap<Span, (Kind, u32)> = used.filter_map(|r| Some((r.at, (*all.get(&r.to)?, 0)))).collect();
    names.extend(declared(view.tree).iter().map(|n| (n.name.span, (Kind::of(n), DECLARATION))));
    names
}

fn of_word(row: &str) -> Kind {
    let vocabulary = ["hz_", "sv_", "dk_", "un_"].iter().any(|family| row.starts_with(family));
    let day = matches!(row, "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun");
    if vocabulary || day { Kind::EnumMember } else { Kind::Keyword }
}

/// A name as what it stands for, `response.major` as two; `word` is the last keyword before it.
fn of_name(view: &View<'_>, names: &BTreeMap<Span, (Kind, u32)>, token: &Token, word: &str, out: &mut Vec<Piece>) {
    let end = Span { start: token.span.end, end: token.span.end, ..token.span };
    let inside = names.range(Span { end: token.span.start, ..token.span }..end).filter(|(span, _)| span.end <= token.span.end);
    let before = out.len();
    out.extend(inside.map(|(span, (kind, modifiers))| Piece { span: *span, kind: *kind, modifiers: *modifiers }));
    // Words of a closed list that are no keywords: regions, units, rules.
    let listed = matches!(word, "region" | "unit") || word == "allow" && check::find(view.slice(token.span)).is_some();
    if out.len() == before && listed {
        out.push(Piece { span: token.span, kind: Kind::EnumMember, modifiers: 0 });
    }
}

/// A text. One without its closing quotation mark may run over a comment and its lines.
fn of_text(view: &View<'_>, span: Span, out: &mut Vec<Piece>) {
    let piece = Piece { span, kind: Kind::String, modifiers: 0 };
    if !view.slice(span).contains(['/', '\n', '\r']) {
        return out.push(piece);
    }
    for span in without_comments(view, span) {
        runs(view, Piece { span, ..piece }, |c| matches!(c, '\n' | '\r'), out);
    }
}

/// `reports to` without the comment that may stand in it.
fn without_comments(view: &View<'_>, span: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = span.start;
    for comment in view.tree.trivia.iter().filter(|t| span.start < t.span.start && t.span.end < span.end) {
        parts.push(Span { start, end: comment.span.start, ..span });
        start = comment.span.end;
    }
    parts.push(Span { start, ..span });
    parts
}

/// The parts of a piece between separators.
fn runs(view: &View<'_>, piece: Piece, separates: impl Fn(char) -> bool, out: &mut Vec<Piece>) {
    let mut start = piece.span.start;
    for part in view.slice(piece.span).split_inclusive(&separates) {
        let end = start + part.trim_end_matches(&separates).len() as u32;
        if end > start {
            out.push(Piece { span: Span { start, end, ..piece.span }, ..piece });
        }
        start += part.len() as u32;
    }
}

/// Counted on from piece to piece: a line may be long.
fn encoded(view: &View<'_>, pieces: &[Piece]) -> SemanticTokens {
    let encoding = view.world.encoding();
    let (mut last, mut offset) = (Position::default(), 0);
    let mut data = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let start = piece.span.start;
        let line = view.source.line_index(start) as u32;
        let between = view.source.text.get(offset as usize..start as usize).unwrap_or("");
        let same = line == last.line;
        let character = if same { last.character + encoding.width(between) } else { view.position(start).character };
        data.push(SemanticToken {
            delta_line: line - last.line,
            delta_start: if same { character - last.character } else { character },
            length: encoding.width(view.slice(piece.span)),
            token_type: piece.kind as u32,
            token_modifiers_bitset: piece.modifiers,
        });
        (last, offset) = (Position { line, character }, start);
    }
    SemanticTokens { result_id: None, data }
}
