//! Vague words of time inside free text. Chinese has no spaces and some of the words have other senses, so the
//! neighbours of a word decide whether it speaks of how soon something is to be done.

use crate::model::VAGUE_WORDS;
use std::ops::Range;

/// How the neighbours of a word tell its senses apart.
struct Sense {
    word: &'static str,
    /// It means something else after these: `固定期限` is no `定期`.
    not_after: &'static [&'static str],
    /// It means something else before these: `定期存款`, `地点及时间`.
    not_before: &'static [&'static str],
    /// It speaks of time only before these; empty for always: `随时待命` is no limit, `随时报告` is one.
    only_before: &'static [&'static str],
}

const SENSES: &[Sense] = &[
    Sense { word: "及时", not_after: &[], not_before: &["间", "长", "段", "限", "刻", "期", "钟", "代", "点", "差", "效", "性", "雨"], only_before: &[] },
    Sense { word: "适时", not_after: &["合"], not_before: &["间", "机", "候", "段"], only_before: &[] },
    Sense { word: "即时", not_after: &[], not_before: &["通讯", "通信", "消息", "聊天", "信息", "间"], only_before: &[] },
    Sense { word: "按时", not_after: &[], not_before: &["间", "段", "长", "限", "刻", "序", "薪"], only_before: &[] },
    Sense {
        word: "定期",
        not_after: &["固", "规", "约", "指", "法", "限", "特", "一", "既", "稳", "鉴"],
        not_before: &["限", "间", "满", "内", "存", "债", "租", "保险", "合同"],
        only_before: &[],
    },
    Sense { word: "第一时间", not_after: &[], not_before: &["段", "点"], only_before: &[] },
    Sense { word: "随时", not_after: &[], not_before: &[], only_before: &["报告", "汇报", "上报", "通报", "报送", "通知", "告知", "反馈"] },
    Sense { word: "按规定", not_after: &[], not_before: &[], only_before: &["时间", "时限", "期限", "的时间", "的时限", "的期限"] },
    // The fastest way or the shortest route is no time.
    Sense { word: "最快", not_after: &[], not_before: &[], only_before: &["速度", "的速度", "方式", "的方式", "时间", "的时间"] },
    Sense { word: "最短", not_after: &[], not_before: &[], only_before: &["时限", "期限", "的时限", "的期限"] },
    Sense { word: "最短时间", not_after: &[], not_before: &["间隔"], only_before: &[] },
    Sense {
        word: "实时",
        not_after: &[],
        not_before: &[],
        only_before: &[
            "报告", "汇报", "上报", "通报", "报送", "通知", "告知", "反馈", "收集", "更新", "发布", "传递", "跟进", "共享", "掌握",
        ],
    },
    Sense { word: "经常", not_after: &["不"], not_before: &["性", "发生", "出现", "使用", "项目", "账户", "费"], only_before: &[] },
    Sense { word: "frequently", not_after: &[], not_before: &[" asked", " used"], only_before: &[] },
    Sense { word: "soon", not_after: &["as "], not_before: &[], only_before: &[] },
    Sense { word: "at once", not_after: &["all "], not_before: &[], only_before: &[] },
    Sense { word: "in time", not_after: &[], not_before: &[" of", " zone"], only_before: &[] },
    Sense { word: "immediately", not_after: &[], not_before: &[" adjacent", " next to", " above", " below", " behind", " beside"], only_before: &[] },
];

/// The places of vague words in a text, in order, none overlapping another.
pub(crate) fn find(text: &str) -> Vec<Range<usize>> {
    // ASCII lower case keeps every offset.
    let text = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.char_indices() {
        if at < from {
            continue;
        }
        let (Some(before), Some(rest)) = (text.get(..at), text.get(at..)) else { continue };
        let longest = VAGUE_WORDS.iter().filter(|w| rest.starts_with(**w)).max_by_key(|w| w.len());
        let Some(word) = longest else { continue };
        from = at + word.len();
        if speaks_of_time(word, before, text.get(from..).unwrap_or("")) {
            found.push(at..from);
        }
    }
    found
}

/// A word as it is compared with the words of `terms`: `as soon as possible` and `as-soon-as-possible` are one.
pub(crate) fn plain(word: &str) -> String {
    word.to_ascii_lowercase().replace('-', " ")
}

fn speaks_of_time(word: &str, before: &str, after: &str) -> bool {
    let goes_on = |c: Option<char>| word.is_ascii() && c.is_some_and(|c| c.is_ascii_alphanumeric());
    if goes_on(before.chars().next_back()) || goes_on(after.chars().next()) {
        return false;
    }
    let Some(sense) = SENSES.iter().find(|s| s.word == word) else { return true };
    let follows = |list: &[&str]| list.iter().any(|next| after.starts_with(next));
    let preceded = sense.not_after.iter().any(|last| before.ends_with(last));
    !preceded && !follows(sense.not_before) && (sense.only_before.is_empty() || follows(sense.only_before))
}

#[cfg(test)]
mod tests {
    use super::find;

    fn words(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|r| text.get(r).unwrap()).collect()
    }

    #[test]
    fn words_of_time_are_found_where_they_stand() {
        assert_eq!(words("立即撤离，并第一时间报告"), ["立即", "第一时间"]);
        assert_eq!(words("定期检查，不定期抽查"), ["定期", "不定期"]);
        assert_eq!(words("随时报告，按规定时限上报"), ["随时", "按规定"]);
        assert_eq!(words("以最快的速度送医院，用最快方式求助，在最短的时间内联系"), ["以最快的速度", "最快", "最短的时间"]);
        assert_eq!(words("实时收集并实时上报，经常保持联系"), ["实时", "实时", "经常"]);
        assert_eq!(words("Call back as quickly as possible"), ["as quickly as possible"]);
        assert_eq!(words("Tell them As Soon As Possible, and call back promptly"), ["As Soon As Possible", "promptly"]);
    }

    #[test]
    fn other_senses_are_left_alone() {
        for text in [
            "记录地点及时间",
            "在合适时机解释",
            "随时待命",
            "按规定佩戴证件",
            "在规定期限内",
            "办理定期存款",
            "用即时通讯工具",
            "按时间顺序记录",
            "走最快的路线",
            "选最短路线撤离",
            "查看实时监控",
            "核对实时数据",
            "经常性项目",
            "经常发生的故障",
            "read the frequently asked questions",
            "stand immediately behind the door",
            "as soon as the fire is out",
            "sooner or later",
            "all at once",
        ] {
            assert_eq!(words(text), Vec::<&str>::new(), "{text}");
        }
    }
}
