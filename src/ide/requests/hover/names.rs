//! The page of a name: its declaration, and what follows from it.

use super::voice::Voice;
use super::wording::{block, code, excerpt, listed, plain};
use super::{facts, people, procedures};
use crate::ast::{DeclKind, Declaration, Key, LevelRung, Name, Statement, Step, Term};
use crate::diagnostic::text;
use crate::ide::names::{Named, What};
use crate::model::{Head, PostId, texts};

/// The page of a name.
pub(super) fn page(v: &Voice<'_, '_>, named: &Named<'_>) -> String {
    let (body, doc): (&[Statement], _) = match named.what {
        What::Declaration(decl) => (&decl.body, decl.doc.as_deref()),
        What::Step(step, _) => (&step.body, step.doc.as_deref()),
        What::Level(level, _) => (&level.body, None),
        What::Term(_) => (&[], None),
    };
    let mut parts = vec![block(&excerpt(v.view.slice(named.full))), heading(v, named, body)];
    parts.extend(doc.map(plain));
    let mut facts = match named.what {
        What::Declaration(decl) => declaration(v, decl, named.name),
        What::Step(step, _) => of_step(v, step),
        What::Level(level, _) => of_level(v, level),
        What::Term(term) => of_term(v, term),
    };
    let others = listed(texts(body, Key::AlsoCalled).map(|t| plain(t.0)), v.lang());
    if !others.is_empty() {
        facts.push(v.say(text!("also called: {others}", "又称：{others}")));
    }
    for (hole, _) in texts(body, Key::Todo) {
        let hole = plain(hole);
        facts.push(v.say(text!("**open question**: {hole}", "**待定**：{hole}")));
    }
    if v.is_broken(named.full) {
        let doubt = text!("part of this was not understood: what seems to be missing may be written there", "其中有一部分未能识别：看似缺少的内容可能就写在那里");
        facts.push(v.say(doubt));
    }
    if !facts.is_empty() {
        parts.push(facts.iter().map(|f| format!("- {f}")).collect::<Vec<_>>().join("\n"));
    }
    parts.join("\n\n")
}

/// What kind of thing it is, its title, where it belongs, its clause, its file.
fn heading(v: &Voice<'_, '_>, named: &Named<'_>, body: &[Statement]) -> String {
    let owner = |decl: &Declaration| decl.name.as_ref().map_or_else(String::new, |n| v.titled(&n.text, decl.title.as_ref().map_or(&n.text, |t| &t.text)));
    let (row, title, of) = match named.what {
        What::Declaration(decl) => (decl.kind.row(), decl.title.as_ref(), None),
        What::Step(step, decl) => ("step", step.title.as_ref(), Some(owner(decl))),
        What::Level(level, decl) => ("level", level.title.as_ref(), Some(owner(decl))),
        What::Term(_) => ("terms", None, None),
    };
    let kind = if row == "terms" { v.say(text!("term", "用语")) } else { v.word(row).to_owned() };
    let mut parts = vec![format!("**{kind}** {}", title.map_or_else(|| code(&named.name.text), |t| plain(&t.text)))];
    parts.extend(of.filter(|of| !of.is_empty()).map(|of| v.say(text!("of {of}", "属于 {of}"))));
    let clauses = listed(texts(body, Key::Cite).map(|t| plain(t.0)), v.lang());
    if !clauses.is_empty() {
        parts.push(v.say(text!("clause {clauses}", "原文 {clauses}")));
    }
    if named.full.file != v.view.id {
        let sources = v.view.world.project().sources();
        let file = sources.get(named.full.file).map_or_else(String::new, |s| code(&s.name));
        parts.push(v.say(text!("in {file}", "见 {file}")));
    }
    parts.join(" · ")
}

fn declaration(v: &Voice<'_, '_>, decl: &Declaration, name: &Name) -> Vec<String> {
    let model = v.model;
    let is = |head: &Head<'_>| head.name.span == name.span;
    let found = match decl.kind {
        DeclKind::Plan => model.identity.as_ref().filter(|p| is(&p.head)).map(|p| facts::plan(v, p)),
        DeclKind::Role | DeclKind::Group | DeclKind::Service => {
            model.posts.iter().position(|p| is(&p.head)).and_then(|i| Some(people::post(v, PostId(i as u32), model.posts.get(i)?)))
        }
        DeclKind::Shift => model.shifts.iter().find(|s| is(&s.head)).map(|s| facts::shift(v, s)),
        DeclKind::Signal => model.signals.iter().find(|s| is(&s.head)).map(|s| facts::signal(v, s)),
        DeclKind::Gauge => model.gauges.iter().find(|g| is(&g.head)).map(|g| facts::gauge(v, g)),
        DeclKind::Levels => model.ladders.iter().find(|l| is(&l.head)).map(|l| facts::ladder(v, l)),
        DeclKind::Document => model.documents.iter().find(|d| is(&d.head)).map(|d| facts::document(v, d)),
        DeclKind::Report => model.forms.iter().find(|f| is(&f.head)).map(|f| facts::form(v, &f.fields)),
        DeclKind::Procedure => model.procedures.iter().find(|p| is(&p.head)).map(|p| procedures::procedure(v, p)),
        DeclKind::Exercise | DeclKind::Training | DeclKind::Routine => model.practices.iter().find(|p| is(&p.head)).map(|p| facts::practice(v, p)),
        DeclKind::Supply => model.supplies.iter().find(|s| is(&s.head)).map(|s| facts::supply(v, s)),
        DeclKind::Action | DeclKind::Terms | DeclKind::Drill => None,
    };
    found.unwrap_or_default()
}

fn of_step(v: &Voice<'_, '_>, step: &Step) -> Vec<String> {
    let found = v.model.steps().find(|(_, s)| s.name().span == step.name.span);
    found.map(|(_, step)| procedures::step(v, step)).unwrap_or_default()
}

fn of_level(v: &Voice<'_, '_>, level: &LevelRung) -> Vec<String> {
    let place = v.model.ladders.iter().find_map(|l| Some((l, l.levels.iter().position(|r| r.rung.name.span == level.name.span)?)));
    place.map(|(ladder, index)| facts::level(v, ladder, index)).unwrap_or_default()
}

fn of_term(v: &Voice<'_, '_>, term: &Term) -> Vec<String> {
    v.model.terms.iter().find(|t| t.name.span == term.name.span).map(|t| facts::term(v, t)).unwrap_or_default()
}
