//! Identity, digest, notes of the whole plan, open questions, waivers.

use super::{Builder, cites, owned, practices, times};
use crate::ast::{Item, Key, Statement, StatementKind};
use crate::check::find;
use crate::diagnostic::Diagnostic;
use crate::emit::runbook as r;
use crate::model::{Identity, Todo, WaiverScope};
use crate::source::Span;
use sha2::{Digest as _, Sha256};

/// This program.
pub(super) fn generator() -> r::Generator {
    r::Generator { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

impl<'a> Builder<'_, 'a> {
    pub(super) fn digest(&self) -> r::Digest {
        let mut whole = Sha256::new();
        let mut files = Vec::new();
        for source in self.files.iter().filter_map(|f| self.project.sources().get(f.id)) {
            whole.update(source.text.as_bytes());
            files.push(r::FileDigest { name: source.name.to_string(), value: hex(&Sha256::digest(source.text.as_bytes())) });
        }
        r::Digest { algorithm: "sha-256".to_owned(), value: hex(&whole.finalize()), files }
    }

    pub(super) fn plan(&self, identity: &Identity<'a>) -> r::Plan {
        let body = &identity.head.decl.body;
        r::Plan {
            about: self.about(identity.head),
            aliases: owned(body, Key::AlsoCalled),
            org: identity.org.map(ToString::to_string),
            family: identity.family.map(ToString::to_string),
            region: identity.region.map(|r| r.0.to_string()),
            timezone: owned(body, Key::Timezone).into_iter().next(),
            version: owned(body, Key::Version).into_iter().next(),
            effective: identity.effective.map(|e| e.0.to_string()),
            review: identity.review.as_ref().map(times::time),
            source: owned(body, Key::Source),
            part: crate::model::values(body, Key::Part).next().and_then(|v| practices::quantity(v, self.slice(v.span))),
            scope: identity.scope.iter().map(|s| s.0.to_string()).collect(),
        }
    }

    /// The notes that stand outside all declarations.
    pub(super) fn file_notes(&self) -> Vec<r::Note> {
        let statements = self.files.iter().flat_map(|f| &f.items).filter_map(|i| if let Item::Statement(s) = i { Some(s) } else { None });
        let notes = statements.flat_map(|s| owned(std::slice::from_ref(s), Key::Note).into_iter().map(|note| (note, s.span)));
        notes.map(|(note, span)| r::Note { note, at: self.place(span) }).collect()
    }

    pub(super) fn open_question(&self, todo: &Todo<'a>) -> r::OpenQuestion {
        r::OpenQuestion { question: todo.text.to_string(), cite: self.clauses(todo.span), at: self.place(todo.span) }
    }

    /// The clauses of the innermost body around a place.
    fn clauses(&self, span: Span) -> Vec<String> {
        let declarations = self.files.iter().flat_map(|f| &f.items).filter_map(|i| if let Item::Declaration(d) = i { Some(d) } else { None });
        declarations.filter(|d| contains(d.span, span)).flat_map(|d| clauses(&d.body, span, &[])).collect()
    }

    /// The waivers that count: those no finding calls stale.
    pub(super) fn waivers(&self, findings: &[Diagnostic]) -> Vec<r::Waiver> {
        let stale = find("stale-waiver").map_or("", |r| r.code);
        let counts = |w: &&WaiverScope<'a>| {
            !findings.iter().any(|d| d.code == stale && contains(w.span, d.span))
        };
        self.model.waivers.iter().filter(counts).filter_map(|w| self.waiver(w)).collect()
    }

    fn waiver(&self, scope: &WaiverScope<'a>) -> Option<r::Waiver> {
        let rule = find(&scope.waiver.rule.text)?;
        Some(r::Waiver {
            rule: rule.name.to_owned(),
            code: rule.code.to_owned(),
            reason: scope.waiver.reason.as_ref()?.text.to_string(),
            until: scope.waiver.until.and_then(|u| u.0).map(|d| d.to_string()),
            covers: scope.covers.map(|c| self.place(c)),
            at: self.place(scope.span),
        })
    }
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// The clauses of the innermost part of a body around a place.
fn clauses(body: &[Statement], span: Span, outer: &[String]) -> Vec<String> {
    let own = cites(body, outer);
    let inner = body.iter().filter(|s| contains(s.span, span)).find_map(|s| {
        if let StatementKind::Step(step) = &s.kind {
            Some(&step.body)
        } else if let StatementKind::Recovery(recovery) = &s.kind {
            Some(&recovery.body)
        } else if let StatementKind::Level(level) = &s.kind {
            Some(&level.body)
        } else {
            None
        }
    });
    inner.map_or_else(|| own.clone(), |body| clauses(body, span, &own))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
