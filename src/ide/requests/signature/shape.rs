//! The shape of a duty: its parts in order, each with the word that leads it.

use crate::diagnostic::{Lang, Text, text};
use crate::words;

/// What one part of a duty says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Actor,
    Modal,
    Act,
    Callee,
    Who,
    Channel,
    Form,
    Words,
    Into,
    KeptFor,
    Procedure,
    Deed,
    Time,
    Clock,
    Else,
    By,
    Every,
}

impl Part {
    /// What stands for it in a signature.
    fn placeholder(self) -> Text {
        match self {
            Self::Actor => text!("ACTOR", "岗位"),
            Self::Modal => text!("", ""),
            Self::Act => text!("ACT", "行为"),
            Self::Callee => text!("WHO|\"NUMBER\"", "对象|\"号码\""),
            Self::Who | Self::By => text!("WHO", "对象"),
            Self::Channel => text!("CHANNEL", "渠道"),
            Self::Form => text!("[FORM]", "[报告单]"),
            Self::Words => text!("\"…\"", "\"…\""),
            Self::Into => text!("DOCUMENT", "文件"),
            Self::KeptFor | Self::Time | Self::Every => text!("TIME", "时长"),
            Self::Procedure => text!("PROCEDURE", "处置"),
            Self::Deed => text!("\"…\"|ACTION", "\"…\"|动作"),
            Self::Clock => text!("CLOCK", "起算点"),
            Self::Else => text!("…", "…"),
        }
    }

    /// What is written there.
    pub(super) fn doc(self) -> Text {
        match self {
            Self::Actor => text!(
                "who acts: a role, group or service; several with commas; or `anyone`, `everyone`, `any of A, B`",
                "由谁执行：角色、小组或外援，几个之间用逗号；也可写 `任何人`、`所有人`、`任一 A, B`"
            ),
            Self::Modal => text!(
                "how binding it is: only `must` can become overdue, `may` never holds up the end",
                "约束程度：只有“应”才会超时，“可”不妨碍终止"
            ),
            Self::Act => text!("what is done", "做什么"),
            Self::Callee => text!("who is telephoned: a post with a number, or a number in quotes", "拨打给谁：有电话的岗位，或引号中的号码"),
            Self::Who => text!("who is addressed: roles, groups or services, with commas", "对象：角色、小组或外援，几个之间用逗号"),
            Self::Channel => text!("how: one or several channels, with commas", "方式：一种或几种渠道，用逗号分开"),
            Self::Form => text!("which report, where one is declared; it may be left out", "报告单的名称，没有声明的可以不写"),
            Self::Words => text!("in words, in quotes", "用引号写出内容"),
            Self::Into => text!("where it is written: a document, or a form in quotes", "记在哪里：文件，或引号中的表单名称"),
            Self::KeptFor => text!("how long it is kept", "保存多久"),
            Self::Procedure => text!("which procedure or document starts", "启用哪个处置或文件"),
            Self::Deed => text!("what is done: in words in quotes, or a declared action", "做什么：引号中的文字，或已声明的动作"),
            Self::Time => text!("the limit: a time, or a word measured in `terms`", "时限：时长，或“用语”中量化过的词"),
            Self::Clock => text!(
                "from when the limit counts: the start, a step that is done, a signal; left out, from the moment the step becomes due",
                "自何时起算：启动、某步骤完成、某信号发出；不写则自步骤到期起算"
            ),
            Self::Else => text!(
                "what follows when the limit passes: `escalate to`, `notify`, `activate` or `do`",
                "超时之后怎么办：`升级至`、`通知`、`启用`或`执行`"
            ),
            Self::By => text!("who hands it up", "由谁上报"),
            Self::Every => text!("how often the duty comes again", "每隔多久再做一次"),
        }
    }
}

/// One part with the row of its leading word, and the brackets around both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) part: Part,
    /// Row of the keyword table; empty where no word leads.
    pub(super) lead: &'static str,
    /// Brackets before and after.
    around: (&'static str, &'static str),
    /// Follows `else`.
    otherwise: bool,
}

const fn segment(part: Part, lead: &'static str) -> Segment {
    Segment { part, lead, around: ("", ""), otherwise: false }
}

const fn optional(part: Part, lead: &'static str) -> Segment {
    Segment { part, lead, around: ("[", "]"), otherwise: false }
}

/// The acts, by the row of their first word, with their parts.
pub(super) static ACTS: [(&str, &[Segment]); 8] = [
    ("call", &[segment(Part::Callee, "call")]),
    ("notify", &[segment(Part::Who, "notify"), optional(Part::Channel, "by_channel")]),
    ("report", &[segment(Part::Form, "report"), segment(Part::Who, "to"), optional(Part::Channel, "by_channel")]),
    ("record", &[segment(Part::Words, "record"), optional(Part::Into, "in")]),
    ("preserve", &[segment(Part::Words, "preserve"), optional(Part::KeptFor, "keep_for")]),
    ("activate", &[segment(Part::Procedure, "activate")]),
    ("request", &[segment(Part::Who, "request")]),
    ("do", &[segment(Part::Deed, "do")]),
];

/// What may follow `else`.
pub(super) static OTHERWISE: [&str; 4] = ["escalate_to", "activate", "notify", "do"];

static ESCALATE: [Segment; 2] = [segment(Part::Who, "escalate_to"), optional(Part::By, "by")];

/// The parts of an act; an unknown one has none.
fn act(row: &str) -> &'static [Segment] {
    if row == "escalate_to" { &ESCALATE } else { ACTS.iter().find(|a| a.0 == row).map_or(&[], |a| a.1) }
}

/// A duty, as far as its words are known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    /// Row of the modal.
    pub(super) modal: Option<&'static str>,
    /// Row of the act.
    pub(super) act: Option<&'static str>,
    /// Row of what follows `else`.
    pub(super) otherwise: Option<&'static str>,
}

impl Shape {
    /// The parts in order.
    pub(super) fn segments(&self) -> Vec<Segment> {
        let mut all = vec![segment(Part::Actor, ""), segment(Part::Modal, "")];
        match self.act {
            Some(row) => all.extend(act(row)),
            None => all.push(segment(Part::Act, "")),
        }
        all.push(Segment { around: ("[", ""), ..segment(Part::Time, "within") });
        all.push(optional(Part::Clock, "of"));
        let mut last = self.otherwise.map_or_else(|| vec![optional(Part::Else, "else")], |row| after_else(act(row)));
        if let Some(end) = last.last_mut() {
            end.around.1 = if end.around.1 == "]]" { "]]]" } else { "]]" };
        }
        all.extend(last);
        all.push(optional(Part::Every, "repeat"));
        all
    }

    /// The words of one part.
    pub(super) fn shown(&self, segment: &Segment, lang: Lang) -> String {
        if segment.part == Part::Modal {
            let rows: &[&str] = self.modal.as_ref().map_or(&MODALS, std::slice::from_ref);
            return rows.iter().map(|row| words::form(row, lang)).collect::<Vec<_>>().join("|");
        }
        let otherwise = if segment.otherwise { words::form("else", lang) } else { "" };
        let placeholder = segment.part.placeholder();
        let parts = [otherwise, words::form(segment.lead, lang), placeholder.get(lang)];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What the whole is about.
    pub(super) fn doc(&self) -> Text {
        match self.act {
            Some("call") => text!("telephone somebody", "打电话"),
            Some("notify") => text!("tell somebody, by some channel", "通知某人，可写明渠道"),
            Some("report") => text!("give a report to somebody", "向某人报告"),
            Some("record") => text!("write something down", "记录"),
            Some("preserve") => text!("keep something unchanged", "保持原状，不得改动"),
            Some("activate") => text!("start another procedure, or a plan that is a document", "启用另一个处置，或作为文件的预案"),
            Some("request") => text!("ask somebody for approval", "请求批准"),
            Some("do") => text!("any other act", "其他行为"),
            Some(_) | None => text!("who must do what, how fast, and what follows when it is late", "谁应做什么、多快做完、超时之后怎么办"),
        }
    }
}

/// Rows of the modals; the longer spelling before the one it begins with.
pub(super) const MODALS: [&str; 4] = ["must", "should", "may", "must_not"];

/// The parts of an act behind `else`: the brackets of `else` open before the first, and close with those of the limit after the last.
fn after_else(act: &[Segment]) -> Vec<Segment> {
    let mut all = act.to_vec();
    if let Some(first) = all.first_mut() {
        (first.otherwise, first.around.0) = (true, "[");
    }
    if let Some(last) = all.last_mut() {
        last.around.1 = if last.around.1.is_empty() { "]" } else { "]]" };
    }
    all
}

impl Segment {
    pub(super) fn around(&self) -> (&'static str, &'static str) {
        self.around
    }
}
