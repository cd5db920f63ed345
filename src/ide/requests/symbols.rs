//! What a file declares, as an outline, and what all files declare, to be searched.

use crate::ast::{DeclKind, Declaration, File, Item, Name, Statement, StatementKind, Str};
use crate::ide::view::View;
use crate::ide::world::World;
use crate::source::Span;
use crate::words;
use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, OneOf, SymbolInformation, SymbolKind, WorkspaceSymbol, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};

/// Most symbols that are given for one search.
const MAX_FOUND: usize = 500;

/// One line of the outline.
struct Symbol {
    name: String,
    title: Option<String>,
    /// What is shown behind the name: the title, or what else says most.
    detail: Option<String>,
    kind: SymbolKind,
    full: Span,
    /// What is marked when it is chosen.
    select: Span,
    /// Whether it is a part that only holds others: `terms`, `recovery`.
    holder: bool,
    inner: Vec<Symbol>,
}

/// The outline of a file.
#[must_use]
pub fn of_document(view: &View<'_>, _params: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let outline = outline(view);
    let symbols = view.world.client().text_document.as_ref().and_then(|d| d.document_symbol.as_ref());
    if symbols.and_then(|s| s.hierarchical_document_symbol_support) == Some(true) {
        return Some(outline.into_iter().map(|symbol| nested(view, symbol)).collect::<Vec<_>>().into());
    }
    let mut flat = Vec::new();
    flatten(&outline, None, &mut |symbol, container| flat.extend(information(view, symbol, container)));
    Some(flat.into())
}

/// What all files declare, searched.
#[must_use]
pub fn of_workspace(world: &World, params: &WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    let query: Vec<char> = lower(&params.query).filter(|c| !c.is_whitespace()).collect();
    let mut found = Vec::new();
    for view in world.files().filter_map(|file| world.view_of(file.id)) {
        let plan = plan_name(view.tree);
        flatten(&outline(&view), plan, &mut |symbol, container| {
            let rank = [Some(&symbol.name), symbol.title.as_ref()].into_iter().flatten().filter_map(|text| rank(&query, text)).min();
            let container = container.filter(|_| symbol.kind != SymbolKind::MODULE);
            found.extend(rank.filter(|_| !symbol.holder).and_then(|rank| Some((rank, found_symbol(&view, symbol, container)?))));
        });
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.truncate(MAX_FOUND);
    Some(WorkspaceSymbolResponse::Nested(found.into_iter().map(|(_, symbol)| symbol).collect()))
}

fn outline(view: &View<'_>) -> Vec<Symbol> {
    let declarations = view.tree.items.iter().filter_map(|item| if let Item::Declaration(decl) = item { Some(decl) } else { None });
    declarations.filter_map(|decl| declaration(view, decl)).collect()
}

fn declaration(view: &View<'_>, decl: &Declaration) -> Option<Symbol> {
    let symbol = |name, select| Symbol { inner: inside(view, &decl.body), ..Symbol::new(name, kind(decl.kind), decl.span, select) };
    Some(match (decl.kind, &decl.name) {
        (DeclKind::Drill, _) => {
            let name = shown(decl.title.as_ref()).unwrap_or_else(|| words::form(DeclKind::Drill.row(), view.lang).to_owned());
            let of = decl.of.first().map(|procedure| procedure.text.to_string());
            Symbol { detail: of, ..symbol(name, decl.title.as_ref().map_or(decl.head, |t| t.span)) }
        }
        (DeclKind::Terms, _) => Symbol { holder: true, ..symbol(view.slice(decl.head).to_owned(), decl.head) },
        (_, Some(name)) => symbol(name.text.to_string(), name.span).titled(decl.title.as_ref()),
        (_, None) => return None,
    })
}

/// Steps, levels and measured words, and the steps of a recovery in their own part.
fn inside(view: &View<'_>, body: &[Statement]) -> Vec<Symbol> {
    body.iter().filter_map(|statement| part(view, statement)).collect()
}

fn part(view: &View<'_>, statement: &Statement) -> Option<Symbol> {
    let symbol = |name: &Name, kind| Symbol::new(name.text.to_string(), kind, statement.span, name.span);
    if let StatementKind::Step(step) = &statement.kind {
        Some(symbol(&step.name, SymbolKind::METHOD).titled(step.title.as_ref()))
    } else if let StatementKind::Level(level) = &statement.kind {
        Some(symbol(&level.name, SymbolKind::ENUM_MEMBER).titled(level.title.as_ref()))
    } else if let StatementKind::Term(term) = &statement.kind {
        let measure = term.measure.as_ref().map(|d| view.slice(d.span).to_owned());
        Some(Symbol { detail: measure, ..symbol(&term.name, SymbolKind::CONSTANT) })
    } else if let StatementKind::Recovery(recovery) = &statement.kind {
        let word = view.slice(recovery.head).to_owned();
        let inner = inside(view, &recovery.body);
        Some(Symbol { holder: true, inner, ..Symbol::new(word, SymbolKind::NAMESPACE, statement.span, recovery.head) })
    } else {
        None
    }
}

impl Symbol {
    fn new(name: String, kind: SymbolKind, full: Span, select: Span) -> Self {
        Self { name, title: None, detail: None, kind, full, select, holder: false, inner: Vec::new() }
    }

    fn titled(self, title: Option<&Str>) -> Self {
        Self { title: shown(title), detail: shown(title), ..self }
    }
}

fn kind(kind: DeclKind) -> SymbolKind {
    match kind {
        DeclKind::Plan => SymbolKind::MODULE,
        DeclKind::Terms => SymbolKind::NAMESPACE,
        DeclKind::Role | DeclKind::Group => SymbolKind::CLASS,
        DeclKind::Service => SymbolKind::INTERFACE,
        DeclKind::Shift => SymbolKind::CONSTANT,
        DeclKind::Signal => SymbolKind::EVENT,
        DeclKind::Gauge => SymbolKind::VARIABLE,
        DeclKind::Levels => SymbolKind::ENUM,
        DeclKind::Action => SymbolKind::OPERATOR,
        DeclKind::Document => SymbolKind::FILE,
        DeclKind::Report => SymbolKind::STRUCT,
        DeclKind::Procedure | DeclKind::Drill => SymbolKind::FUNCTION,
        DeclKind::Exercise | DeclKind::Training | DeclKind::Routine => SymbolKind::PROPERTY,
        DeclKind::Supply => SymbolKind::OBJECT,
    }
}

fn shown(title: Option<&Str>) -> Option<String> {
    title.map(|t| t.text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// Calls `each` with every symbol and the name of what it stands in.
fn flatten(symbols: &[Symbol], container: Option<&str>, each: &mut impl FnMut(&Symbol, Option<&str>)) {
    for symbol in symbols {
        each(symbol, container);
        let inner = if symbol.holder { container } else { Some(symbol.name.as_str()) };
        flatten(&symbol.inner, inner, each);
    }
}

fn nested(view: &View<'_>, symbol: Symbol) -> DocumentSymbol {
    let inner: Vec<DocumentSymbol> = symbol.inner.into_iter().map(|s| nested(view, s)).collect();
    #[allow(deprecated, reason = "the field must be given")]
    DocumentSymbol {
        name: symbol.name,
        detail: symbol.detail,
        kind: symbol.kind,
        tags: None,
        deprecated: None,
        range: view.range(symbol.full.to(symbol.select)),
        selection_range: view.range(symbol.select),
        children: (!inner.is_empty()).then_some(inner),
    }
}

fn information(view: &View<'_>, symbol: &Symbol, container: Option<&str>) -> Option<SymbolInformation> {
    #[allow(deprecated, reason = "the field must be given")]
    Some(SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol.kind,
        tags: None,
        deprecated: None,
        location: view.location(symbol.full)?,
        container_name: container.map(str::to_owned),
    })
}

/// Editors sift the answer by the shown name once more: what was found by its title must show it.
fn found_symbol(view: &View<'_>, symbol: &Symbol, container: Option<&str>) -> Option<WorkspaceSymbol> {
    let title = symbol.title.as_ref().filter(|title| **title != symbol.name);
    Some(WorkspaceSymbol {
        name: title.map_or_else(|| symbol.name.clone(), |title| format!("{} {title}", symbol.name)),
        kind: symbol.kind,
        tags: None,
        container_name: container.map(str::to_owned),
        location: OneOf::Left(view.location(symbol.select)?),
        data: None,
    })
}

fn plan_name(file: &File) -> Option<&str> {
    file.items.iter().find_map(|item| match item {
        Item::Declaration(decl) if decl.kind == DeclKind::Plan => decl.name.as_ref().map(|n| n.text.as_str()),
        Item::Declaration(_) | Item::Language { .. } | Item::Import(_) | Item::Statement(_) => None,
    })
}

/// How well a text fits: the same, beginning so, holding it, holding its letters in this order.
fn rank(query: &[char], text: &str) -> Option<u8> {
    let text: Vec<char> = lower(text).filter(|c| !c.is_whitespace()).collect();
    if text == query {
        return Some(0);
    }
    if text.starts_with(query) {
        return Some(1);
    }
    if text.windows(query.len().max(1)).any(|part| part == query) {
        return Some(2);
    }
    let mut letters = text.iter();
    query.iter().all(|wanted| letters.any(|c| c == wanted)).then_some(3)
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}
