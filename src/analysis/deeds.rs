//! What acts do, so that two of them can be compared.

use super::numbers;
use super::wording::bare;
use crate::ast::{ActorsKind, Channel};
use crate::model::{Act, ActKind, Callee, DocumentId, FormId, Model, Parties, Party, PostId, ProcedureId};

/// One thing that can be done, so that two texts that speak of it are found alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Deed {
    Words(String),
    Record(String),
    Preserve(String),
    Dial(String),
    Call(PostId),
    Notify(PostId, Option<Channel>),
    Report(PostId, Option<FormId>),
    Request(PostId),
    Start(ProcedureId),
    Use(DocumentId),
}

/// What an act does. A prohibition without a channel or a form forbids all of them; so a duty with one does both.
pub(crate) fn deeds(model: &Model<'_>, act: &Act<'_>, forbidden: bool) -> Vec<Deed> {
    let to = |parties: &Parties| -> Vec<PostId> {
        let open = parties.need == ActorsKind::Any && parties.list.len() > 1 && !forbidden;
        if open { Vec::new() } else { parties.list.iter().filter_map(Party::post).collect() }
    };
    match &act.kind {
        ActKind::Do(text) => vec![Deed::Words(bare(&text.text))],
        ActKind::DoAction(id) => model.actions.get(id.index()).map(|a| Deed::Words(bare(a.title()))).into_iter().collect(),
        ActKind::Record(texts, ..) => texts.iter().map(|t| Deed::Record(bare(&t.text))).collect(),
        ActKind::Preserve(texts, _) => texts.iter().map(|t| Deed::Preserve(bare(&t.text))).collect(),
        ActKind::Call(Callee::Numbers(numbers)) => numbers.iter().map(|n| Deed::Dial(number(&n.text))).collect(),
        ActKind::Call(Callee::Parties(parties)) => to(parties).into_iter().map(Deed::Call).collect(),
        ActKind::Notify(parties, channels) => {
            let channels = options(channels.iter().map(|c| c.0), forbidden);
            to(parties).into_iter().flat_map(|id| channels.iter().map(move |c| Deed::Notify(id, *c))).collect()
        }
        ActKind::Report(form, parties, _) => {
            let forms = options(form.iter().copied(), forbidden);
            to(parties).into_iter().flat_map(|id| forms.iter().map(move |f| Deed::Report(id, *f))).collect()
        }
        ActKind::Request(parties) => to(parties).into_iter().map(Deed::Request).collect(),
        ActKind::ActivateProcedure(id) => vec![Deed::Start(*id)],
        ActKind::ActivateDocument(id) => vec![Deed::Use(*id)],
        ActKind::Unknown => Vec::new(),
    }
}

/// The named ones, and `None` for "any", where it is meant.
fn options<T>(named: impl Iterator<Item = T>, forbidden: bool) -> Vec<Option<T>> {
    let mut options: Vec<Option<T>> = named.map(Some).collect();
    if options.is_empty() || !forbidden {
        options.push(None);
    }
    options
}

fn number(text: &str) -> String {
    numbers::normalise(text).map_or_else(|| bare(text), |n| n.to_string())
}
