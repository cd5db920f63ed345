//! How plan and prose are written in Markdown.

use crate::ast::Duration;
use crate::diagnostic::Lang;
use crate::report::clean;

/// A length of time in the units of one language: `1h30m`, `1小时30分钟`.
pub(in crate::ide) fn length(duration: &Duration, lang: Lang) -> String {
    duration.parts.iter().map(|(number, unit)| format!("{number}{}", unit.form(lang))).collect()
}

/// Words of the plan on one line, marked as such.
pub(super) fn code(text: &str) -> String {
    let text = clean(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let fence = "`".repeat(longest_ticks(&text) + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

/// A piece of the plan on lines of its own.
pub(super) fn block(text: &str) -> String {
    let text = clean(text);
    let fence = "`".repeat((longest_ticks(&text) + 1).max(3));
    format!("{fence}preplan\n{text}\n{fence}")
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// The user's prose, so that none of its signs formats anything.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Several things in a row.
pub(super) fn listed(items: impl IntoIterator<Item = String>, lang: Lang) -> String {
    let comma = match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    };
    items.into_iter().collect::<Vec<_>>().join(comma)
}

/// A declaration: its head and body where they are short, otherwise their beginning.
pub(super) fn excerpt(text: &str) -> String {
    const LINES: usize = 10;
    const KEPT: usize = 7;
    const COLUMNS: usize = 240;
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let margin = lines.iter().skip(1).filter(|l| !l.is_empty()).map(|l| indent(l)).min().unwrap_or(0);
    for line in lines.iter_mut().skip(1) {
        *line = line.get(margin..).unwrap_or("");
    }
    let last = lines.last().copied().filter(|l| l.starts_with('}') || l.starts_with('｝'));
    let cut = lines.len() > LINES;
    if cut {
        lines.truncate(KEPT);
        lines.push("  …");
        lines.extend(last);
    }
    let narrow = |line: &str| if line.chars().count() > COLUMNS { line.chars().take(COLUMNS).collect::<String>() + "…" } else { line.to_owned() };
    lines.into_iter().map(narrow).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_signs_format_nothing() {
        assert_eq!(code("a  b"), "`a b`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`24小时 值班`"), "`` `24小时 值班` ``");
        assert_eq!(block("```"), "````preplan\n```\n````");
        assert_eq!(plain("*a* [b](c) <d>"), "\\*a\\* \\[b\\](c) \\<d\\>");
        assert_eq!(plain("119\u{202E}"), "119\\<U+202E\\>");
    }

    #[test]
    fn long_bodies_are_cut_and_margins_taken_off() {
        assert_eq!(excerpt("step a {\n    x\n      y\n  }"), "step a {\n  x\n    y\n}");
        let long = format!("role a {{\n{}}}", "  note \"x\"\n".repeat(20));
        assert_eq!(excerpt(&long).lines().count(), 9);
        assert!(excerpt(&long).ends_with("\n  …\n}"));
        assert_eq!(excerpt(&"长".repeat(500)).chars().count(), 241);
    }
}
