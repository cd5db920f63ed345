//! Which procedures activate which.

use super::references::{in_order, meant};
use crate::analysis::calls::limits;
use crate::ast::{DeclKind, Declaration, Modal};
use crate::ide::names::{What, declared};
use crate::ide::view::View;
use crate::model::{Act, ActKind, ElseKind, Model};
use crate::resolve::resolve;
use crate::source::Span;
use lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams,
    CallHierarchyPrepareParams, Range, SymbolKind,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The procedure under the cursor.
#[must_use]
pub fn prepare(view: &View<'_>, params: &CallHierarchyPrepareParams) -> Option<Vec<CallHierarchyItem>> {
    let (_, meant) = meant(view, view.offset(params.text_document_position_params.position))?;
    let items: Vec<_> = meant.iter().filter_map(|named| item(view, named.name.span)).collect();
    (!items.is_empty()).then_some(items)
}

/// What activates a procedure.
#[must_use]
pub fn incoming(view: &View<'_>, params: &CallHierarchyIncomingCallsParams) -> Option<Vec<CallHierarchyIncomingCall>> {
    let asked = asked(view, &params.item)?;
    let calls = calls(view).into_iter().filter(|call| call.to == asked).map(|call| (call.from, call.at));
    Some(grouped(view, calls).into_iter().map(|(from, from_ranges)| CallHierarchyIncomingCall { from, from_ranges }).collect())
}

/// What a procedure activates.
#[must_use]
pub fn outgoing(view: &View<'_>, params: &CallHierarchyOutgoingCallsParams) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let asked = asked(view, &params.item)?;
    let calls = calls(view).into_iter().filter(|call| call.from == asked).map(|call| (call.to, call.at));
    Some(grouped(view, calls).into_iter().map(|(to, from_ranges)| CallHierarchyOutgoingCall { to, from_ranges }).collect())
}

/// One procedure activates another; procedures are known by the places of their names.
struct Call {
    from: Span,
    to: Span,
    /// The act.
    at: Span,
}

/// The calls of all plans that the file of a view belongs to.
fn calls(view: &View<'_>) -> Vec<Call> {
    let project = view.world.project();
    let of_plan = |root| {
        let unit = project.unit(root);
        calls_of(&resolve(project.sources(), &unit.files, unit.incomplete).model)
    };
    view.world.plans_with(view.id).into_iter().flat_map(of_plan).collect()
}

/// What somebody must, should or may do, what equipment does, what happens when a limit passes; not what is forbidden.
fn calls_of(model: &Model<'_>) -> Vec<Call> {
    let duties = model.duties().filter(|(.., duty)| duty.modal != Modal::MustNot).map(|(p, _, duty)| (p, &duty.act));
    let equipment = model.steps().filter_map(|(p, step)| Some((p, step.automatic.as_ref()?.1.as_ref()?)));
    let late = limits(model);
    let late = late.iter().filter_map(|timed| match &timed.limit.otherwise.as_ref()?.kind {
        ElseKind::Act(act) => Some((timed.place.procedure, act)),
        ElseKind::Escalate(..) => None,
    });
    let calls = duties.chain(equipment).chain(late);
    calls.filter_map(|(from, act)| Some(Call { from: from.head.name.span, to: activated(model, act)?, at: act.span })).collect()
}

fn activated(model: &Model<'_>, act: &Act<'_>) -> Option<Span> {
    if let ActKind::ActivateProcedure(id) = act.kind { Some(model.procedure(id)?.head.name.span) } else { None }
}

/// Calls by procedure, each place once.
fn grouped(view: &View<'_>, calls: impl Iterator<Item = (Span, Span)>) -> Vec<(CallHierarchyItem, Vec<Range>)> {
    let mut groups: BTreeMap<Span, BTreeSet<Span>> = BTreeMap::new();
    for (procedure, at) in calls {
        groups.entry(procedure).or_default().insert(at);
    }
    let procedures = in_order(view, groups.keys().copied().collect());
    let ranges = |procedure| groups.get(&procedure).into_iter().flatten().map(|at| view.range(*at)).collect();
    procedures.into_iter().filter_map(|procedure| Some((item(view, procedure)?, ranges(procedure)))).collect()
}

fn item(view: &View<'_>, name: Span) -> Option<CallHierarchyItem> {
    let procedure = view.declared_at(name).and_then(|named| procedure(&named.what))?;
    let name = procedure.name.as_ref()?;
    Some(CallHierarchyItem {
        name: name.text.to_string(),
        kind: SymbolKind::FUNCTION,
        tags: None,
        detail: procedure.title.as_ref().map(|t| t.text.to_string()),
        uri: view.world.uri(name.span.file)?,
        range: view.range(procedure.span),
        selection_range: view.range(name.span),
        data: Some(json!({ "name": name.text })),
    })
}

fn procedure<'a>(what: &What<'a>) -> Option<&'a Declaration> {
    if let What::Declaration(decl) = what { Some(*decl).filter(|d| d.kind == DeclKind::Procedure) } else { None }
}

/// The procedure an item speaks of. The text may have changed since: then its name counts, not its place.
fn asked(view: &View<'_>, item: &CallHierarchyItem) -> Option<Span> {
    let name = item.data.as_ref().and_then(|d| d.get("name")).and_then(Value::as_str).unwrap_or(&item.name);
    let named = declared(view.tree).into_iter().filter(|n| n.name.text == name && procedure(&n.what).is_some());
    let place = view.span(item.selection_range);
    named.map(|n| n.name.span).min_by_key(|span| span.start.abs_diff(place.start))
}
