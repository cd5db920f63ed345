//! What an editor offers to do about the findings at hand, one file per kind of action.

mod body;
mod declare;
mod fixes;
pub(in crate::ide) mod item;
mod measure;
mod show_cursor;
mod translate;
mod waive;

use crate::diagnostic::Diagnostic as Finding;
use crate::ide::diagnostics::shown;
use crate::ide::edits::workspace_edit;
use crate::ide::view::View;
use crate::source::Span;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams, CodeActionResponse, ExecuteCommandOptions, WorkDoneProgressOptions, WorkspaceEdit,
};

pub use show_cursor::command;

/// All safe fixes of a file, named so that an editor can ask for them when it saves.
const FIX_ALL: &str = "source.fixAll.preplan";

/// Other wordings of a whole file, for an editor that asks for what can be done to it.
const SOURCE_KEYWORDS: &str = "source.keywords.preplan";

/// The kinds of actions there are.
#[must_use]
pub fn options() -> CodeActionOptions {
    let kinds = vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE, FIX_ALL.into(), SOURCE_KEYWORDS.into()];
    CodeActionOptions { code_action_kinds: Some(kinds), work_done_progress_options: WorkDoneProgressOptions::default(), resolve_provider: Some(false) }
}

/// The commands that actions may bring.
#[must_use]
pub fn commands() -> ExecuteCommandOptions {
    ExecuteCommandOptions { commands: vec![show_cursor::NAME.to_owned()], work_done_progress_options: WorkDoneProgressOptions::default() }
}

/// What can be done in a range of a file.
#[must_use]
pub fn actions(view: &View<'_>, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let asked = Asked { view, at: view.span(params.range), findings: view.world.findings(view.id), only: params.context.only.as_deref() };
    let mut all = Vec::new();
    if asked.wants(&CodeActionKind::QUICKFIX) {
        all.extend(fixes::single(&asked));
        all.extend(fixes::of_rule(&asked));
        all.extend(declare::actions(&asked));
        all.extend(measure::actions(&asked));
        all.extend(waive::actions(&asked));
    }
    if asked.names(FIX_ALL) {
        all.extend(fixes::all(&asked));
    }
    all.extend(translate::actions(&asked));
    Some(all.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// A request for actions.
struct Asked<'v> {
    view: &'v View<'v>,
    /// Where the cursor or the selection is.
    at: Span,
    /// What was found in the file.
    findings: Vec<&'v Finding>,
    /// The kinds that are asked for; `None` for all that belong to a place.
    only: Option<&'v [CodeActionKind]>,
}

impl<'v> Asked<'v> {
    /// Whether actions of a kind belong into the answer.
    fn wants(&self, kind: &CodeActionKind) -> bool {
        self.only.is_none() || self.names(kind.as_str())
    }

    /// Whether the editor names a kind, or one that it is part of.
    fn names(&self, kind: &str) -> bool {
        let part = |of: &str| kind.strip_prefix(of).is_some_and(|rest| of.is_empty() || rest.is_empty() || rest.starts_with('.'));
        self.only.unwrap_or_default().iter().any(|asked| part(asked.as_str()))
    }

    /// Whether a place is selected, or touches the cursor.
    fn touches(&self, span: Span) -> bool {
        span.file == self.at.file && span.start <= self.at.end && self.at.start <= span.end
    }

    /// The findings that are selected, or touch the cursor.
    fn here(&self) -> impl Iterator<Item = &'v Finding> {
        self.findings.iter().copied().filter(|f| self.touches(f.span))
    }

    /// An action about findings.
    fn action(&self, title: String, kind: CodeActionKind, findings: &[&Finding], edit: WorkspaceEdit) -> CodeAction {
        let diagnostics = findings.iter().map(|f| shown(self.view, f)).collect::<Vec<_>>();
        let diagnostics = Some(diagnostics).filter(|d| !d.is_empty());
        CodeAction { title, kind: Some(kind), diagnostics, edit: Some(edit), ..CodeAction::default() }
    }

    /// An action that puts a text into a file; the cursor goes where the author has to go on writing.
    fn insertion(&self, title: String, findings: &[&Finding], insertion: Insertion) -> CodeAction {
        let command = insertion.cursor.and_then(|at| show_cursor::after(self.view.world, insertion.span, &insertion.text, at));
        let edit = workspace_edit(self.view.world, vec![(insertion.span, insertion.text)]);
        CodeAction { command, ..self.action(title, CodeActionKind::QUICKFIX, findings, edit) }
    }
}

/// A text that is put into a file.
#[derive(Debug)]
pub(in crate::ide) struct Insertion {
    /// What it takes the place of.
    pub(in crate::ide) span: Span,
    pub(in crate::ide) text: String,
    /// Where in the text the author has to go on writing.
    cursor: Option<usize>,
}
