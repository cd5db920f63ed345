//! Who is called for help in each procedure, and which dangers are left without help.

use super::hazards::{Danger, NEEDS, dangers, met_by, raised, start_signals, sure_signals};
use super::numbers::{self, Kind, Region, Verdict, shape};
use super::quotes::{self, Quote};
use crate::ast::{self, ActorsKind, Channel, Modal, StatementKind};
use crate::diagnostic::Severity;
use crate::model::{Act, ActKind, Callee, CondKind, Duty, ElseKind, Model, Parties, Post, PostKind, Procedure, SignalId, Step, Who};
use crate::source::Span;
use crate::words;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Every need at once: what a name that could not be resolved may meet.
const ALL: u16 = u16::MAX;

/// Words of a duty to call for help that name neither service nor number.
const ALARM: &[&str] = &[
    "报警", "报案", "报火警", "求援", "求救", "呼救", "救护车", "call for help", "call the police", "call the fire brigade",
    "call an ambulance", "emergency services", "raise the alarm",
];

/// Why a call is not one to count on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// It is only allowed.
    Permitted,
    /// It comes when a limit has passed.
    Late,
    /// It belongs to the recovery.
    Afterwards,
    /// The words name neither service nor number.
    Words,
    /// Whom it reaches cannot be told.
    Unclear,
}

/// A call that may not bring help.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weak {
    /// The needs it would meet.
    pub(crate) meets: u16,
    /// Its place.
    pub(crate) span: Span,
    /// Why it does not count.
    pub(crate) lack: Lack,
}

/// A number that a duty dials.
#[derive(Debug, Clone)]
pub(crate) struct Dialling<'m> {
    /// The text it stands in.
    pub(crate) quote: Quote<'m>,
    /// Where in that text; `None` where it is the whole.
    pub(crate) range: Option<Range<usize>>,
    /// The number.
    pub(crate) number: SmolStr,
    /// The step.
    pub(crate) step: usize,
}

/// Who is called in one procedure.
#[derive(Debug, Default)]
struct Calls<'m> {
    /// The needs some duty meets.
    meets: u16,
    weak: Vec<Weak>,
    numbers: Vec<Dialling<'m>>,
    activates: Vec<usize>,
}

/// Who is called for help, in all procedures.
#[derive(Debug)]
pub(crate) struct Rescue<'m> {
    calls: Vec<Calls<'m>>,
    dangers: Vec<Vec<Danger>>,
    starts: Vec<Vec<SignalId>>,
    /// What the procedures that activate this one meet.
    before: Vec<u16>,
    /// What the procedures that a signal surely starts meet.
    by_signal: Vec<u16>,
    /// The most special procedure of each signal.
    main: Vec<Option<usize>>,
}

/// A number dialled in place of the right one.
#[derive(Debug)]
pub(crate) struct Mistake<'r, 's, 'm> {
    /// The number.
    pub(crate) dialling: &'s Dialling<'m>,
    /// The danger it cannot help with.
    pub(crate) danger: Danger,
    /// What it is for.
    pub(crate) actual: Vec<Kind>,
    /// What to dial instead.
    pub(crate) right: Vec<&'r numbers::Entry>,
    /// Whether this is sure.
    pub(crate) certain: bool,
    /// Whether its step has no condition of its own.
    pub(crate) plain: bool,
}

impl<'m> Rescue<'m> {
    /// Reads all procedures; `broken` says which were not fully understood.
    pub(crate) fn new(model: &'m Model<'_>, region: Option<&Region>, broken: &dyn Fn(Span) -> bool) -> Self {
        let lines = Lines::new(model, region);
        let mut calls: Vec<Calls<'m>> = model.procedures.iter().map(|p| lines.calls(model, p)).collect();
        for (calls, procedure) in calls.iter_mut().zip(&model.procedures) {
            if broken(procedure.head.decl.span) {
                calls.meets = ALL;
            }
        }
        join(&mut calls);
        let starts: Vec<Vec<SignalId>> = model.procedures.iter().map(start_signals).collect();
        let pairs = model.procedures.iter().zip(&starts);
        let dangers = pairs.map(|(procedure, signals)| dangers(model, procedure, signals)).collect();
        let mut rescue = Self { dangers, starts, before: Vec::new(), by_signal: Vec::new(), main: Vec::new(), calls };
        rescue.look_around(model);
        rescue
    }

    fn look_around(&mut self, model: &Model<'_>) {
        self.before = vec![0; self.calls.len()];
        for calls in &self.calls {
            for target in &calls.activates {
                if let Some(before) = self.before.get_mut(*target) {
                    *before |= calls.meets;
                }
            }
        }
        self.by_signal = vec![0; model.signals.len()];
        for (calls, procedure) in self.calls.iter().zip(&model.procedures) {
            for signal in sure_signals(procedure) {
                if let Some(met) = self.by_signal.get_mut(signal.index()) {
                    *met |= calls.meets;
                }
            }
        }
        self.main = vec![None; model.signals.len()];
        let width = |procedure: usize| self.starts.get(procedure).map_or(0, Vec::len);
        for (index, signals) in self.starts.iter().enumerate() {
            for signal in signals {
                let main = self.main.get_mut(signal.index());
                if let Some(main) = main.filter(|main| main.is_none_or(|best| signals.len() < width(best))) {
                    *main = Some(index);
                }
            }
        }
    }

    /// The dangers of a procedure that nobody is called for.
    pub(crate) fn gaps(&self, procedure: usize) -> Vec<Danger> {
        let dangers = self.dangers.get(procedure).into_iter().flatten();
        dangers.filter(|danger| !self.is_met(procedure, danger)).copied().collect()
    }

    fn is_met(&self, procedure: usize, danger: &Danger) -> bool {
        let has = |set: Option<u16>| set.is_some_and(|set| set & danger.need.bit != 0);
        let by_signal = |id: &SignalId| has(self.by_signal.get(id.index()).copied());
        let own = has(self.calls.get(procedure).map(|c| c.meets));
        own || match danger.signal {
            Some(signal) => by_signal(&signal),
            None => {
                let starts = self.starts.get(procedure).map_or(&[][..], Vec::as_slice);
                has(self.before.get(procedure).copied()) || (!starts.is_empty() && starts.iter().all(by_signal))
            }
        }
    }

    /// Whether a danger is best reported at this procedure: no more special one starts on the same signal.
    pub(crate) fn is_main(&self, procedure: usize, danger: &Danger) -> bool {
        danger.signal.and_then(|s| self.main.get(s.index()).copied().flatten()).is_none_or(|main| main == procedure)
    }

    /// The calls of a procedure that may not bring the help a danger needs.
    pub(crate) fn weak(&self, procedure: usize, danger: &Danger) -> impl Iterator<Item = &Weak> {
        let weak = self.calls.get(procedure).into_iter().flat_map(|c| &c.weak);
        let bit = danger.need.bit;
        weak.filter(move |w| w.meets & bit != 0)
    }

    /// The numbers that a procedure dials.
    pub(crate) fn numbers(&self, procedure: usize) -> &[Dialling<'m>] {
        self.calls.get(procedure).map_or(&[], |c| &c.numbers)
    }

    /// Numbers that a procedure dials in place of the right one, each with the danger they leave without help.
    pub(crate) fn mistakes<'r>(&self, model: &Model<'_>, region: &'r Region, index: usize) -> Vec<Mistake<'r, '_, 'm>> {
        let gaps: Vec<Danger> = self.gaps(index).into_iter().filter(|d| !d.guessed).collect();
        let Some(procedure) = model.procedures.get(index).filter(|_| !gaps.is_empty()) else { return Vec::new() };
        let dangers = self.dangers.get(index).into_iter().flatten();
        let wanted = dangers.fold(0, |set, danger| set | danger.need.bit);
        let open = self.numbers(index).iter().filter(|d| met_by(&kinds_of(region, &d.number)) & wanted == 0);
        open.filter_map(|dialling| {
            let step = procedure.steps.get(dialling.step).filter(|step| !is_special(model, step))?;
            gaps.iter().find_map(|danger| mistake(region, dialling, *danger, step))
        })
        .collect()
    }
}

/// Whether a step is for something else than what started the procedure.
fn is_special(model: &Model<'_>, step: &Step<'_>) -> bool {
    let Some(when) = &step.when else { return false };
    let mut signals = Vec::new();
    raised(when, true, &mut signals);
    let named = |id: &SignalId| model.signals.get(id.index()).is_some_and(|s| !s.hazards.is_empty());
    let mut measured = signals.iter().any(named);
    when.walk(&mut |c| measured |= matches!(c.kind, CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Level(..) | CondKind::Unknown));
    measured
}

/// In a fire one may also dial the ambulance; the police number is dialled instead of the right one.
fn mistake<'r, 's, 'm>(region: &'r Region, dialling: &'s Dialling<'m>, danger: Danger, step: &Step<'_>) -> Option<Mistake<'r, 's, 'm>> {
    let Verdict::Wrong { actual, right, certain } = region.verdict(&dialling.number, danger.need.kinds) else { return None };
    let only_police = danger.need.kinds.iter().all(|kind| *kind == Kind::Police);
    let instead = region.is_universal(&dialling.number)
        || actual.contains(&Kind::Police)
        || (only_police && actual.contains(&Kind::Fire));
    let spoken: Vec<Kind> = numbers::purposes(step.title()).into_iter().chain(numbers::purposes(&step.name().text)).collect();
    let meant = spoken.iter().any(|kind| actual.contains(kind));
    (instead && !meant).then(|| Mistake { dialling, danger, actual, right, certain, plain: step.when.is_none() })
}

/// What a number is for here.
pub(crate) fn kinds_of(region: &Region, number: &str) -> Vec<Kind> {
    region.kinds_of(number).iter().map(|entry| entry.kind).collect()
}

/// Adds what the procedures that are activated meet.
fn join(calls: &mut [Calls<'_>]) {
    let mut callers: Vec<Vec<usize>> = vec![Vec::new(); calls.len()];
    for (index, own) in calls.iter().enumerate() {
        for target in &own.activates {
            if let Some(callers) = callers.get_mut(*target) {
                callers.push(index);
            }
        }
    }
    let mut open: Vec<usize> = (0..calls.len()).collect();
    while let Some(index) = open.pop() {
        let met = calls.get(index).map_or(0, |c| c.meets);
        for caller in callers.get(index).into_iter().flatten() {
            if let Some(caller_calls) = calls.get_mut(*caller).filter(|c| c.meets | met != c.meets) {
                caller_calls.meets |= met;
                open.push(*caller);
            }
        }
    }
}

/// What telephone lines meet.
struct Lines<'r> {
    region: Option<&'r Region>,
    /// By post: what it surely meets, and what its name sounds like.
    posts: Vec<(u16, u16)>,
    by_number: HashMap<SmolStr, u16>,
}

impl<'r> Lines<'r> {
    fn new(model: &Model<'_>, region: Option<&'r Region>) -> Self {
        let mut lines = Self { region, posts: Vec::new(), by_number: HashMap::new() };
        for post in &model.posts {
            let met = lines.post(post);
            lines.posts.push(met);
            for contact in post.contacts.iter().filter(|c| c.channel == Channel::Phone) {
                if let Some(number) = shape::comparable(contact.text) {
                    *lines.by_number.entry(number).or_default() |= met.0;
                }
            }
        }
        lines
    }

    fn post(&self, post: &Post<'_>) -> (u16, u16) {
        let phones = post.contacts.iter().filter(|c| c.channel == Channel::Phone);
        let mut sure = phones.fold(0, |set, c| set | met_by(&self.kinds(c.text)));
        let declared = service_kinds(post);
        sure |= met_by(&declared);
        if post.kind != PostKind::Service {
            return (sure, 0);
        }
        let said: Vec<&str> = names(post).collect();
        for need in NEEDS.iter().filter(|n| n.words.iter().any(|w| said.iter().any(|name| name.to_lowercase().contains(w)))) {
            sure |= need.bit;
        }
        let sounds: Vec<Kind> = said.iter().flat_map(|name| numbers::purposes(name)).collect();
        (sure, if declared.is_empty() { met_by(&sounds) } else { 0 })
    }

    /// What a number is for; without a region, what it is for anywhere.
    fn kinds(&self, number: &str) -> Vec<Kind> {
        match self.region {
            Some(region) => kinds_of(region, number),
            None => Region::all().iter().flat_map(|region| kinds_of(region, number)).collect(),
        }
    }

    fn calls<'m>(&self, model: &'m Model<'_>, procedure: &'m Procedure<'_>) -> Calls<'m> {
        let mut reader = Reader { lines: self, model, step: 0, out: Calls::default() };
        for (index, step) in procedure.steps.iter().enumerate() {
            reader.step = index;
            let cite = step.cite().or(procedure.head.cite());
            step.duties.iter().for_each(|duty| reader.duty(duty, step.in_recovery, cite));
            quotes::otherwise(step).for_each(|act| reader.act(act, Some(Lack::Late), cite));
            for limit in step.all_limits() {
                if let Some(ElseKind::Escalate(to, _)) = limit.otherwise.as_ref().map(|o| &o.kind) {
                    reader.parties(to, Some(Lack::Late));
                }
            }
            step.ast.body.iter().for_each(|s| reader.automatic(&s.kind, s.span));
        }
        for escalation in &procedure.escalations {
            reader.parties(&escalation.to, Some(Lack::Late));
        }
        reader.out
    }
}

/// The kinds of service that `for` names.
pub(crate) fn service_kinds(post: &Post<'_>) -> Vec<Kind> {
    let row = |service: &crate::model::Service<'_>| service.row.or_else(|| words::in_family("sv_", service.text).map(|w| w.row));
    post.serves.iter().filter_map(|s| kind_of_row(row(s)?)).collect()
}

/// The kind that a row such as `sv_fire` of the keyword table stands for.
pub(crate) fn kind_of_row(row: &str) -> Option<Kind> {
    Kind::from_word(&row.strip_prefix("sv_")?.replace('_', "-"))
}

/// Every name a post goes by, and what it is for in words.
pub(crate) fn names<'m>(post: &'m Post<'_>) -> impl Iterator<Item = &'m str> {
    let own = [post.head.title(), post.head.name.text.as_str()];
    let aliases = post.head.aliases().map(|a| a.0.as_str());
    own.into_iter().chain(aliases).chain(post.serves.iter().map(|s| s.text.as_str()))
}

struct Reader<'c, 'm, 'r> {
    lines: &'c Lines<'r>,
    model: &'m Model<'m>,
    step: usize,
    out: Calls<'m>,
}

impl<'m> Reader<'_, 'm, '_> {
    fn duty(&mut self, duty: &'m Duty<'_>, in_recovery: bool, cite: Option<&'m SmolStr>) {
        let lack = match duty.modal {
            Modal::MustNot => return,
            Modal::May => Some(Lack::Permitted),
            Modal::Must | Modal::Should => in_recovery.then_some(Lack::Afterwards),
        };
        self.act(&duty.act, lack, cite);
    }

    fn act(&mut self, act: &'m Act<'_>, lack: Option<Lack>, cite: Option<&'m SmolStr>) {
        match &act.kind {
            ActKind::Call(Callee::Numbers(numbers)) => {
                numbers.iter().for_each(|n| self.literal(Quote { text: &n.text, span: n.span, cite }, lack));
            }
            ActKind::Call(Callee::Parties(to)) | ActKind::Notify(to, _) | ActKind::Report(_, to, _) => self.parties(to, lack),
            ActKind::ActivateProcedure(id) if lack.is_none() => self.out.activates.push(id.index()),
            ActKind::ActivateDocument(id) => {
                let kind = self.model.documents.get(id.index()).and_then(|d| d.kind);
                if kind.is_none_or(|kind| matches!(kind, "dk_plan" | "dk_annex")) {
                    self.add(ALL, act.span, Some(lack.unwrap_or(Lack::Unclear)));
                }
            }
            ActKind::Do(text) => self.words(Quote { text: &text.text, span: text.span, cite }, lack),
            ActKind::DoAction(id) => {
                if let Some(head) = self.model.actions.get(id.index()) {
                    self.spoken(head.title(), act.span, lack);
                }
            }
            ActKind::Unknown => self.add(ALL, act.span, lack),
            ActKind::ActivateProcedure(_) | ActKind::Record(..) | ActKind::Preserve(..) | ActKind::Request(_) => {}
        }
    }

    fn add(&mut self, meets: u16, span: Span, lack: Option<Lack>) {
        match lack {
            None => self.out.meets |= meets,
            Some(lack) if meets != 0 => self.out.weak.push(Weak { meets, span, lack }),
            Some(_) => {}
        }
    }

    fn literal(&mut self, quote: Quote<'m>, lack: Option<Lack>) {
        let kinds = self.lines.kinds(quote.text);
        if !kinds.is_empty() {
            self.add(met_by(&kinds), quote.span, lack);
            if lack.is_none() {
                let number = quote.text.clone();
                self.out.numbers.push(Dialling { quote, range: None, number, step: self.step });
            }
            return;
        }
        // An internal number is what the post that has it is for.
        match shape::comparable(quote.text).and_then(|n| self.lines.by_number.get(&n).copied()) {
            Some(meets) => self.add(meets, quote.span, lack),
            None => self.add(ALL, quote.span, Some(lack.unwrap_or(Lack::Unclear))),
        }
    }

    /// Numbers in an act in words: one whose purpose is said is judged by that, as a service is by its `for`.
    fn words(&mut self, quote: Quote<'m>, lack: Option<Lack>) {
        let (step, mut numbers) = (self.step, Vec::new());
        for dialled in numbers::find_dialled(quote.text) {
            let kinds: Vec<Kind> = self.lines.kinds(&dialled.number).into_iter().chain(dialled.purpose).collect();
            self.add(met_by(&kinds), quote.span, lack);
            if dialled.purpose.is_none() && lack.is_none() {
                numbers.push(Dialling { quote, range: Some(dialled.range), number: dialled.number, step });
            }
        }
        self.out.numbers.append(&mut numbers);
        self.spoken(quote.text, quote.span, lack);
    }

    /// An act that calls for help without saying whom.
    fn spoken(&mut self, text: &str, span: Span, lack: Option<Lack>) {
        let text = text.to_lowercase();
        if ALARM.iter().any(|word| text.contains(word)) {
            self.add(ALL, span, Some(lack.unwrap_or(Lack::Words)));
        }
    }

    fn parties(&mut self, parties: &Parties, lack: Option<Lack>) {
        let each = parties.list.iter().map(|party| match party.who {
            Who::Post(id) | Who::Count(_, id) => self.lines.posts.get(id.index()).copied().unwrap_or((0, 0)),
            Who::Unknown => (ALL, 0),
            Who::Everyone | Who::Anyone | Who::Someone => (0, 0),
        });
        let (sure, sounds) = match parties.need {
            ActorsKind::All => each.fold((0, 0), |a, b| (a.0 | b.0, a.1 | b.1)),
            // Whichever of them is called, it must help.
            ActorsKind::Any => each.reduce(|a, b| (a.0 & b.0, (a.0 | a.1) & (b.0 | b.1))).unwrap_or((0, 0)),
        };
        self.add(sure, parties.span, lack);
        self.add(sounds & !sure, parties.span, Some(lack.unwrap_or(Lack::Unclear)));
    }

    /// What equipment does by itself; its addressees are not in the model.
    fn automatic(&mut self, statement: &StatementKind, span: Span) {
        let StatementKind::Automatic(Some(act)) = statement else { return };
        match &act.kind {
            ast::ActKind::Call(_) | ast::ActKind::Notify(..) | ast::ActKind::Report(..) | ast::ActKind::Activate(_) => {
                self.add(ALL, span, Some(Lack::Unclear));
            }
            ast::ActKind::DoText(text) => self.spoken(&text.text, span, None),
            ast::ActKind::Record(..) | ast::ActKind::Preserve(..) | ast::ActKind::Request(_) | ast::ActKind::DoAction(_) => {}
        }
    }
}

/// How bad it is that nobody is called, given what the weak calls leave open.
pub(crate) fn weight(danger: &Danger, weak: &[&Weak]) -> Severity {
    let most = if danger.guessed || weak.iter().any(|w| w.lack == Lack::Unclear) {
        Severity::Info
    } else if weak.iter().any(|w| w.lack == Lack::Words) {
        Severity::Warning
    } else {
        Severity::Error
    };
    danger.need.weight.min(most)
}

/// The numbers at which declared posts are reached.
pub(crate) fn declared_numbers(model: &Model<'_>) -> HashSet<SmolStr> {
    quotes::phones(model).filter_map(|phone| shape::comparable(phone.text)).collect()
}
