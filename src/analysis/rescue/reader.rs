//! Reads from the duties of one procedure who is called for help, and what each call leaves open.

use super::alarm::{is_alarm, is_hedged};
use super::calls::{Activation, Calls, Lack, Only, Weak};
use super::guard::{Conditions, Guarded, Starts};
use super::lines::Lines;
use super::{ALL, Dialling};
use crate::analysis::hazards::{authority, met_by, named_in};
use crate::analysis::numbers::{self, Kind, shape};
use crate::analysis::quotes::{self, Quote};
use crate::ast::{ActorsKind, Modal};
use crate::model::{Act, ActKind, Callee, Cond, DocumentId, Duty, ElseKind, Model, Parties, Procedure, Step, Who};
use crate::source::Span;
use smol_str::SmolStr;

/// Words for telling an authority.
const TELL: &[&str] = &["报告", "上报", "报", "通报", "汇报", "告知", "通知", "联系", "report", "tell", "notify", "inform", "contact", "call"];

/// The needs of which the authority is told in words, and whether they leave it open: `上报疾控中心`, not `按疾控中心意见上报`.
fn told(text: &str) -> (u16, bool) {
    for part in text.split(['，', '。', '；', ',', ';', '.']) {
        let verb = TELL.iter().filter_map(|verb| part.find(verb)).min();
        let named = verb.and_then(|at| part.get(at..)).map_or(0, named_in) & authority();
        if named != 0 {
            return (named, text.find(part).is_some_and(|at| is_hedged(text, at)));
        }
    }
    (0, false)
}

/// The calls of one procedure.
pub(super) fn read<'m>(lines: &Lines<'_>, model: &'m Model<'_>, procedure: &'m Procedure<'_>, starts: &Starts) -> Calls<'m> {
    let conditions = Conditions::new(model, procedure, starts);
    let mut reader = Reader { lines, model, conditions: &conditions, step: 0, out: Calls::default() };
    for (index, step) in procedure.steps.iter().enumerate() {
        reader.step = index;
        reader.step(step, step.cite().or(procedure.head.cite()));
    }
    for escalation in &procedure.escalations {
        reader.parties(&escalation.to, Some(Lack::Late));
    }
    reader.out
}

struct Reader<'c, 'm, 'a, 'r> {
    lines: &'c Lines<'r>,
    model: &'m Model<'a>,
    conditions: &'c Conditions<'c, 'a>,
    step: usize,
    out: Calls<'m>,
}

impl<'m> Reader<'_, 'm, '_, '_> {
    fn step(&mut self, step: &'m Step<'_>, cite: Option<&'m SmolStr>) {
        let lack = step.in_recovery.then_some(Lack::Afterwards);
        step.duties.iter().for_each(|duty| self.duty(duty, lack, cite));
        quotes::otherwise(step).for_each(|act| self.act(act, Some(Lack::Late), cite));
        for limit in step.all_limits() {
            if let Some(ElseKind::Escalate(to, _)) = limit.otherwise.as_ref().map(|o| &o.kind) {
                self.parties(to, Some(Lack::Late));
            }
        }
        if let Some((_, Some(act))) = &step.automatic {
            self.act(act, lack, cite);
        }
    }

    fn duty(&mut self, duty: &'m Duty<'_>, lack: Option<Lack>, cite: Option<&'m SmolStr>) {
        match duty.modal {
            Modal::MustNot => {}
            Modal::May => self.act(&duty.act, Some(Lack::Permitted), cite),
            Modal::Must | Modal::Should => self.act(&duty.act, lack, cite),
        }
    }

    fn act(&mut self, act: &'m Act<'_>, lack: Option<Lack>, cite: Option<&'m SmolStr>) {
        match &act.kind {
            ActKind::Call(Callee::Numbers(numbers)) => {
                numbers.iter().for_each(|n| self.literal(Quote { text: &n.text, span: n.span, cite }, lack));
            }
            ActKind::Call(Callee::Parties(to)) | ActKind::Notify(to, _) | ActKind::Report(_, to, _) => self.parties(to, lack),
            ActKind::ActivateProcedure(id) if lack.is_none() => {
                let Guarded { guard, cond } = self.conditions.of(self.step);
                let (cond, about) = self.about(cond);
                self.out.activates.push(Activation { target: id.index(), span: act.span, guard, cond, about });
            }
            ActKind::ActivateDocument(id) => self.document(*id, act.span, lack),
            ActKind::Do(text) => self.words(Quote { text: &text.text, span: text.span, cite }, lack),
            ActKind::DoAction(id) => {
                if let Some(head) = self.model.actions.get(id.index()) {
                    self.spoken(head.title(), act.span, lack);
                }
            }
            ActKind::Unknown => self.out.help.unknown(),
            ActKind::ActivateProcedure(_) | ActKind::Record(..) | ActKind::Preserve(..) | ActKind::Request(_) => {}
        }
    }

    /// A plan that is only a document may call for help, if there is one.
    fn document(&mut self, id: DocumentId, span: Span, lack: Option<Lack>) {
        let Some(document) = self.model.documents.get(id.index()) else { return };
        if document.kind.is_none_or(|kind| matches!(kind, "dk_plan" | "dk_annex")) {
            let absent = document.location.is_none() || document.head.has_todo();
            self.add(ALL, span, Some(lack.unwrap_or(if absent { Lack::Absent } else { Lack::Unclear })));
        }
    }

    fn about(&self, cond: Option<&Cond<'_>>) -> (Option<Span>, u16) {
        cond.map_or((None, ALL), |cond| {
            let (span, about) = self.conditions.about(cond);
            (Some(span), about)
        })
    }

    fn add(&mut self, meets: u16, span: Span, lack: Option<Lack>) {
        if meets == 0 {
            return;
        }
        let Guarded { guard, cond } = self.conditions.of(self.step);
        if lack.is_none() {
            self.out.help.add(meets, &guard);
        }
        let (cond, about) = self.about(cond);
        let only = (meets & !guard.free != 0).then_some(Only { guard, cond, about });
        if lack.is_some() || only.is_some() {
            self.out.weak.push(Weak { meets, span, lack, only });
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
            let hedged = is_hedged(quote.text, dialled.range.start);
            self.add(met_by(&kinds), quote.span, lack.or(hedged.then_some(Lack::Hedged)));
            if dialled.purpose.is_none() && lack.is_none() {
                numbers.push(Dialling { quote, range: Some(dialled.range), number: dialled.number, step });
            }
        }
        self.out.numbers.append(&mut numbers);
        self.spoken(quote.text, quote.span, lack);
        let told = told(quote.text);
        self.add(told.0, quote.span, lack.or(told.1.then_some(Lack::Hedged)));
    }

    /// An act that calls for help without saying whom.
    fn spoken(&mut self, text: &str, span: Span, lack: Option<Lack>) {
        if is_alarm(text) {
            self.add(ALL, span, Some(lack.unwrap_or(Lack::Words)));
        }
    }

    fn parties(&mut self, parties: &Parties, lack: Option<Lack>) {
        if parties.list.iter().any(|p| p.who == Who::Unknown) && lack.is_none() {
            return self.out.help.unknown();
        }
        let each = || {
            parties.list.iter().map(|party| match party.who {
                Who::Post(id) | Who::Count(_, id) => self.lines.posts.get(id.index()).copied().unwrap_or((0, 0)),
                Who::Unknown => (ALL, 0),
                Who::Everyone | Who::Anyone | Who::Someone => (0, 0),
            })
        };
        let (some, sounds) = each().fold((0, 0), |a, b| (a.0 | b.0, a.1 | b.1));
        let (sure, sounds) = match parties.need {
            ActorsKind::All => (some, sounds),
            // Whichever of them is called, it must help.
            ActorsKind::Any => each().reduce(|a, b| (a.0 & b.0, (a.0 | a.1) & (b.0 | b.1))).unwrap_or((0, 0)),
        };
        self.add(sure, parties.span, lack);
        self.add(some & !sure & !sounds, parties.span, Some(lack.unwrap_or(Lack::Either)));
        self.add(sounds & !sure, parties.span, Some(lack.unwrap_or(Lack::Unclear)));
    }
}
