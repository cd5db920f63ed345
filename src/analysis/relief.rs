//! Acts that save people: a call for help, and getting people out of danger.

use super::numbers::{self, Kind, Region, shape};
use super::rescue::{ALARM, kinds_of, service_kinds};
use crate::ast::{Channel, Modal};
use crate::model::{Act, ActKind, Callee, Model, Parties, Party, Post, PostId, PostKind, Procedure, Step};
use smol_str::SmolStr;
use std::collections::HashMap;

/// A set of ways in which people are saved: the services that are called, as bits, and [`OUT`].
pub(crate) type Ways = u32;

/// People are got out.
pub(crate) const OUT: Ways = 1 << 31;

/// Words for getting people out.
const LEAVE: &[&str] = &[
    "撤离", "疏散", "逃生", "撤出", "撤到", "撤至", "离开现场", "evacuate", "evacuation", "everyone out", "everybody out", "people out",
    "leave the building", "clear the building",
];

/// Before these words nobody is saved by them: `检查有无未撤离人员`, `关闭报警`.
const NOT_AFTER: &[&str] = &["不", "未", "无", "是否", "车辆", "关闭", "消除", "解除", "误", "not ", "no "];

/// Neither behind them: `疏散通道`, `报警器`, `evacuation plan`.
const NOT_BEFORE: &[&str] = &[
    "通道", "路线", "线路", "出口", "口", "楼梯", "图", "指示", "标志", "标识", "预案", "方案", "计划", "演练", "演习", "训练", "培训", "知识",
    "车辆", "交通", "围观", "闲杂", "物资", "财物", "器", "系统", "装置", "设备", "按钮", "记录", "内容", "情况", "时", "后", " route", " plan", " map",
    " drill", " exercise", " training", " sign", " system", " button",
];

/// In what ways the acts of a plan save people.
pub(crate) struct Relief<'m, 'a> {
    model: &'m Model<'a>,
    region: Option<&'static Region>,
    posts: Vec<Ways>,
    by_number: HashMap<SmolStr, Ways>,
    /// By procedure: its own steps and what it activates.
    procedures: Vec<Ways>,
}

impl<'m, 'a> Relief<'m, 'a> {
    /// Reads all procedures.
    pub(crate) fn new(model: &'m Model<'a>, region: Option<&'static Region>) -> Self {
        let posts: Vec<Ways> = model.posts.iter().map(|post| helps(post, region)).collect();
        let mut by_number: HashMap<SmolStr, Ways> = HashMap::new();
        for (post, ways) in model.posts.iter().zip(&posts).filter(|(_, ways)| **ways != 0) {
            for number in post.contacts.iter().filter_map(|c| shape::comparable(c.text)) {
                *by_number.entry(number).or_default() |= ways;
            }
        }
        let mut relief = Self { model, region, posts, by_number, procedures: Vec::new() };
        relief.procedures = vec![0; model.procedures.len()];
        relief.join();
        relief
    }

    /// Adds to each procedure what those do that only it and its like can start.
    fn join(&mut self) {
        let mut callers: Vec<Vec<usize>> = vec![Vec::new(); self.procedures.len()];
        let mut open = Vec::new();
        for (index, procedure) in self.model.procedures.iter().enumerate() {
            let acts = || procedure.steps.iter().filter(|s| !s.in_recovery).flat_map(acts);
            let ways = acts().fold(0, |ways, act| ways | self.of_act(act));
            if let Some(own) = self.procedures.get_mut(index).filter(|_| ways != 0) {
                *own = ways;
                open.push(index);
            }
            for act in acts() {
                if let ActKind::ActivateProcedure(id) = act.kind
                    && let Some(callers) = callers.get_mut(id.index()).filter(|_| is_dependent(self.model, id.index()))
                {
                    callers.push(index);
                }
            }
        }
        while let Some(index) = open.pop() {
            let ways = self.procedures.get(index).copied().unwrap_or(0);
            for caller in callers.get(index).into_iter().flatten() {
                if let Some(own) = self.procedures.get_mut(*caller).filter(|own| **own | ways != **own) {
                    *own |= ways;
                    open.push(*caller);
                }
            }
        }
    }

    /// In what ways a procedure saves people before its end.
    pub(crate) fn of_procedure(&self, index: usize) -> Ways {
        self.procedures.get(index).copied().unwrap_or(0)
    }

    /// Whether a post helps in an emergency.
    pub(crate) fn helps(&self, post: PostId) -> bool {
        self.posts.get(post.index()).is_some_and(|ways| *ways != 0)
    }

    /// The acts of a step that save people, and in what ways.
    pub(crate) fn saving<'s>(&'s self, step: &'s Step<'a>) -> impl Iterator<Item = (Ways, &'s Act<'a>)> {
        acts(step).map(|act| (self.of_act(act), act)).filter(|(ways, _)| *ways != 0)
    }

    /// In what ways the duties of a step save people, without what may be left undone.
    pub(crate) fn sure(&self, step: &Step<'a>) -> impl Iterator<Item = Ways> {
        let duties = step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should));
        duties.map(|duty| self.of_act(&duty.act))
    }

    /// In what ways an act saves people.
    pub(crate) fn of_act(&self, act: &Act<'_>) -> Ways {
        match &act.kind {
            ActKind::Call(Callee::Numbers(numbers)) => numbers.iter().fold(0, |ways, n| ways | self.number(&n.text)),
            ActKind::Call(Callee::Parties(to)) | ActKind::Notify(to, _) | ActKind::Report(_, to, _) => self.parties(to),
            ActKind::Do(text) => self.words(&text.text),
            ActKind::DoAction(id) => self.model.actions.get(id.index()).map_or(0, |head| self.words(head.title())),
            ActKind::ActivateProcedure(id) if is_dependent(self.model, id.index()) => self.of_procedure(id.index()),
            ActKind::ActivateDocument(id) => {
                let title = self.model.documents.get(id.index()).map_or("", |d| d.head.title());
                if LEAVE.iter().any(|word| title.to_lowercase().contains(word)) { OUT } else { 0 }
            }
            ActKind::ActivateProcedure(_) | ActKind::Record(..) | ActKind::Preserve(..) | ActKind::Request(_) | ActKind::Unknown => 0,
        }
    }

    fn parties(&self, to: &Parties) -> Ways {
        let posts = to.list.iter().filter_map(Party::post);
        posts.fold(0, |ways, id| ways | self.posts.get(id.index()).copied().unwrap_or(0))
    }

    fn number(&self, number: &str) -> Ways {
        let own = || shape::comparable(number).and_then(|n| self.by_number.get(&n).copied());
        match set_of(&kinds(self.region, number)) {
            0 => own().unwrap_or(0),
            ways => ways,
        }
    }

    fn words(&self, text: &str) -> Ways {
        let text = text.to_lowercase();
        let mut ways = if speaks(&text, LEAVE) { OUT } else { 0 };
        for dialled in numbers::find_dialled(&text) {
            ways |= set_of(&kinds(self.region, &dialled.number));
        }
        if speaks(&text, ALARM) {
            let named = set_of(&numbers::purposes(&text));
            ways |= if named == 0 { set_of(&Kind::ALL) } else { named };
        }
        ways
    }
}

/// What somebody must, should or may do in a step.
fn acts<'s, 'a>(step: &'s Step<'a>) -> impl Iterator<Item = &'s Act<'a>> {
    step.duties.iter().filter(|d| d.modal != Modal::MustNot).map(|d| &d.act)
}

/// Whether nothing but other procedures starts it.
fn is_dependent(model: &Model<'_>, procedure: usize) -> bool {
    model.procedures.get(procedure).is_some_and(|p: &Procedure<'_>| p.starts.is_empty())
}

/// With which emergencies a post helps; nothing for one that is no public emergency service and has no number of one.
pub(crate) fn helps(post: &Post<'_>, region: Option<&Region>) -> Ways {
    let phones = post.contacts.iter().filter(|c| c.channel == Channel::Phone);
    let dialled = phones.fold(0, |ways, c| ways | set_of(&kinds(region, c.text)));
    let declared = dialled | set_of(&service_kinds(post));
    if declared != 0 || post.kind != PostKind::Service || !post.serves.is_empty() {
        return declared;
    }
    let names = [post.head.title(), post.head.name.text.as_str()].into_iter().chain(post.head.aliases().map(|a| a.0.as_str()));
    names.fold(0, |ways, name| ways | set_of(&numbers::purposes(name)))
}

/// What a number is for; without a region, what it is for anywhere.
fn kinds(region: Option<&Region>, number: &str) -> Vec<Kind> {
    match region {
        Some(region) => kinds_of(region, number),
        None => Region::all().iter().flat_map(|region| kinds_of(region, number)).collect(),
    }
}

/// The kinds on which lives may hang.
fn set_of(kinds: &[Kind]) -> Ways {
    let saves = |kind: &Kind| kind.is_vital() || matches!(kind, Kind::Maritime | Kind::CoastGuard);
    let bit = |kind: &Kind| Kind::ALL.iter().position(|k| k == kind).map_or(0, |place| 1 << place);
    kinds.iter().filter(|k| saves(k)).fold(0, |set, kind| set | bit(kind))
}

/// Whether one of these words stands in a text in its own sense.
fn speaks(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
            let after = rest.strip_prefix(word).unwrap_or("");
            !NOT_AFTER.iter().any(|w| before.ends_with(w)) && !NOT_BEFORE.iter().any(|w| after.starts_with(w))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn getting_out_is_told_from_ways_out() {
        for text in ["组织现场人员撤离", "紧急疏散学生和教师", "沿安全通道撤离", "lead everyone out", "evacuate the hall"] {
            assert!(speaks(text, LEAVE), "{text}");
        }
        for text in ["检查疏散通道", "有无未撤离人员", "疏散车辆", "组织疏散演练", "疏通车辆撤离车库", "check the evacuation plan"] {
            assert!(!speaks(text, LEAVE), "{text}");
        }
        assert!(speaks("立即报警", ALARM) && !speaks("关闭报警器", ALARM) && !speaks("决定是否报警", ALARM));
    }
}
