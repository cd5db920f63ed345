//! The shape of the duty that is being typed.

mod before;
mod place;
mod shape;

use crate::diagnostic::{Lang, Text};
use crate::ide::keywords::language_at;
use crate::ide::position::Encoding;
use crate::ide::view::View;
use lsp_types::{
    Documentation, ParameterInformation, ParameterLabel, SignatureHelp, SignatureHelpOptions, SignatureHelpParams, SignatureInformation, WorkDoneProgressOptions,
};
use shape::{ACTS, Part, Shape};

/// After which signs the shape is asked for.
#[must_use]
pub fn options() -> SignatureHelpOptions {
    let list = |signs: &[&str]| Some(signs.iter().map(|s| (*s).to_owned()).collect());
    SignatureHelpOptions {
        trigger_characters: list(&[" ", ",", "，", "、"]),
        retrigger_characters: list(&["\"", "”", "\n", "}"]),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    }
}

/// The shape of the duty at the cursor; nothing outside steps.
#[must_use]
pub fn signature(view: &View<'_>, params: &SignatureHelpParams) -> Option<SignatureHelp> {
    let offset = view.offset(params.text_document_position_params.position);
    let (pieces, own_line) = before::in_step(view.source.text.get(..offset as usize)?)?;
    let (shape, active) = place::read(&pieces, own_line)?;
    let written = language_at(view, offset);
    let mut signatures = vec![information(&shape, active, written, view.lang)];
    // Before the act is chosen, the others can be leafed through.
    if shape.segments().get(active).is_some_and(|s| s.part == Part::Act) {
        signatures.extend(ACTS.iter().map(|(row, _)| information(&Shape { act: Some(row), ..shape }, active, written, view.lang)));
    }
    Some(SignatureHelp { signatures, active_signature: Some(0), active_parameter: u32::try_from(active).ok() })
}

fn information(shape: &Shape, active: usize, written: Lang, session: Lang) -> SignatureInformation {
    let mut label = String::new();
    let mut parameters = Vec::new();
    for segment in shape.segments() {
        if !label.is_empty() {
            label.push(' ');
        }
        let (open, close) = segment.around();
        label += open;
        // Editors count the offsets of labels in UTF-16, whatever they agreed on for positions.
        let start = Encoding::Utf16.width(&label);
        label += &shape.shown(&segment, written);
        let end = Encoding::Utf16.width(&label);
        label += close;
        parameters.push(ParameterInformation { label: ParameterLabel::LabelOffsets([start, end]), documentation: documentation(&segment.part.doc(), session) });
    }
    SignatureInformation {
        label,
        documentation: documentation(&shape.doc(), session),
        parameters: Some(parameters),
        active_parameter: u32::try_from(active).ok(),
    }
}

fn documentation(text: &Text, lang: Lang) -> Option<Documentation> {
    Some(Documentation::String(text.get(lang).to_owned()))
}
