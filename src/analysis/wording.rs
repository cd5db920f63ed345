//! The user's words: quoted in a message, and compared with one another.

use crate::source::{Sources, Span};
use unicode_normalization::UnicodeNormalization;

/// The words under a span on one line, for a message.
pub(crate) fn quoted(sources: &Sources, span: Span) -> String {
    sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without spaces, case, full-width forms and final punctuation, for comparing.
pub(crate) fn bare(text: &str) -> String {
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    plain.trim_end_matches(['.', '。', '!', ';', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn spaces_width_case_and_the_final_stop_do_not_count() {
        assert_eq!(bare(" 应用程序／网络（ＡＣＤ） 故障。"), bare("应用程序/网络(acd)故障"));
        assert_eq!(bare("Use the  lift."), bare("use the lift"));
        assert_ne!(bare("乘坐电梯"), bare("不乘坐电梯"));
    }
}
