//! What one plan is compared by.

use super::across::Across;
use crate::analysis::numbers::{self, Region, shape};
use crate::analysis::wording::{bare, quoted};
use crate::ast::{Channel, Date, Modal};
use crate::model::{Act, ActKind, Callee, Cond, CondKind, Contact, Duty, Head, Limit, Model, Parties, Post, PostKind, Procedure, Step};
use crate::source::{FileId, Sources, Span};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// What one plan is compared by.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    /// The file of the plan.
    pub(crate) root: FileId,
    /// The name of that file.
    pub(crate) file: Arc<str>,
    /// Its name, as names are compared.
    pub(crate) name: String,
    /// The date from which it holds.
    pub(crate) effective: Option<Date>,
    /// Its organisation, as names are compared.
    pub(crate) org: Option<String>,
    /// Its family, as names are compared.
    pub(crate) family: Option<String>,
    /// The emergency numbers that are right for it.
    pub(crate) region: Option<&'static Region>,
    /// What a reader calls each post, by every name of it.
    pub(crate) posts: HashMap<String, SmolStr>,
    /// The services that are reached by telephone.
    pub(crate) lines: Vec<Line>,
    /// The procedures.
    pub(crate) procedures: Vec<ProcedureCard>,
    /// Exercises, training and routines.
    pub(crate) practices: Vec<StepCard>,
    /// Numbers that are wrong for what they are dialled for.
    pub(crate) doubted: Vec<Span>,
    /// Commands, ladders, orders and prohibitions.
    pub(crate) across: Across,
}

/// A service and its numbers.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Every name of it, as names are compared.
    pub(crate) names: Vec<String>,
    /// Its numbers.
    pub(crate) numbers: Vec<Number>,
    /// Clause of the source text.
    pub(crate) cite: Option<SmolStr>,
}

/// A telephone number and its place.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    /// As it is compared.
    pub(crate) digits: SmolStr,
    /// As written.
    pub(crate) shown: SmolStr,
    /// Its place.
    pub(crate) span: Span,
}

/// A procedure.
#[derive(Debug, Clone)]
pub(crate) struct ProcedureCard {
    /// Its names: identifier, title, other names.
    pub(crate) names: Vec<String>,
    /// Items of the scope it says it answers.
    pub(crate) scope: Vec<String>,
    /// What starts it.
    pub(crate) starts: Vec<Begin>,
    /// Its steps.
    pub(crate) steps: Vec<StepCard>,
    /// Clause of the source text.
    pub(crate) cite: Option<SmolStr>,
}

/// A step.
#[derive(Debug, Clone)]
pub(crate) struct StepCard {
    /// Its names: identifier and title.
    pub(crate) names: Vec<String>,
    /// Whether it belongs to the recovery.
    pub(crate) in_recovery: bool,
    /// When it becomes due.
    pub(crate) begin: Begin,
    /// Its duties.
    pub(crate) duties: Vec<DutyCard>,
    /// The posts that act in its procedure, each by its names.
    pub(crate) acting: Arc<Vec<Names>>,
    /// Clause of the source text.
    pub(crate) cite: Option<SmolStr>,
}

/// A condition, its figures apart from the rest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Begin {
    /// The condition with a gap for each figure.
    pub(crate) shape: String,
    /// The figures in order.
    pub(crate) figures: Vec<Figure>,
}

/// A figure of a condition.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// Thousandths of the unit, or milliseconds.
    pub(crate) value: i64,
    /// The comparison as written.
    pub(crate) shown: String,
    /// Its place.
    pub(crate) span: Span,
}

/// What kind of act a duty asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Verb {
    Tell,
    Call,
    Ask,
    Write,
    Keep,
    Activate,
    Do,
    /// A limit of a step that binds nobody.
    Step,
}

/// A duty.
#[derive(Debug, Clone)]
pub(crate) struct DutyCard {
    /// What kind of act.
    pub(crate) verb: Verb,
    /// The act.
    pub(crate) span: Span,
    /// The posts that act, each by its names.
    pub(crate) actors: Vec<Names>,
    /// The posts it is addressed to, each by its names.
    pub(crate) recipients: Vec<Names>,
    /// How soon, rung by rung.
    pub(crate) limits: Vec<Pace>,
    /// The numbers it dials.
    pub(crate) numbers: Vec<Number>,
}

/// Every name of a post, as names are compared.
pub(crate) type Names = Vec<String>;

/// A limit.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Its length in milliseconds; `None` for a vague word.
    pub(crate) millis: Option<u64>,
    /// As written.
    pub(crate) shown: String,
    /// Its place.
    pub(crate) span: Span,
}

impl Profile {
    /// What a plan is compared by; `None` where it names neither organisation nor family. What could not be read is left out.
    pub(crate) fn of(model: &Model<'_>, sources: &Sources, is_broken: &dyn Fn(Span) -> bool) -> Option<Self> {
        let identity = model.identity.as_ref()?;
        let text = |t: Option<&SmolStr>| t.map(|t| bare(t)).filter(|t| !t.is_empty());
        let (org, family) = (text(identity.org), text(identity.family));
        if org.is_none() && family.is_none() {
            return None;
        }
        let reader = Reader { model, sources };
        let whole = |p: &&Procedure<'_>| !is_broken(p.head.decl.span);
        // A shared roster may have posts that this plan has not: those it never speaks of.
        let spoken: HashSet<Span> = model.references.iter().filter(|r| model.is_own(r.at)).map(|r| r.to).collect();
        let has = |post: &&Post<'_>| model.is_own(post.head.decl.span) || spoken.contains(&post.head.name.span);
        let posts = model.posts.iter().filter(has).map(|p| &p.head);
        let practices = model.practices.iter().filter(|p| !is_broken(p.head.decl.span));
        Some(Self {
            root: model.root,
            file: sources.get(model.root).map_or_else(|| Arc::from(""), |s| Arc::clone(&s.name)),
            name: bare(&identity.head.name.text),
            effective: identity.effective.map(|(date, _)| date),
            org,
            family,
            region: identity.region.and_then(|(code, _)| Region::find(code)),
            posts: posts.flat_map(|head| names(head).into_iter().map(|n| (n, head.title().into()))).collect(),
            lines: model.posts.iter().filter(|p| p.kind == PostKind::Service).map(|p| reader.line(p)).collect(),
            procedures: model.procedures.iter().filter(whole).map(|p| reader.procedure(p)).collect(),
            practices: practices.map(|p| reader.practice(&p.head)).collect(),
            doubted: Vec::new(),
            across: Across::default(),
        })
    }
}

/// Whether two posts of two plans are one: they have a name in common.
pub(crate) fn same_post(a: &Names, b: &Names) -> bool {
    a.iter().any(|n| b.contains(n))
}

impl Profile {
    /// Whether a number was found to be wrong for what it is dialled for.
    pub(crate) fn is_doubted(&self, number: Span) -> bool {
        self.doubted.iter().any(|d| d.file == number.file && number.start <= d.start && d.end <= number.end)
    }

    /// What this plan calls a post, if it has it.
    pub(crate) fn post(&self, names: &Names) -> Option<&SmolStr> {
        names.iter().find_map(|n| self.posts.get(n))
    }
}

/// The names of a declaration, as names are compared.
pub(super) fn names(head: &Head<'_>) -> Vec<String> {
    let own = [head.name.text.as_str(), head.title()].into_iter();
    let mut names: Vec<String> = own.chain(head.aliases().map(|a| a.0.as_str())).map(bare).collect();
    names.dedup();
    names
}

struct Reader<'m> {
    model: &'m Model<'m>,
    sources: &'m Sources,
}

impl Reader<'_> {
    fn line(&self, post: &Post<'_>) -> Line {
        let dialled = post.contacts.iter().filter(|c| c.channel == Channel::Phone);
        let numbers = dialled.filter_map(|c: &Contact<'_>| number(c.text, c.span)).collect();
        Line { names: names(&post.head), numbers, cite: post.head.cite().cloned() }
    }

    fn practice(&self, head: &Head<'_>) -> StepCard {
        let title = head.decl.title.as_ref();
        let numbers = title.map_or_else(Vec::new, |t| dialled(&t.text, t.span));
        let span = title.map_or(head.name.span, |t| t.span);
        let duty = DutyCard { verb: Verb::Do, span, actors: Vec::new(), recipients: Vec::new(), limits: Vec::new(), numbers };
        let names = vec![bare(&head.name.text)];
        StepCard { names, in_recovery: false, begin: Begin::default(), duties: vec![duty], acting: Arc::default(), cite: head.cite().cloned() }
    }

    fn procedure(&self, procedure: &Procedure<'_>) -> ProcedureCard {
        let binding = procedure.steps.iter().flat_map(|s| &s.duties).filter(|d| d.modal == Modal::Must);
        let acting = Arc::new(binding.flat_map(|d| self.posts(&d.parties)).collect::<Vec<Names>>());
        ProcedureCard {
            names: names(&procedure.head),
            scope: procedure.scope.iter().map(|s| bare(s.0)).collect(),
            starts: procedure.starts.iter().map(|s| self.begin(procedure, &s.when)).collect(),
            steps: procedure.steps.iter().map(|s| self.step(procedure, s, &acting)).collect(),
            cite: procedure.head.cite().cloned(),
        }
    }

    fn step(&self, procedure: &Procedure<'_>, step: &Step<'_>, acting: &Arc<Vec<Names>>) -> StepCard {
        let mut names = vec![bare(&step.name().text), bare(step.title())];
        names.dedup();
        let binding: Vec<&Duty<'_>> = step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should)).collect();
        let mut duties: Vec<DutyCard> = binding.iter().map(|d| self.duty(d)).collect();
        // A limit of the step holds for each of its duties.
        let alone: Vec<Pace> = step.limits.iter().map(|l| self.pace(l)).collect();
        duties.iter_mut().for_each(|d| d.limits.extend(alone.iter().cloned()));
        if duties.is_empty() && !alone.is_empty() {
            duties.push(DutyCard { verb: Verb::Step, span: step.name().span, actors: Vec::new(), recipients: Vec::new(), limits: alone, numbers: Vec::new() });
        }
        StepCard {
            names,
            in_recovery: step.in_recovery,
            begin: step.when.as_ref().map_or_else(Begin::default, |when| self.begin(procedure, when)),
            duties,
            acting: Arc::clone(acting),
            cite: step.cite().or(procedure.head.cite()).cloned(),
        }
    }

    fn duty(&self, duty: &Duty<'_>) -> DutyCard {
        let Act { span, kind } = &duty.act;
        let mut numbers = Vec::new();
        let (verb, to) = match kind {
            ActKind::Call(Callee::Numbers(literal)) => {
                numbers.extend(literal.iter().filter_map(|n| number(&n.text, n.span)));
                (Verb::Call, None)
            }
            ActKind::Call(Callee::Parties(to)) => {
                let called = to.list.iter().filter_map(|p| Some((self.model.post(p.post()?)?, p.span)));
                let phones = called.flat_map(|(post, span)| post.contacts.iter().filter(|c| c.channel == Channel::Phone).map(move |c| (c, span)));
                numbers.extend(phones.filter_map(|(c, span)| number(c.text, span)));
                (Verb::Call, None)
            }
            ActKind::Notify(to, _) | ActKind::Report(_, to, _) => (Verb::Tell, Some(to)),
            ActKind::Request(to) => (Verb::Ask, Some(to)),
            ActKind::Record(..) => (Verb::Write, None),
            ActKind::Preserve(..) => (Verb::Keep, None),
            ActKind::ActivateProcedure(_) | ActKind::ActivateDocument(_) => (Verb::Activate, None),
            ActKind::Do(text) => {
                numbers = dialled(&text.text, text.span);
                (Verb::Do, None)
            }
            ActKind::DoAction(_) | ActKind::Unknown => (Verb::Do, None),
        };
        let (actors, recipients) = (self.posts(&duty.parties), to.map_or_else(Vec::new, |to| self.posts(to)));
        DutyCard { verb, span: *span, actors, recipients, limits: duty.limits.iter().map(|l| self.pace(l)).collect(), numbers }
    }

    fn posts(&self, parties: &Parties) -> Vec<Names> {
        parties.list.iter().filter_map(|p| Some(names(&self.model.post(p.post()?)?.head))).collect()
    }

    fn pace(&self, limit: &Limit<'_>) -> Pace {
        Pace { millis: limit.time.millis(), shown: quoted(self.sources, limit.time.span), span: limit.span }
    }

    fn begin(&self, procedure: &Procedure<'_>, condition: &Cond<'_>) -> Begin {
        let mut begin = Begin::default();
        self.read(procedure, condition, &mut begin);
        begin
    }

    fn read(&self, procedure: &Procedure<'_>, condition: &Cond<'_>, begin: &mut Begin) {
        let figure = |value: i64, span: Span| Figure { value, shown: quoted(self.sources, span), span };
        let mut join = |parts: &[Cond<'_>], sign: &str| {
            begin.shape.push('(');
            for part in parts {
                self.read(procedure, part, begin);
                begin.shape.push_str(sign);
            }
            begin.shape.push(')');
        };
        match &condition.kind {
            CondKind::Or(parts) => join(parts, "|"),
            CondKind::And(parts) => join(parts, "&"),
            CondKind::Not(inner) => {
                begin.shape.push('!');
                self.read(procedure, inner, begin);
            }
            CondKind::Held(inner, length) => {
                self.read(procedure, inner, begin);
                begin.shape.push('~');
                begin.figures.extend(length.map(|d| figure(i64::try_from(d.millis).unwrap_or(i64::MAX), condition.span)));
            }
            CondKind::Gauge(id, sign, value) => {
                let name = self.model.gauges.get(id.index()).map_or("", |g| g.head.name.text.as_str());
                // Writing to a string cannot fail.
                let _ = write!(begin.shape, "{name}{}_", sign.sign());
                begin.figures.push(figure(value.thousandths, condition.span));
            }
            CondKind::Signal(id) => begin.shape.push_str(self.model.signals.get(id.index()).map_or("", |s| s.head.name.text.as_str())),
            CondKind::Done(id) => begin.shape.push_str(procedure.step(*id).map_or("", |s| s.name().text.as_str())),
            CondKind::Finished(_) | CondKind::Level(..) | CondKind::Ladder(..) | CondKind::Unknown => {
                begin.shape.push_str(&quoted(self.sources, condition.span));
            }
        }
    }
}

fn number(text: &SmolStr, span: Span) -> Option<Number> {
    Some(Number { digits: shape::comparable(text)?, shown: text.clone(), span })
}

/// The numbers that a text in words tells somebody to dial.
fn dialled(text: &str, span: Span) -> Vec<Number> {
    numbers::find_dialled(text).into_iter().map(|d| Number { digits: d.number.clone(), shown: d.number, span }).collect()
}
