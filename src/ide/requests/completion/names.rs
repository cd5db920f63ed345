//! Names of the kind that fits.

use super::context::Cursor;
use super::items::{Items, Offer};
use super::values;
use crate::ast::{DeclKind, Declaration, Key, Str, ValueKind};
use crate::diagnostic::Lang;
use crate::ide::keywords::language;
use crate::ide::names::{Named, What, declared, is_plain};
use crate::model::{VAGUE_WORDS, texts, values as values_of};
use crate::parse::complete::{Slot, is_plain_name};
use crate::words;
use lsp_types::CompletionItemKind as Kind;
use smol_str::SmolStr;

use DeclKind as D;

/// Longest declaration that is shown beside its name, in bytes.
const MAX_SHOWN: usize = 400;

const ROLES: &[D] = &[D::Role, D::Group];
const POSTS: &[D] = &[D::Role, D::Group, D::Service];
const FACTS: &[D] = &[D::Signal, D::Gauge, D::Levels];

/// Names that fit a place of the grammar.
pub(super) fn of_slot(cursor: &Cursor<'_>, slot: &Slot, items: &mut Items) {
    match slot {
        Slot::New => {}
        Slot::NewTerm => vague(cursor, items),
        Slot::Actor => {
            of_kinds(cursor, POSTS, items);
            anybody(cursor, &["anyone", "everyone", "someone"], items);
        }
        Slot::Barred => {
            anybody(cursor, &["everyone"], items);
            of_kinds(cursor, POSTS, items);
            anybody(cursor, &["anyone"], items);
        }
        Slot::Target => {
            of_kinds(cursor, POSTS, items);
            anybody(cursor, &["everyone"], items);
        }
        Slot::Counted => of_kinds(cursor, &[D::Group, D::Role], items),
        Slot::Post => of_kinds(cursor, ROLES, items),
        Slot::Party => of_kinds(cursor, POSTS, items),
        Slot::Shift => of_kinds(cursor, &[D::Shift], items),
        Slot::Fact => of_kinds(cursor, FACTS, items),
        Slot::Level(ladder) => levels(cursor, ladder, items),
        Slot::Signal => of_kinds(cursor, &[D::Signal], items),
        Slot::Gauge => of_kinds(cursor, &[D::Gauge], items),
        Slot::Ladder => of_kinds(cursor, &[D::Levels], items),
        Slot::Step => steps(cursor, items),
        Slot::Clock => {
            steps(cursor, items);
            of_kinds(cursor, &[D::Signal], items);
        }
        Slot::Procedure => of_kinds(cursor, &[D::Procedure], items),
        Slot::Activated => of_kinds(cursor, &[D::Procedure, D::Document], items),
        Slot::Document => of_kinds(cursor, &[D::Document], items),
        Slot::Form => of_kinds(cursor, &[D::Report], items),
        Slot::Supply => of_kinds(cursor, &[D::Supply], items),
        Slot::Action => of_kinds(cursor, &[D::Action], items),
        Slot::Term | Slot::Limit => terms(cursor, items),
        Slot::Rule => values::rules(cursor, items),
    }
}

/// Who reports a signal or gauge: whoever sees it may.
pub(super) fn reporters(cursor: &Cursor<'_>, items: &mut Items) {
    of_kinds(cursor, POSTS, items);
    anybody(cursor, &["anyone", "everyone"], items);
}

/// Who is trained.
pub(super) fn audience(cursor: &Cursor<'_>, items: &mut Items) {
    of_kinds(cursor, ROLES, items);
    anybody(cursor, &["everyone"], items);
}

/// Everything that the plan declares, this file first.
fn all<'v>(cursor: &Cursor<'v>) -> Vec<Named<'v>> {
    cursor.view.files().into_iter().flat_map(declared).collect()
}

/// Names of declarations, kind after kind. What is being declared does not name itself.
fn of_kinds(cursor: &Cursor<'_>, kinds: &[D], items: &mut Items) {
    let own = cursor.declaration().map(|d| d.span);
    for kind in kinds {
        for named in all(cursor) {
            let What::Declaration(decl) = named.what else { continue };
            if decl.kind == *kind && Some(decl.span) != own {
                let aliases: Vec<&SmolStr> = texts(&decl.body, Key::AlsoCalled).map(|t| t.0).collect();
                add(cursor, &named, decl.title.as_ref(), kind.row(), &aliases, items);
            }
        }
    }
}

/// Steps of the procedure around the cursor, or of the one a scenario is about, but for the step that is being written.
fn steps(cursor: &Cursor<'_>, items: &mut Items) {
    let Some(around) = cursor.declaration() else { return };
    let own = cursor.spot.statement.map(|s| s as u32);
    for named in all(cursor) {
        let What::Step(step, decl) = named.what else { continue };
        let rehearsed = around.kind == D::Drill && around.of.iter().any(|of| decl.name.as_ref().is_some_and(|n| n.text == of.text));
        let itself = named.name.span.file == cursor.view.id && Some(named.full.start) == own;
        if (rehearsed || decl.span == around.span) && !itself {
            add(cursor, &named, step.title.as_ref(), "step", &[], items);
        }
    }
}

fn levels(cursor: &Cursor<'_>, ladder: &str, items: &mut Items) {
    for named in all(cursor) {
        let What::Level(level, decl) = named.what else { continue };
        if decl.name.as_ref().is_some_and(|n| n.text == ladder) {
            add(cursor, &named, level.title.as_ref(), "level", &[], items);
        }
    }
}

/// Vague words that have a measure.
fn terms(cursor: &Cursor<'_>, items: &mut Items) {
    for named in all(cursor).into_iter().filter(|_| !cursor.is_number()) {
        if let What::Term(term) = named.what {
            let mut offer = Offer::new(named.name.text.as_str(), Kind::CONSTANT);
            offer.detail = term.measure.as_ref().map(|m| cursor.view.slice(m.span).to_owned());
            items.add_name(&named.name.text, is_plain_name(&named.name.text), offer);
        }
    }
}

/// Words known to be vague: a limit that is one of them is reported until it is measured.
pub(super) fn vague(cursor: &Cursor<'_>, items: &mut Items) {
    if cursor.is_number() {
        return;
    }
    let measured: Vec<&str> = all(cursor).iter().filter(|n| matches!(n.what, What::Term(_))).map(|n| n.name.text.as_str()).collect();
    let detail = match cursor.view.lang {
        Lang::En => "vague word without a measure",
        Lang::Zh => "尚未量化的含糊用语",
    };
    for word in VAGUE_WORDS.iter().filter(|w| language(w) == cursor.lang && !measured.contains(*w)) {
        let mut offer = Offer::new(*word, Kind::TEXT);
        offer.detail = Some(detail.to_owned());
        items.add_name(word, is_plain_name(word), offer);
    }
}

/// Words that stand for people without naming a post.
fn anybody(cursor: &Cursor<'_>, rows: &[&str], items: &mut Items) {
    rows.iter().for_each(|row| super::words::word(cursor, row, items));
}

fn add(cursor: &Cursor<'_>, named: &Named<'_>, title: Option<&Str>, row: &str, aliases: &[&SmolStr], items: &mut Items) {
    let (name, title) = (named.name, title.map(|t| t.text.as_str()).filter(|t| !t.is_empty() && *t != named.name.text));
    let label = match title {
        Some(title) => format!("{} ({title})", name.text),
        None => name.text.to_string(),
    };
    let mut offer = Offer::new(label, kind_of(row));
    offer.detail = Some(words::form(row, cursor.view.lang).to_owned());
    let also = aliases.iter().map(|a| a.as_str());
    offer.filter = Some([name.text.as_str()].into_iter().chain(title).chain(also).collect::<Vec<_>>().join(" "));
    offer.documentation = documentation(cursor, named);
    items.add_name(&name.text, is_plain(&name.text), offer);
}

/// The doc comment of a declaration and the declaration itself, or its first line where it is long.
fn documentation(cursor: &Cursor<'_>, named: &Named<'_>) -> Option<String> {
    let doc = match named.what {
        What::Declaration(decl) => decl.doc.as_deref(),
        What::Step(step, _) => step.doc.as_deref(),
        What::Level(..) | What::Term(_) => None,
    };
    let text = cursor.view.slice(named.full);
    let shown = if text.len() <= MAX_SHOWN { text } else { text.lines().next().unwrap_or("").trim_end() };
    let parts: Vec<&str> = doc.into_iter().chain([shown]).collect();
    Some(parts.join("\n\n"))
}

fn kind_of(row: &str) -> Kind {
    match row {
        "role" => Kind::CLASS,
        "group" => Kind::MODULE,
        "service" => Kind::INTERFACE,
        "shift" => Kind::UNIT,
        "signal" => Kind::EVENT,
        "gauge" => Kind::VARIABLE,
        "levels" => Kind::ENUM,
        "level" => Kind::ENUM_MEMBER,
        "action" => Kind::OPERATOR,
        "document" => Kind::FILE,
        "report_form" => Kind::STRUCT,
        "procedure" => Kind::FUNCTION,
        "step" => Kind::METHOD,
        _ => Kind::PROPERTY,
    }
}

/// A declaration of one of some kinds by its name.
pub(super) fn find<'v>(cursor: &Cursor<'v>, name: &str, kinds: &[D]) -> Option<&'v Declaration> {
    all(cursor).into_iter().find_map(|n| match n.what {
        What::Declaration(decl) if n.name.text == name && kinds.contains(&decl.kind) => Some(decl),
        What::Declaration(_) | What::Step(..) | What::Level(..) | What::Term(_) => None,
    })
}

/// The unit of a gauge: `time` for a length of time, empty where it has none.
pub(super) fn unit_of(cursor: &Cursor<'_>, gauge: &str) -> Option<String> {
    let decl = find(cursor, gauge, &[D::Gauge])?;
    let unit = values_of(&decl.body, Key::Unit).find_map(|v| match &v.kind {
        ValueKind::Text(unit) | ValueKind::Name(unit) | ValueKind::Unit(unit) => Some(unit.to_string()),
        ValueKind::Date(_) | ValueKind::Duration(_) | ValueKind::Quantity(_) | ValueKind::Range(..) => None,
    });
    Some(unit.map_or_else(String::new, |unit| if words::is("un_time", &unit) { "time".to_owned() } else { unit }))
}

/// The units of all gauges.
pub(super) fn units(cursor: &Cursor<'_>) -> Vec<String> {
    let gauges = all(cursor).into_iter().filter_map(|n| match n.what {
        What::Declaration(decl) if decl.kind == D::Gauge => unit_of(cursor, &n.name.text),
        What::Declaration(_) | What::Step(..) | What::Level(..) | What::Term(_) => None,
    });
    gauges.filter(|unit| !unit.is_empty() && unit != "time").collect()
}
