//! Declarations of names that nothing declares yet.

use super::body::{self, Block, block_of};
use super::{Asked, Insertion, item, measure};
use crate::ast::{Comparand, DeclKind, Declaration, Item, Name, StatementKind};
use crate::diagnostic::{Diagnostic as Finding, Lang, Text, text};
use crate::ide::keywords::language_at;
use crate::ide::view::View;
use crate::model::{Model, Unresolved, Wanted};
use crate::parse::TokenKind;
use crate::parse::numerals::in_digits;
use crate::source::Span;
use crate::words;
use lsp_types::CodeAction;

/// A declaration for each name at hand that nothing declares, of each kind that fits its place.
pub(super) fn actions(asked: &Asked<'_>) -> Vec<CodeAction> {
    let resolved = asked.view.resolved();
    let here = resolved.model.unresolved.iter().filter(|u| asked.touches(u.at));
    let mut actions: Vec<CodeAction> = Vec::new();
    for action in here.flat_map(|name| of_name(asked, &resolved.model, name)) {
        // One declaration is enough for all places of a name.
        if actions.iter().all(|known| known.title != action.title) {
            actions.push(action);
        }
    }
    actions
}

fn of_name(asked: &Asked<'_>, model: &Model<'_>, name: &Unresolved<'_>) -> Vec<CodeAction> {
    // The further places of a name belong to the finding about the first.
    let speaks = |f: &&Finding| f.code == "P002" && (f.span == name.at || f.related.iter().any(|l| l.span == name.at));
    let about: Vec<&Finding> = asked.findings.iter().copied().filter(speaks).collect();
    let offers = match &name.wanted {
        Wanted::Declaration(kinds) => {
            let kinds = likely_first(asked.view, name.at, kinds);
            let own = kinds.iter().filter_map(|kind| plain(asked.view, asked.view, *kind, name.at)).collect::<Vec<_>>();
            let used = used_files(asked.view);
            let lent = used.iter().flat_map(|file| kinds.iter().filter(|kind| holds(file, **kind)).filter_map(|kind| plain(asked.view, file, *kind, name.at)));
            let lent: Vec<Offer> = lent.collect();
            own.into_iter().chain(lent).collect()
        }
        Wanted::Compared(value) => compared(asked.view, name.at, value).into_iter().collect(),
        Wanted::Ladder(level) => vec![ladder(asked.view, name.at, level)],
        Wanted::Level(ladder) => level(asked.view, name.at, ladder).into_iter().collect(),
        Wanted::Step => step(asked.view, model, name.at).into_iter().collect(),
    };
    offers.into_iter().map(|(title, insertion)| asked.insertion(title.get(asked.view.lang).to_owned(), &about, insertion)).collect()
}

/// What is offered, and how.
type Offer = (Text, Insertion);

/// Behind `call` an outside body is meant more often than a post.
fn likely_first(view: &View<'_>, at: Span, kinds: &[DeclKind]) -> Vec<DeclKind> {
    let before = view.tokens().iter().copied().rev().filter(|t| t.span.end <= at.start);
    let word = before.map(|t| t.kind).find_map(|kind| if let TokenKind::Word(row) = kind { Some(row) } else { None });
    let mut kinds = kinds.to_vec();
    if matches!(word, Some("call" | "called")) {
        kinds.sort_by_key(|kind| *kind != DeclKind::Service);
    }
    kinds
}

/// The files that a file uses.
fn used_files<'v>(view: &View<'v>) -> Vec<View<'v>> {
    let imports = view.tree.items.iter().filter_map(|i| if let Item::Import(import) = i { Some(import) } else { None });
    let used = imports.filter_map(|import| view.world.project().target(import)).filter(|id| *id != view.id);
    used.filter_map(|id| view.world.view_of(id)).collect()
}

/// Whether a file is where things of this kind are declared.
fn holds(view: &View<'_>, kind: DeclKind) -> bool {
    let people = |k: DeclKind| matches!(k, DeclKind::Role | DeclKind::Group | DeclKind::Service | DeclKind::Shift);
    view.tree.items.iter().any(|i| matches!(i, Item::Declaration(d) if d.kind == kind || people(d.kind) && people(kind)))
}

/// A declaration of no more than its word and name.
fn plain(view: &View<'_>, into: &View<'_>, kind: DeclKind, at: Span) -> Option<Offer> {
    let name = view.slice(at);
    if kind == DeclKind::Terms {
        // `五分钟` is no vague word but a length of time to be written in digits.
        let own = view.id == into.id && in_digits(name).is_none();
        return Some((measure::title(name), measure::insertion(into, name, at.start).filter(|_| own)?));
    }
    let lang = if view.id == into.id { language_at(view, at.start) } else { language_at(into, into.source.text.len() as u32) };
    let text = format!("{} {name}", words::form(kind.row(), lang));
    Some((declared(kind, name, (view.id != into.id).then_some(&*into.source.name)), item::declaration(into, kind, &text, None)))
}

fn declared(kind: DeclKind, name: &str, file: Option<&str>) -> Text {
    let name = name.trim_matches('`');
    let (en, zh) = (words::form(kind.row(), Lang::En), words::form(kind.row(), Lang::Zh));
    match file.map(|f| f.rsplit('/').next().unwrap_or(f)) {
        None => text!("declare {en} `{name}`", "声明{zh} `{name}`"),
        Some(file) => text!("declare {en} `{name}` in `{file}`", "在 `{file}` 中声明{zh} `{name}`"),
    }
}

/// A gauge in the unit that it is compared in, or a ladder with the level that it is compared with.
fn compared(view: &View<'_>, at: Span, value: &Comparand) -> Option<Offer> {
    let lang = language_at(view, at.start);
    let unit = match value {
        Comparand::Name(level) => return Some(ladder(view, at, level)),
        Comparand::Duration(_) => words::form("un_time", lang).to_owned(),
        Comparand::Quantity(quantity) => written_unit(&quantity.unit),
    };
    let (kind, name) = (DeclKind::Gauge, view.slice(at));
    let head = format!("{} {name}", words::form(kind.row(), lang));
    let text = if unit.is_empty() { head } else { format!("{head} {{ {} {unit} }}", words::form("unit", lang)) };
    Some((declared(kind, name, None), item::declaration(view, kind, &text, None)))
}

/// A unit as the grammar reads it where it stands alone; in quotes where it is no name and no sign.
fn written_unit(unit: &str) -> String {
    let name = unit.chars().all(|c| c.is_alphabetic() || c == '_');
    let sign = matches!(unit, "%" | "‰" | "℃" | "℉" | "￥" | "¥" | "$");
    if name || sign { unit.to_owned() } else { format!("\"{unit}\"") }
}

fn ladder(view: &View<'_>, at: Span, level: &Name) -> Offer {
    let (lang, name, kind) = (language_at(view, at.start), view.slice(at), DeclKind::Levels);
    let (levels, word, level) = (words::form(kind.row(), lang), words::form("level", lang), view.slice(level.span));
    let text = format!("{levels} {name} {{ {word} {level} }}");
    (declared(kind, name, None), item::declaration(view, kind, &text, None))
}

/// One more level of a ladder, behind the others.
fn level(view: &View<'_>, at: Span, ladder: &Declaration) -> Option<Offer> {
    let file = view.world.view_of(ladder.span.file)?;
    let word = words::form("level", language_at(&file, ladder.span.start));
    let (name, of) = (view.slice(at), ladder.name.as_ref()?.text.as_str());
    let last = ladder.body.iter().rposition(|s| matches!(s.kind, StatementKind::Level(_)));
    let insertion = body::insert(&file, &[block_of(ladder)], last.map_or(ladder.body.len(), |i| i + 1), &format!("{word} {name}"), None)?;
    let bare = name.trim_matches('`');
    Some((text!("add level `{bare}` to `{of}`", "在分级 `{of}` 中添加级别 `{bare}`"), insertion))
}

/// One more step of the procedure around a place, or of the one that the drill around it rehearses.
fn step(view: &View<'_>, model: &Model<'_>, at: Span) -> Option<Offer> {
    let around = body::around(view.tree, at);
    let decl = procedure(view, model, at)?;
    let file = view.world.view_of(decl.span.file)?;
    // A step of the recovery stands there as well.
    let recovery = around.into_iter().filter(|b| b.row == "recovery" && decl.span.file == view.id);
    let blocks: Vec<Block<'_>> = [block_of(decl)].into_iter().chain(recovery).collect();
    let statements = blocks.last().map_or(&[] as &[_], |b| b.statements);
    let last = statements.iter().rposition(|s| matches!(s.kind, StatementKind::Step(_)));
    let later = |kind: &StatementKind| matches!(kind, StatementKind::Escalation(_) | StatementKind::Forbid(_) | StatementKind::Finish(_) | StatementKind::Recovery(_));
    let index = last.map_or_else(|| statements.iter().position(|s| later(&s.kind)).unwrap_or(statements.len()), |i| i + 1);
    let word = words::form("step", language_at(&file, decl.span.start));
    let (name, of) = (view.slice(at), decl.name.as_ref()?.text.as_str());
    let insertion = body::insert(&file, &blocks, index, &format!("{word} {name}"), None)?;
    let bare = name.trim_matches('`');
    Some((text!("add step `{bare}` to `{of}`", "在处置 `{of}` 中添加步骤 `{bare}`"), insertion))
}

fn procedure<'v>(view: &View<'v>, model: &Model<'_>, at: Span) -> Option<&'v Declaration> {
    let own = view.tree.items.iter().find_map(|i| if let Item::Declaration(d) = i { Some(d).filter(|d| d.span.start <= at.start && at.end <= d.span.end) } else { None })?;
    match own.kind {
        DeclKind::Procedure => Some(own),
        DeclKind::Drill => {
            let target = own.of.first()?;
            let named = view.declared_at(model.references.iter().find(|r| r.at == target.span)?.to)?;
            if let crate::ide::names::What::Declaration(decl) = named.what { Some(decl) } else { None }
        }
        DeclKind::Plan
        | DeclKind::Terms
        | DeclKind::Role
        | DeclKind::Group
        | DeclKind::Service
        | DeclKind::Shift
        | DeclKind::Signal
        | DeclKind::Gauge
        | DeclKind::Levels
        | DeclKind::Action
        | DeclKind::Document
        | DeclKind::Report
        | DeclKind::Exercise
        | DeclKind::Training
        | DeclKind::Routine
        | DeclKind::Supply => None,
    }
}
