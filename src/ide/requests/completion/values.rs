//! Values that are no names of the plan: vocabulary, regions, dates, rules, paths.

use super::context::Cursor;
use super::items::{Items, Offer};
use super::{names, times, words};
use crate::analysis::numbers::Region;
use crate::ast::{DeclKind, Item, Key};
use crate::check::RULES;
use crate::diagnostic::Lang;
use crate::ide::view::View;
use crate::parse::complete::{Length, Slot};
use crate::source::Span;
use crate::words as table;
use lsp_types::CompletionItemKind as Kind;

/// Values of an attribute.
pub(super) fn of_attribute(cursor: &Cursor<'_>, key: Key, items: &mut Items) {
    match key {
        Key::Hazard => vocabulary(cursor, "hz_", items),
        Key::Serves => vocabulary(cursor, "sv_", items),
        Key::Kind => vocabulary(cursor, "dk_", items),
        Key::Unit => {
            vocabulary(cursor, "un_", items);
            names::units(cursor).into_iter().for_each(|unit| items.add(Offer::new(unit, Kind::UNIT)));
        }
        Key::ReportsTo | Key::Deputy | Key::Leader | Key::Members => names::of_slot(cursor, &Slot::Post, items),
        Key::ReportedBy => names::reporters(cursor, items),
        Key::Audience => names::audience(cursor, items),
        Key::OnDuty => names::of_slot(cursor, &Slot::Shift, items),
        Key::Uses => names::of_slot(cursor, &Slot::Supply, items),
        Key::Every | Key::ReviewEvery | Key::CheckEvery => {
            times::lengths(cursor, Length::Period, items);
            names::of_slot(cursor, &Slot::Term, items);
        }
        Key::Effective => dates(cursor, &[0], items),
        Key::Region => regions(cursor, items),
        Key::Range => items.add(Offer::new("0..", Kind::VALUE)),
        Key::Timezone => items.add(Offer::new("\"Asia/Shanghai\"", Kind::VALUE)),
        Key::Cite | Key::Note | Key::Todo | Key::Org | Key::Family | Key::Version | Key::Source | Key::Part | Key::Scope | Key::Clauses | Key::AlsoCalled
        | Key::Except | Key::Location | Key::Fields | Key::Quantity | Key::Keep | Key::Phone | Key::Sms | Key::Radio | Key::Email | Key::Chat | Key::Broadcast | Key::InPerson => {}
    }
}

fn vocabulary(cursor: &Cursor<'_>, family: &str, items: &mut Items) {
    for word in table::family(family) {
        let mut offer = Offer::new(word.form(cursor.lang), Kind::ENUM_MEMBER);
        offer.filter = Some(words::typed_as(word.row, &offer.label));
        offer.detail = Some(match cursor.lang {
            Lang::En => word.form(Lang::Zh).to_owned(),
            Lang::Zh => word.form(Lang::En).to_owned(),
        });
        items.add(offer);
    }
}

/// Regions with the numbers that take an emergency there.
fn regions(cursor: &Cursor<'_>, items: &mut Items) {
    for region in Region::all() {
        let name = match cursor.view.lang {
            Lang::En => &region.en,
            Lang::Zh => &region.zh,
        };
        let mut offer = Offer::new(format!("{} ({name})", region.code), Kind::ENUM_MEMBER);
        offer.insert = region.code.to_string();
        offer.filter = Some(format!("{} {} {}", region.code, region.en, region.zh));
        items.add(offer);
    }
}

/// The date so many months from now.
pub(super) fn dates(cursor: &Cursor<'_>, months: &[u64], items: &mut Items) {
    let today = cursor.view.world.date();
    for date in months.iter().filter_map(|m| today.plus_months(*m)) {
        items.add(Offer::new(date.to_string(), Kind::VALUE));
    }
}

pub(super) fn version(_cursor: &Cursor<'_>, items: &mut Items) {
    items.add(Offer::new("1", Kind::VALUE));
}

/// Times of day of a shift; behind the first one the last.
pub(super) fn clocks(cursor: &Cursor<'_>, items: &mut Items) {
    let second = cursor.before.trim_end().ends_with(['-', '–', '—', '－', '~', '～']);
    let all: &[&str] = if second { &["20:00", "24:00"] } else { &["08:00-20:00", "20:00-08:00", "00:00-24:00"] };
    all.iter().for_each(|clock| items.add(Offer::new(*clock, Kind::VALUE)));
}

/// Comparison signs, where what stands before them can be compared.
pub(super) fn signs(cursor: &Cursor<'_>, subject: &str, items: &mut Items) {
    let Some(subject) = names::find(cursor, subject, &[DeclKind::Gauge, DeclKind::Levels]) else { return };
    let signs: &[&str] = if subject.kind == DeclKind::Levels { &[">=", "=", ">", "<=", "<", "!="] } else { &[">", ">=", "<", "<=", "=", "!="] };
    signs.iter().for_each(|sign| items.add(Offer::new(*sign, Kind::OPERATOR)));
}

/// Rules that can be waived; those that found something around the cursor first.
pub(super) fn rules(cursor: &Cursor<'_>, items: &mut Items) {
    let around = cursor.declaration().map(|d| d.span);
    let near = |span: Span| span.file == cursor.view.id && around.is_none_or(|a| a.start <= span.start && span.end <= a.end);
    let found: Vec<&str> = cursor.view.checked().diagnostics().iter().filter(|d| near(d.span)).map(|d| d.code).collect();
    let mut rules: Vec<_> = RULES.iter().filter(|r| r.can_be_waived()).collect();
    rules.sort_by_key(|r| !found.contains(&r.code));
    for rule in rules {
        let mut offer = Offer::new(rule.name, Kind::REFERENCE);
        offer.filter = Some(format!("{} {}", rule.name, rule.code));
        offer.detail = Some(rule.code.to_owned());
        offer.documentation = Some(match cursor.view.lang {
            Lang::En => rule.why.0.to_owned(),
            Lang::Zh => rule.why.1.to_owned(),
        });
        items.add(offer);
    }
}

/// Plan files that can be used, as paths from the folder of this one; what is used already is left out.
fn files(view: &View<'_>, place: Span) -> Vec<String> {
    let sources = view.world.project().sources();
    let name = |id| sources.get(id).map(|s| s.name.replace('\\', "/"));
    let own = name(view.id).unwrap_or_default();
    let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
    let imports = view.tree.items.iter().filter_map(|i| if let Item::Import(import) = i { Some(&import.path) } else { None });
    let used: Vec<&str> = imports.filter(|p| p.span.end < place.start || place.end < p.span.start).map(|p| p.text.as_str()).collect();
    let others = view.world.files().filter(|f| f.id != view.id).filter_map(|f| name(f.id));
    let inside = others.filter_map(|n| if folder.is_empty() { Some(n) } else { n.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned) });
    let mut files: Vec<String> = inside.filter(|path| path.ends_with(".plan") && !path.starts_with(['/', '.']) && !used.contains(&path.as_str())).collect();
    files.sort_by_key(|path| (path.matches('/').count(), path.clone()));
    files
}

/// Paths where the quotation marks stand already.
pub(super) fn paths(view: &View<'_>, place: Span) -> Items {
    let mut items = Items::in_text(view, place);
    let text = view.source.text.get(place.end as usize..).unwrap_or("");
    let close = if text.starts_with(['"', '”']) { "" } else { "\"" };
    for path in files(view, place) {
        let mut offer = Offer::new(path.clone(), Kind::FILE);
        offer.insert = path + close;
        items.add(offer);
    }
    items
}

pub(super) fn quoted_paths(cursor: &Cursor<'_>, items: &mut Items) {
    for path in files(cursor.view, cursor.place) {
        let mut offer = Offer::new(path.clone(), Kind::FILE);
        offer.insert = format!("\"{path}\"");
        items.add(offer);
    }
}
