//! Words that call for help, and words that leave it open.

/// Words of a duty to call for help that name neither service nor number.
pub(in crate::analysis) const ALARM: &[&str] = &[
    "报警", "报案", "报火警", "火警电话", "急救电话", "求援", "求救", "呼救", "呼叫救援", "请求救援", "救护车", "call for help", "call the police",
    "call the fire brigade", "call an ambulance", "emergency services", "raise the alarm",
];

/// Where such words speak of a call and do not ask for one.
const SPOKEN_OF: &[&str] = &[
    "内部报警", "接到报警", "收到报警", "报警人", "报警内容", "报警情况", "报警信息", "报警记录", "报警各项", "报案人", "报案编号", "救护车到达", "救护车号",
    "ambulance number",
];

/// Words that leave it to whoever reads them whether help is called.
const HEDGES: &[&str] = &[
    "必要时", "如有必要", "若有必要", "需要时", "如需", "视情", "酌情", "根据情况", "是否", "if necessary", "if needed", "if required", "where necessary",
    "when necessary", "as needed", "as appropriate", "whether to", "consider",
];

/// Marks between the parts of a sentence.
const STOPS: &[char] = &['，', '。', '；', '、', '：', ',', ';', '.', ':'];

/// Whether a text calls for help without saying whom.
pub(super) fn is_alarm(text: &str) -> bool {
    let text = SPOKEN_OF.iter().fold(text.to_lowercase(), |text, words| text.replace(words, "…"));
    ALARM.iter().any(|word| text.contains(word))
}

/// Whether the part of a sentence around a place, or the one before it, leaves it open whether this is done.
pub(super) fn is_hedged(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut earlier = before.rsplit(STOPS);
    let (near, last) = (earlier.next().unwrap_or(""), earlier.next().unwrap_or("").trim());
    let part = format!("{near}{}", after.split(STOPS).next().unwrap_or("")).to_lowercase();
    HEDGES.iter().any(|hedge| part.contains(hedge) || last.to_lowercase().ends_with(hedge))
}

#[cfg(test)]
mod tests {
    use super::{is_alarm, is_hedged};

    #[test]
    fn words_that_speak_of_a_call_ask_for_none() {
        assert!(is_alarm("正确报警") && is_alarm("接到报警后拨打报警电话") && is_alarm("Raise the alarm"));
        assert!(!is_alarm("讲清或问清内部报警各项") && !is_alarm("记下报警人姓名") && !is_alarm("组织疏散"));
    }

    #[test]
    fn only_the_words_around_a_call_leave_it_open() {
        let hedged = |text: &str| is_hedged(text, text.find("119").unwrap());
        assert!(hedged("必要时拨打119"));
        assert!(hedged("组织扑救，必要时，拨打119求助"));
        assert!(hedged("dial 119 if necessary"));
        assert!(!hedged("必要时破拆，同时拨打119"));
        assert!(!hedged("dial 119, and the police if necessary"));
        assert!(!hedged("拨打119"));
    }
}
