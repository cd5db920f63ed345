//! Words that sound like a time limit and measure nothing.

/// Vague words of time. A longer one stands before one it contains.
pub const VAGUE_WORDS: &[&str] = &[
    "第一时间", "立即", "立刻", "及时", "马上", "尽快", "尽早", "即刻", "迅速", "随时", "适时", "即时", "火速", "按规定", "按时", "不定期", "定期", "尽速", "从速", "及早",
    "尽可能快", "以最快的速度", "以最快速度", "最快", "最短的时间", "最短时间", "最短", "实时", "经常",
    "immediately", "promptly", "at once", "as soon as possible", "asap", "without delay", "quickly", "timely", "in time", "regularly",
    "periodically", "as-soon-as-possible", "right away", "urgently", "forthwith", "soon", "as quickly as possible", "as fast as possible",
    "frequently",
];

/// Those of them that say how often, and not how soon.
const OFTEN: &[&str] = &["不定期", "定期", "经常", "regularly", "periodically", "frequently"];

/// Whether a vague word says how often something is done.
#[must_use]
pub fn is_often(word: &str) -> bool {
    OFTEN.iter().any(|v| v.eq_ignore_ascii_case(word))
}

/// Whether a name is one of these words.
#[must_use]
pub fn is_vague(word: &str) -> bool {
    VAGUE_WORDS.iter().any(|v| v.eq_ignore_ascii_case(word))
}
