//! The user's words: quoted in a message, and compared with one another.

use crate::parse::comments;
use crate::source::{Sources, Span};
use unicode_normalization::UnicodeNormalization;

/// The words under a span on one line, comments left out.
pub(crate) fn quoted(sources: &Sources, span: Span) -> String {
    let text = sources.slice(span);
    let mut parts = Vec::new();
    let mut start = 0;
    for comment in comments(text) {
        parts.push(text.get(start..comment.start).unwrap_or(""));
        start = comment.end;
    }
    parts.push(text.get(start..).unwrap_or(""));
    let words = parts.iter().flat_map(|p| p.split_whitespace());
    words.fold(String::new(), |line, word| {
        let glued = line.is_empty() || line.ends_with(['(', '（']) || word.starts_with([')', '）', ',', '，', '、']);
        if glued { line + word } else { line + " " + word }
    })
}

/// A text without spaces, case, full-width forms and final punctuation, for comparing.
pub(crate) fn bare(text: &str) -> String {
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    plain.trim_end_matches(['.', '。', '!', ';', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{bare, quoted};
    use crate::source::{FileId, Source, Sources, Span};

    #[test]
    fn comments_and_line_ends_are_not_quoted() {
        let text = "a or ( // 注释 )\n  b /* two\n lines */ and \"// no comment\" ) // next\n , c";
        let mut sources = Sources::default();
        sources.add(Source::new("a.plan", text));
        let span = Span { file: FileId(0), start: 0, end: text.len() as u32 };
        assert_eq!(quoted(&sources, span), "a or (b and \"// no comment\"), c");
    }

    #[test]
    fn spaces_width_case_and_the_final_stop_do_not_count() {
        assert_eq!(bare(" 应用程序／网络（ＡＣＤ） 故障。"), bare("应用程序/网络(acd)故障"));
        assert_eq!(bare("Use the  lift."), bare("use the lift"));
        assert_ne!(bare("乘坐电梯"), bare("不乘坐电梯"));
    }
}
