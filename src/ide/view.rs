//! What a request looks at: one file of the world, and the plan it belongs to.

use super::names::{Named, declared};
use super::position::Encoding;
use super::world::World;
use crate::ast::File;
use crate::check::{Checked, Options, check};
use crate::diagnostic::Lang;
use crate::model::Reference;
use crate::parse::{Token, parse_with_tokens};
use crate::resolve::{Resolved, resolve};
use crate::source::{FileId, Source, Span};
use lsp_types::{Location, Position, Range};
use std::cell::OnceCell;

/// One file of the world, and the plan it belongs to.
#[derive(Debug)]
pub struct View<'a> {
    pub(super) world: &'a World,
    /// The file.
    pub id: FileId,
    pub(super) source: &'a Source,
    pub(super) tree: &'a File,
    pub(super) lang: Lang,
    tokens: OnceCell<Vec<Token>>,
}

impl<'a> View<'a> {
    pub(super) fn new(world: &'a World, id: FileId) -> Option<Self> {
        let (source, tree) = (world.project().sources().get(id)?, world.project().file(id)?);
        Some(Self { world, id, source, tree, lang: world.lang(), tokens: OnceCell::new() })
    }

    /// The world it looks at.
    #[must_use]
    pub fn world(&self) -> &'a World {
        self.world
    }

    fn encoding(&self) -> Encoding {
        self.world.encoding()
    }

    /// Byte offset of an editor's position in this file.
    pub(super) fn offset(&self, position: Position) -> u32 {
        self.encoding().offset(self.source, position)
    }

    pub(super) fn position(&self, offset: u32) -> Position {
        self.encoding().position(self.source, offset)
    }

    /// Place of an editor's range in this file.
    pub(super) fn span(&self, range: Range) -> Span {
        Span { file: self.id, start: self.offset(range.start), end: self.offset(range.end) }
    }

    /// Range of a place in this file or any other.
    pub(super) fn range(&self, span: Span) -> Range {
        self.world.range(span)
    }

    pub(super) fn location(&self, span: Span) -> Option<Location> {
        self.world.location(span)
    }

    /// Text under a place in this file or any other.
    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.world.project().sources().slice(span)
    }

    /// The words of this file in order.
    pub(super) fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| if self.source.is_too_large() { Vec::new() } else { parse_with_tokens(self.source, self.id).1 })
    }

    /// The token under an offset; between two that touch, the name rather than the sign.
    pub(super) fn token_at(&self, offset: u32) -> Option<Token> {
        let touching = |t: &Token| t.span.start <= offset && offset <= t.span.end;
        let inside = |t: &Token| (!matches!(t.kind, crate::parse::TokenKind::Sign(_)), t.span.start);
        self.tokens().iter().copied().filter(touching).max_by_key(inside)
    }

    /// The plan this file is read with: itself, or the first that uses it.
    pub(super) fn plan(&self) -> FileId {
        self.world.plan_of(self.id)
    }

    /// That plan, resolved.
    pub(super) fn resolved(&self) -> Resolved<'a> {
        let project = self.world.project();
        let unit = project.unit(self.plan());
        resolve(project.sources(), &unit.files, unit.incomplete)
    }

    /// That plan, checked.
    pub(super) fn checked(&self) -> Checked<'a> {
        check(self.world.project(), self.plan(), Options { as_of: self.world.date() })
    }

    /// The files of that plan, this one first.
    pub(super) fn files(&self) -> Vec<&'a File> {
        let mut files = self.world.project().unit(self.plan()).files;
        files.sort_by_key(|f| f.id != self.id);
        files
    }

    /// What is declared under this name's place.
    pub(super) fn declared_at(&self, name: Span) -> Option<Named<'a>> {
        let file = self.world.project().file(name.file)?;
        declared(file).into_iter().find(|n| n.name.span == name)
    }

    /// The name under an offset, where it is used or declared, and what it stands for.
    pub(super) fn named_at(&self, offset: u32, references: &[Reference]) -> Option<(Span, Named<'a>)> {
        let under = |span: &Span| span.file == self.id && span.start <= offset && offset <= span.end;
        if let Some(reference) = references.iter().find(|r| under(&r.at)) {
            return Some((reference.at, self.declared_at(reference.to)?));
        }
        declared(self.tree).into_iter().find(|n| under(&n.name.span)).map(|n| (n.name.span, n))
    }
}
