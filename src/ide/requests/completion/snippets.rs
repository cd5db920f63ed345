//! Texts with gaps: whole declarations as they stand in a plan. What stands in a gap is no name of the plan, so that a gap nobody has
//! filled is reported.

use super::context::Cursor;
use super::items::{Items, Offer};
use super::words::typed_as;
use crate::diagnostic::{Lang, text};
use crate::parse::Place;
use crate::words;
use lsp_types::CompletionItemKind;

mod texts;

use texts::{IN_LEVELS, IN_PROCEDURE, OF_FILE};

/// Stands for the date of today.
const TODAY: &str = "TODAY";

/// A word and the text it begins, English and Chinese. Gaps are written `${1:what stands in it}`, a second time `${1}`.
type Snippet = (&'static str, &'static str, &'static str);

/// The texts that begin with a word where the cursor stands.
pub(super) fn of_word(cursor: &Cursor<'_>, row: &str, items: &mut Items) {
    for (_, en, zh) in texts_of(cursor.spot.place).iter().filter(|s| s.0 == row) {
        let body = match cursor.lang {
            Lang::En => en,
            Lang::Zh => zh,
        };
        let word = words::form(row, cursor.lang);
        let mut offer = Offer::new(format!("{word} …"), CompletionItemKind::SNIPPET);
        offer.filter = Some(typed_as(row, word));
        offer.detail = Some(text!("with its usual parts", "含常用内容").get(cursor.view.lang).to_owned());
        offer.insert = body.replace(TODAY, &cursor.view.world.date().to_string());
        offer.documentation = Some(filled(&offer.insert));
        items.add_snippet(offer);
    }
}

fn texts_of(place: Place) -> &'static [Snippet] {
    match place {
        Place::File => OF_FILE,
        Place::Declaration(crate::ast::DeclKind::Procedure) => IN_PROCEDURE,
        Place::Declaration(crate::ast::DeclKind::Levels) => IN_LEVELS,
        Place::Recovery => IN_PROCEDURE,
        Place::Declaration(_) | Place::Terms | Place::Level | Place::Forbid | Place::Step => &[],
    }
}

/// The text with what stands in its gaps.
pub(super) fn filled(snippet: &str) -> String {
    let mut gaps: Vec<(&str, &str)> = Vec::new();
    let mut out = String::new();
    let mut rest = snippet;
    while let Some((before, after)) = rest.split_once("${") {
        let (gap, after) = after.split_once('}').unwrap_or((after, ""));
        let (number, text) = gap.split_once(':').unwrap_or((gap, gaps.iter().find(|g| g.0 == gap).map_or("", |g| g.1)));
        gaps.push((number, text));
        out.push_str(before);
        out.push_str(text);
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Date;
    use crate::check::{Options, check};
    use crate::format;
    use crate::project::Project;
    use crate::source::Source;

    /// Declarations of the names that stand in gaps, but for those of the declaration itself.
    const WORLD: [&str; 2] = [texts::ENGLISH_WORLD, texts::CHINESE_WORLD];

    fn each(test: impl Fn(&str, &str, usize)) {
        for (list, open, close) in [(OF_FILE, "", ""), (IN_PROCEDURE, "procedure p {\n  cite \"1\"\n", "}\n"), (IN_LEVELS, "levels l {\n  cite \"1\"\n", "}\n")] {
            for (row, en, zh) in list {
                for (lang, body) in [en, zh].into_iter().enumerate() {
                    let body = filled(&body.replace(TODAY, "2026-11-22"));
                    let lines: Vec<String> = body.lines().map(|l| if open.is_empty() { l.to_owned() } else { format!("  {l}") }).collect();
                    test(row, &format!("{open}{}\n{close}", lines.join("\n")), lang);
                }
            }
        }
    }

    #[test]
    fn every_text_is_laid_out_as_the_formatter_does() {
        each(|row, text, _| {
            let formatted = format::format(&Source::new("t.plan", text), format::Options::default()).unwrap_or_else(|e| panic!("{row}: {e:?}\n{text}"));
            assert_eq!(formatted, text, "{row}");
        });
    }

    #[test]
    fn every_text_is_understood_where_its_names_are_declared() {
        each(|row, text, lang| {
            let mut project = Project::new();
            // What the text declares itself stands in no second place.
            let own: Vec<&str> = text.lines().filter_map(head).collect();
            let world: Vec<&str> = WORLD[lang].lines().filter(|l| head(l).is_none_or(|name| !own.contains(&name))).collect();
            let id = project.add(Source::new("t.plan", format!("{}\n{text}", world.join("\n"))));
            let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
            let wrong: Vec<_> = checked.diagnostics().iter().filter(|d| d.code < "P009").map(|d| (d.code, &d.message.en, project.sources().slice(d.span))).collect();
            assert!(wrong.is_empty(), "{row}: {wrong:#?}\n{text}");
        });
    }

    /// The word and name of a declaration.
    fn head(line: &str) -> Option<&str> {
        if line.starts_with(' ') { None } else { line.split(['"', '{', '=']).next().map(str::trim).filter(|h| h.contains(' ')) }
    }

    #[test]
    fn gaps_are_filled() {
        assert_eq!(filled("step ${1:a} { ${2:b} must do x after ${1} }"), "step a { b must do x after a }");
    }
}
