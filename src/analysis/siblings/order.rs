//! What a plan orders and what it forbids, apart from its tree.

use super::command::triggers;
use super::formula::{Formula, Placed};
use super::joint::can_hold;
use super::naming::Naming;
use super::profile::Names;
use crate::analysis::deeds::{Deed, deeds};
use crate::analysis::wording::{bare, quoted};
use crate::ast::{ActorsKind, ConsentKind, Modal};
use crate::model::{Act, ActKind, Cond, Consent, Duty, ElseKind, Forbid, Model, Parties, Party, PostId, PostKind, Procedure, ProcedureId, Step, Who};
use crate::source::{Sources, Span};
use std::collections::{HashMap, HashSet};

/// Orders and prohibitions of a plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orders {
    /// What must be done.
    pub(crate) orders: Vec<Order>,
    /// What is forbidden.
    pub(crate) bans: Vec<Prohibition>,
    /// By procedure: the texts by which another one is known to be active together with it.
    pub(crate) together: Vec<Vec<String>>,
}

/// A duty that must be done.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// What is done, so that equal acts have a text in common.
    pub(crate) deeds: Vec<String>,
    /// Under which of these a prohibition would mean one who has the duty.
    pub(crate) whom: Vec<String>,
    /// The act as written.
    pub(crate) shown: String,
    /// The act.
    pub(crate) span: Span,
    /// When it is due.
    pub(crate) site: Site,
    /// It is due as soon as its procedure starts.
    pub(crate) at_once: bool,
    /// Who approves it before it is due.
    pub(crate) approvals: Vec<Approval>,
    /// Clause of the source text.
    pub(crate) cite: Option<smol_str::SmolStr>,
}

/// Where a duty or a prohibition stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Site {
    /// The procedure; none for a prohibition of the whole plan.
    pub(crate) procedure: Option<usize>,
    /// Names of the step; none above all steps.
    pub(crate) step: Names,
    /// Whether the step belongs to the recovery.
    pub(crate) in_recovery: bool,
    /// Only while this holds; the inner `None` for a condition that could not be read.
    pub(crate) when: Option<Option<Placed>>,
}

/// A prohibition.
#[derive(Debug, Clone)]
pub(crate) struct Prohibition {
    /// What is forbidden.
    pub(crate) deeds: Vec<String>,
    /// Whom it is forbidden.
    pub(crate) whom: Vec<String>,
    /// The act.
    pub(crate) span: Span,
    /// When it binds.
    pub(crate) site: Site,
    /// Who may permit it.
    pub(crate) unless: Option<Approval>,
}

/// An approval: posts by their names; none for one that is not known.
#[derive(Debug, Clone)]
pub(crate) struct Approval {
    need: ActorsKind,
    posts: Vec<Option<Names>>,
}

impl Approval {
    /// Whether these approvals contain this one for certain.
    pub(crate) fn is_given(&self, given: &[Self]) -> bool {
        let same = |a: &Option<Names>, b: &Option<Names>| match (a, b) {
            (Some(a), Some(b)) => a.iter().any(|n| b.contains(n)),
            (None, _) | (_, None) => true,
        };
        let certain = |post: &Option<Names>| given.iter().any(|g| (g.need == ActorsKind::All || g.posts.len() == 1) && g.posts.iter().any(|p| same(post, p)));
        match self.need {
            ActorsKind::All => self.posts.iter().all(certain),
            ActorsKind::Any => {
                let inside = |g: &Self| g.posts.iter().all(|p| self.posts.iter().any(|n| same(n, p)));
                self.posts.iter().any(certain) || given.iter().any(inside)
            }
        }
    }
}

/// Everybody, and anybody at all: to find what forbids something to one of those whom `everyone` means.
const ALL: &str = "*";
const WHOEVER: &str = "?";

/// Reads the orders and prohibitions of a plan.
pub(crate) fn orders(model: &Model<'_>, sources: &Sources, naming: Naming, is_broken: &dyn Fn(Span) -> bool) -> Orders {
    let mut reader = Reader { model, sources, naming, groups: groups(model), activated: activated(model), starting: None, found: Orders::default() };
    model.forbids.iter().for_each(|f| reader.forbid(f, Site::default()));
    for (at, procedure) in model.procedures.iter().enumerate() {
        let whole = !is_broken(procedure.head.decl.span);
        reader.starting = reader.starting(at, procedure);
        reader.procedure(at, procedure, whole);
    }
    reader.found
}

/// Whether the condition of a place cannot hold.
fn is_never(site: &Site) -> bool {
    matches!(&site.when, Some(Some(when)) if !can_hold(&when.formula))
}

struct Reader<'m, 'a> {
    model: &'m Model<'a>,
    sources: &'m Sources,
    naming: Naming,
    /// The groups each post leads, deputises in or belongs to.
    groups: HashMap<PostId, Vec<PostId>>,
    /// The procedures that a step starts, whatever their own start says.
    activated: HashSet<ProcedureId>,
    /// What holds when the procedure at hand starts.
    starting: Option<Option<Placed>>,
    found: Orders,
}

fn groups(model: &Model<'_>) -> HashMap<PostId, Vec<PostId>> {
    let mut groups: HashMap<PostId, Vec<PostId>> = HashMap::new();
    for (at, group) in model.posts.iter().enumerate().filter(|(_, p)| p.kind == PostKind::Group) {
        for inside in group.leaders.iter().chain(&group.deputies).chain(&group.members).filter_map(Party::post) {
            groups.entry(inside).or_default().push(PostId(at as u32));
        }
    }
    groups
}

fn activated(model: &Model<'_>) -> HashSet<ProcedureId> {
    let by = |act: &Act<'_>| if let ActKind::ActivateProcedure(id) = act.kind { Some(id) } else { None };
    let mut found = HashSet::new();
    for step in model.procedures.iter().flat_map(|p| &p.steps) {
        found.extend(step.duties.iter().filter_map(|d| by(&d.act)));
        found.extend(step.automatic.iter().filter_map(|(_, act)| by(act.as_ref()?)));
        found.extend(step.all_limits().filter_map(|l| match &l.otherwise.as_ref()?.kind {
            ElseKind::Act(act) => by(act),
            ElseKind::Escalate(..) => None,
        }));
    }
    found
}

impl Reader<'_, '_> {
    /// What holds when a procedure starts; nothing where it may be started otherwise.
    fn starting(&self, at: usize, procedure: &Procedure<'_>) -> Option<Option<Placed>> {
        let first = procedure.starts.first().filter(|_| !self.activated.contains(&ProcedureId(at as u32)))?;
        let formulas: Option<Vec<Formula>> = procedure.starts.iter().map(|s| Formula::of(self.model, self.sources, self.naming, &s.when)).collect();
        let placed = |formula| Placed { formula, shown: quoted(self.sources, first.when.span), span: first.when.span };
        Some(formulas.and_then(Formula::any).map(placed))
    }

    fn procedure(&mut self, at: usize, procedure: &Procedure<'_>, whole: bool) {
        let mut together: Vec<String> = triggers(self.model, self.sources, self.naming, procedure).into_iter().flat_map(|t| t.keys).collect();
        if self.naming == Naming::Shared {
            let named = self.naming.names(&procedure.head).into_iter().chain(procedure.scope.iter().map(|s| bare(s.0)));
            together.extend(named.map(|name| format!("for {name}")));
        }
        self.found.together.push(together);
        // What was not understood may be an exception.
        if !whole {
            return;
        }
        let above = Site { procedure: Some(at), ..Site::default() };
        procedure.forbids.iter().for_each(|f| self.forbid(f, above.clone()));
        for step in &procedure.steps {
            let mut names = vec![self.naming.name(&step.name().text)];
            if self.naming == Naming::Shared {
                names.push(bare(step.title()));
            }
            let site = Site { procedure: Some(at), step: names, in_recovery: step.in_recovery, when: None };
            step.forbids.iter().for_each(|f| self.forbid(f, site.clone()));
            for duty in &step.duties {
                match duty.modal {
                    Modal::Must => self.order(procedure, step, duty, site.clone()),
                    Modal::MustNot => self.ban(&duty.parties, &duty.act, site.clone(), None),
                    Modal::Should | Modal::May => {}
                }
            }
        }
    }

    fn order(&mut self, procedure: &Procedure<'_>, step: &Step<'_>, duty: &Duty<'_>, mut site: Site) {
        let deeds = self.deeds(&duty.act, false);
        let whom = self.ordered(&duty.parties);
        let at_once = step.when.is_none() && step.after.is_none() && step.consents.is_empty() && !step.in_recovery;
        site.when = match &step.when {
            Some(when) => Some(self.condition(when)),
            None if at_once => self.starting.clone(),
            None => None,
        };
        if deeds.is_empty() || is_never(&site) {
            return;
        }
        let approvals = step.consents.iter().filter(|c| c.kind == ConsentKind::Approved).map(|c| self.approval(c)).collect();
        let cite = step.cite().or(procedure.head.cite()).cloned();
        let (shown, span) = (quoted(self.sources, duty.act.span), duty.act.span);
        self.found.orders.push(Order { deeds, whom, shown, span, site, at_once, approvals, cite });
    }

    fn forbid(&mut self, forbid: &Forbid<'_>, mut site: Site) {
        site.when = forbid.when.as_ref().map(|w| self.condition(w));
        let unless = forbid.unless.as_ref().map(|c| self.approval(c));
        self.ban(&forbid.parties, &forbid.act, site, unless);
    }

    fn ban(&mut self, parties: &Parties, act: &Act<'_>, site: Site, unless: Option<Approval>) {
        let deeds = self.deeds(act, true);
        let whom: Vec<String> = parties.list.iter().flat_map(|p| self.forbidden(p)).chain([WHOEVER.to_owned()]).collect();
        if !deeds.is_empty() && !is_never(&site) {
            self.found.bans.push(Prohibition { deeds, whom, span: act.span, site, unless });
        }
    }

    fn condition(&self, condition: &Cond<'_>) -> Option<Placed> {
        let formula = Formula::of(self.model, self.sources, self.naming, condition)?;
        Some(Placed { formula, shown: quoted(self.sources, condition.span), span: condition.span })
    }

    fn approval(&self, consent: &Consent) -> Approval {
        let post = |p: &Party| match p.who {
            Who::Post(id) | Who::Count(_, id) => self.model.post(id).map(|p| self.naming.names(&p.head)),
            Who::Everyone | Who::Anyone | Who::Someone | Who::Unknown => None,
        };
        Approval { need: consent.need, posts: consent.posts.iter().map(post).collect() }
    }

    fn forbidden(&self, party: &Party) -> Vec<String> {
        match party.who {
            Who::Everyone | Who::Anyone => vec![ALL.to_owned()],
            Who::Post(id) => {
                let inside = self.model.post(id).into_iter().flat_map(|p| p.leaders.iter().chain(&p.deputies).chain(&p.members));
                inside.filter_map(Party::post).chain([id]).flat_map(|id| self.post(id)).collect()
            }
            Who::Count(..) | Who::Someone | Who::Unknown => Vec::new(),
        }
    }

    fn ordered(&self, parties: &Parties) -> Vec<String> {
        let mut whom = vec![ALL.to_owned()];
        // One of several can be somebody to whom it is not forbidden.
        if parties.need == ActorsKind::Any && parties.list.len() > 1 {
            return whom;
        }
        for party in &parties.list {
            match party.who {
                Who::Post(id) => {
                    let groups = self.groups.get(&id).into_iter().flatten();
                    whom.extend(groups.chain([&id]).flat_map(|id| self.post(*id)));
                }
                Who::Count(_, id) => whom.extend(self.post(id)),
                Who::Everyone => whom.push(WHOEVER.to_owned()),
                Who::Anyone | Who::Someone | Who::Unknown => {}
            }
        }
        whom
    }

    fn post(&self, id: PostId) -> Vec<String> {
        self.model.post(id).map_or_else(Vec::new, |p| self.naming.names(&p.head))
    }

    /// The acts as texts: one for each name of what they are done to.
    fn deeds(&self, act: &Act<'_>, forbidden: bool) -> Vec<String> {
        let to = |verb: &str, id: PostId, how: String| self.post(id).into_iter().map(|n| format!("{verb} {n} {how}")).collect::<Vec<_>>();
        let form = |id: Option<crate::model::FormId>| {
            let form = id.and_then(|id| self.model.forms.get(id.index()));
            form.map_or_else(|| vec![String::new()], |f| self.naming.names(&f.head))
        };
        let mut found: Vec<String> = Vec::new();
        for deed in deeds(self.model, act, forbidden) {
            match deed {
                Deed::Words(words) => found.push(format!("do {words}")),
                Deed::Record(words) => found.push(format!("record {words}")),
                Deed::Preserve(words) => found.push(format!("preserve {words}")),
                Deed::Dial(number) => found.push(format!("dial {number}")),
                Deed::Call(id) => found.extend(to("call", id, String::new())),
                Deed::Notify(id, channel) => found.extend(to("notify", id, format!("{channel:?}"))),
                Deed::Report(id, what) => found.extend(form(what).into_iter().flat_map(|f| to("report", id, f))),
                Deed::Request(id) => found.extend(to("request", id, String::new())),
                Deed::Start(id) => {
                    let names = self.model.procedure(id).map_or_else(Vec::new, |p| self.naming.names(&p.head));
                    found.extend(names.into_iter().map(|n| format!("start {n}")));
                }
                Deed::Use(id) => {
                    let names = self.model.documents.get(id.index()).map_or_else(Vec::new, |d| self.naming.names(&d.head));
                    found.extend(names.into_iter().map(|n| format!("use {n}")));
                }
            }
        }
        if let (ActKind::DoAction(id), Naming::Shared) = (&act.kind, self.naming) {
            let names = self.model.actions.get(id.index()).map_or_else(Vec::new, |a| self.naming.names(a));
            found.extend(names.into_iter().map(|n| format!("do {n}")));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
