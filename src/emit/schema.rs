//! The JSON Schema of runbooks, generated from their types.

use super::runbook::{FORMAT, Runbook};
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

/// JSON Schema (2020-12) of the runbook, indented, with a final line break.
#[must_use]
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(join_lines));
    let generator = settings.into_generator();
    let mut schema = generator.into_root_schema_for::<Runbook>();
    schema.insert("$id".to_owned(), format!("urn:preplan:runbook:{FORMAT}").into());
    // Texts and numbers: it always serializes.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// Doc comments are broken into lines for the source; in a description only paragraphs are.
fn join_lines(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.split("\n\n").map(|p| p.replace('\n', " ")).collect::<Vec<_>>().join("\n\n");
    }
}
