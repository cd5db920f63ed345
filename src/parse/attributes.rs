//! Which attribute may stand where, and what values it takes. Grammar and reader see one kind of attribute; the
//! table here gives a precise message where the grammar could only say "syntax error".

use super::build::Builder;
use crate::ast::{Attribute, DeclKind, Key, StatementKind, Value, ValueKind};
use crate::diagnostic::{Lang, Text, text};
use crate::source::Span;
use crate::words;

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Outside every declaration.
    File,
    /// In the body of a declaration.
    Declaration(DeclKind),
    /// In `terms { … }`.
    Terms,
    /// In the body of a level.
    Level,
    /// In the body of a prohibition.
    Forbid,
    /// In a step.
    Step,
    /// In `recovery { … }`.
    Recovery,
}

/// What values an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Text,
    Texts,
    Name,
    Names,
    /// Names or texts: kinds of services and hazards.
    Words,
    Period,
    Date,
    Quantity,
    Range,
    Unit,
}

const EVERYWHERE: &[Key] = &[Key::Cite, Key::Note, Key::Todo];
const CHANNELS: &[Key] = &[Key::Phone, Key::Sms, Key::Radio, Key::Email, Key::Chat, Key::Broadcast, Key::InPerson];

/// The attributes that may stand in a place, besides `cite`, `note` and `todo`.
#[must_use]
pub fn allowed_keys(place: Place) -> Vec<Key> {
    let own: &[Key] = match place {
        Place::File | Place::Terms | Place::Level | Place::Forbid | Place::Recovery => &[],
        Place::Step => &[Key::Uses],
        Place::Declaration(kind) => match kind {
            DeclKind::Plan => &[
                Key::Org, Key::Family, Key::Region, Key::Timezone, Key::Version, Key::Effective, Key::ReviewEvery, Key::Source,
                Key::Part, Key::Scope, Key::Clauses, Key::AlsoCalled,
            ],
            DeclKind::Role | DeclKind::Group => {
                &[Key::ReportsTo, Key::Deputy, Key::Leader, Key::Members, Key::OnDuty, Key::AlsoCalled]
            }
            DeclKind::Service => &[Key::Serves, Key::AlsoCalled],
            DeclKind::Signal => &[Key::Hazard, Key::ReportedBy, Key::AlsoCalled],
            DeclKind::Gauge => &[Key::Unit, Key::Range, Key::Except, Key::ReportedBy],
            DeclKind::Document => &[Key::Kind, Key::Location, Key::AlsoCalled],
            DeclKind::Report => &[Key::Fields],
            DeclKind::Procedure => &[Key::Scope, Key::Hazard, Key::AlsoCalled],
            DeclKind::Exercise | DeclKind::Training | DeclKind::Routine => &[Key::Every, Key::Keep, Key::Audience],
            DeclKind::Supply => &[Key::Quantity, Key::CheckEvery, Key::Location],
            DeclKind::Terms | DeclKind::Shift | DeclKind::Levels | DeclKind::Action | DeclKind::Drill => &[],
        },
    };
    let channels = matches!(place, Place::Declaration(DeclKind::Role | DeclKind::Group | DeclKind::Service));
    let not_here = |key: &Key| matches!((place, key), (Place::Declaration(DeclKind::Role), Key::Leader | Key::Members));
    own.iter().copied().filter(|k| !not_here(k)).chain(CHANNELS.iter().copied().filter(|_| channels)).collect()
}

pub(super) fn takes(key: Key) -> Takes {
    match key {
        Key::Org | Key::Family | Key::Timezone | Key::Version | Key::Location => Takes::Text,
        Key::Cite | Key::Note | Key::Todo | Key::Source | Key::Scope | Key::Clauses | Key::AlsoCalled | Key::Except | Key::Fields
        | Key::Keep => Takes::Texts,
        Key::Phone | Key::Sms | Key::Radio | Key::Email | Key::Chat | Key::Broadcast | Key::InPerson => Takes::Texts,
        Key::Region | Key::Kind => Takes::Name,
        Key::Deputy | Key::Leader | Key::Members | Key::OnDuty | Key::ReportedBy | Key::Audience | Key::Uses | Key::ReportsTo => Takes::Names,
        Key::Serves | Key::Hazard => Takes::Words,
        Key::ReviewEvery | Key::CheckEvery | Key::Every => Takes::Period,
        Key::Effective => Takes::Date,
        Key::Part | Key::Quantity => Takes::Quantity,
        Key::Range => Takes::Range,
        Key::Unit => Takes::Unit,
    }
}

fn fits(takes: Takes, value: &ValueKind) -> bool {
    match value {
        ValueKind::Text(_) => matches!(takes, Takes::Text | Takes::Texts | Takes::Words | Takes::Unit),
        ValueKind::Name(_) => matches!(takes, Takes::Name | Takes::Names | Takes::Words | Takes::Unit | Takes::Period),
        ValueKind::Date(_) => takes == Takes::Date,
        ValueKind::Duration(_) => matches!(takes, Takes::Period | Takes::Quantity),
        ValueKind::Quantity(_) => takes == Takes::Quantity,
        ValueKind::Range(..) => takes == Takes::Range,
        ValueKind::Unit(_) => takes == Takes::Unit,
    }
}

/// What the reader is told to write after an attribute's word.
#[must_use]
pub fn wanted_by(key: Key) -> Text {
    wanted(takes(key))
}

fn wanted(takes: Takes) -> Text {
    match takes {
        Takes::Text | Takes::Texts => text!("text in quotes", "引号中的文字"),
        Takes::Name => text!("a name without quotes", "不带引号的名称"),
        Takes::Names => text!("declared names without quotes", "已声明的名称，不带引号"),
        Takes::Words => text!("a known word such as `fire`, or text in quotes", "已知的词，例如 `火灾`，或引号中的文字"),
        Takes::Period => text!("a length of time with its unit, such as `6mo`", "带单位的时长，例如 `6个月`"),
        Takes::Date => text!("a date such as `2015-12-22`", "日期，例如 `2015-12-22`"),
        Takes::Quantity => text!("a number, such as `12具`", "数量，例如 `12具`"),
        Takes::Range => text!("a range, such as `0..` or `1..7`", "区间，例如 `0..` 或 `1..7`"),
        Takes::Unit => text!("a unit, such as `人`, `%` or `time`", "单位，例如 `人`、`%` 或 `时间`"),
    }
}

impl Builder<'_> {
    /// Whether an attribute may stand here with these values; says so where not.
    pub(super) fn check_attribute(&mut self, attribute: &Attribute, place: Place) -> bool {
        let key = attribute.key;
        if !EVERYWHERE.contains(&key) && !allowed_keys(place).contains(&key) {
            self.not_here(attribute, place);
            return false;
        }
        let takes = takes(key);
        let single = matches!(takes, Takes::Text | Takes::Name | Takes::Period | Takes::Date | Takes::Quantity | Takes::Range | Takes::Unit);
        if let Some(extra) = attribute.values.get(1).filter(|_| single) {
            let (en, zh) = (words::form(key.row(), Lang::En), words::form(key.row(), Lang::Zh));
            let message = text!("`{en}` takes one value", "`{zh}` 只能有一个值");
            self.error("P001", extra.span, message, text!("keep one of them", "只保留一个"));
        }
        match attribute.values.iter().find(|v| !fits(takes, &v.kind)) {
            Some(value) => {
                self.wrong_value(key, takes, value);
                false
            }
            None => true,
        }
    }

    fn wrong_value(&mut self, key: Key, takes: Takes, value: &Value) {
        let (en, zh) = (words::form(key.row(), Lang::En), words::form(key.row(), Lang::Zh));
        let wanted = wanted(takes);
        let message = Text { en: format!("`{en}` takes {}", wanted.en), zh: format!("`{zh}` 后应写{}", wanted.zh) };
        // `010-8001` is a number and then something else: the reader meant all of it.
        let mut span = value.span;
        if matches!(value.kind, ValueKind::Quantity(_) | ValueKind::Duration(_) | ValueKind::Date(_)) {
            let rest = self.twin.get(span.end as usize..).unwrap_or("");
            span.end += rest.find([' ', '\n', ',', ';', '{', '}', '"', '“']).unwrap_or(rest.len()) as u32;
        }
        let shown = self.source.get(span.range()).unwrap_or("");
        let bare = shown.trim_matches(['"', '“', '”']);
        let help = if matches!(takes, Takes::Text | Takes::Texts) {
            text!("put it in quotes: `{en} \"{bare}\"`", "加上引号：`{zh} \"{bare}\"`")
        } else if bare.len() < shown.len() {
            text!("write it without quotes: `{en} {bare}`", "去掉引号：`{zh} {bare}`")
        } else {
            Text { en: format!("write {}", wanted.en), zh: format!("请写{}", wanted.zh) }
        };
        self.error("P001", span, message, help);
    }

    fn not_here(&mut self, attribute: &Attribute, place: Place) {
        let row = attribute.key.row();
        let (en, zh) = (words::form(row, Lang::En), words::form(row, Lang::Zh));
        let at = place_name(place);
        let message = Text { en: format!("`{en}` may not stand in {}", at.en), zh: format!("`{zh}` 不能写在{}中", at.zh) };
        let keys = allowed_keys(place);
        let list = |lang| keys.iter().map(|k| format!("`{}`", words::form(k.row(), lang))).collect::<Vec<_>>();
        let help = if keys.is_empty() {
            text!("delete it, or move it into the declaration it belongs to", "删除它，或移到它所属的声明中")
        } else {
            Text {
                en: format!("{} may have {}", at.en, list(Lang::En).join(", ")),
                zh: format!("{}可以有 {}", at.zh, list(Lang::Zh).join("、")),
            }
        };
        self.error("P001", attribute.key_span, message, help);
    }

    /// Whether a statement that is no attribute may stand here; says so where not.
    pub(super) fn check_place(&mut self, kind: &StatementKind, span: Span, place: Place) -> bool {
        use DeclKind as D;
        let decl = match place {
            Place::Declaration(decl) => decl,
            Place::Forbid => D::Action,
            Place::File | Place::Terms | Place::Level | Place::Step | Place::Recovery => return true,
        };
        let (fits, en, zh) = match kind {
            StatementKind::Window(_) => (decl == D::Shift, "duty hours", "班次时段"),
            StatementKind::Flag(_) => (decl == D::Levels, "the order of levels", "分级的次序"),
            StatementKind::Level(_) => (decl == D::Levels, "a level", "级别"),
            StatementKind::Owner(_) => {
                (matches!(decl, D::Procedure | D::Exercise | D::Training | D::Routine | D::Supply | D::Document), "an owner", "负责人")
            }
            StatementKind::Attribute(_)
            | StatementKind::Waiver(_)
            | StatementKind::Term(_)
            | StatementKind::Start(_)
            | StatementKind::Step(_)
            | StatementKind::Escalation(_)
            | StatementKind::Forbid(_)
            | StatementKind::Finish(_)
            | StatementKind::Recovery(_)
            | StatementKind::Duty(_)
            | StatementKind::Automatic(_)
            | StatementKind::Limit(_)
            | StatementKind::Repeat(_)
            | StatementKind::Event(_)
            | StatementKind::Expectation(_) => return true,
        };
        if !fits {
            let at = place_name(place);
            let message = Text { en: format!("{en} may not stand in {}", at.en), zh: format!("{zh}不能写在{}中", at.zh) };
            self.error("P001", span, message, text!("move it into the declaration it belongs to", "移到它所属的声明中"));
        }
        fits
    }
}

/// What a reader calls a place: `a role`, `岗位`.
pub(super) fn place_name(place: Place) -> Text {
    let row = match place {
        Place::File => return text!("the file outside every declaration", "文件的最外层"),
        Place::Level => return text!("a level", "级别"),
        Place::Forbid => return text!("a prohibition", "禁令"),
        Place::Step => return text!("a step", "步骤"),
        Place::Recovery => return text!("`recovery`", "`善后`"),
        Place::Terms => return text!("`terms`", "`用语`"),
        Place::Declaration(kind) => kind.row(),
    };
    let en = words::form(row, Lang::En);
    let article = if en.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    Text { en: format!("{article} `{en}`"), zh: format!("`{}`", words::form(row, Lang::Zh)) }
}
