//! What a running plan brings about, as lines that people read.

use crate::diagnostic::{Lang, length};
use crate::emit::runbook::Contact;
use crate::engine::trace::{By, Record, Shown};
use unicode_width::UnicodeWidthStr as _;

/// Columns of the time.
const TIME: usize = 12;

/// One effect: when, what, who was called on which number, and who stands in for whom.
#[must_use]
pub fn line(record: &Record, at: u64, lang: Lang) -> String {
    let time = length(at, lang);
    let pad = " ".repeat(TIME.saturating_sub(time.width()));
    let what = what(&record.what, lang);
    let mut whence: Vec<&str> = record.of.iter().map(String::as_str).collect();
    whence.extend(record.step.as_deref());
    let whence = if whence.is_empty() { String::new() } else { format!("  [{}]", whence.join(" / ")) };
    format!("{time}{pad} {what}{whence}\n")
}

fn what(shown: &Shown, lang: Lang) -> String {
    let say = |en: &str, zh: &str, name: &str| match lang {
        Lang::En => format!("{en} {name}"),
        Lang::Zh => format!("{zh} {name}"),
    };
    match shown {
        Shown::Started { started } => say("start", "启动", started),
        Shown::Due { due } => say("due", "到期", due),
        Shown::Done { done } => say("done", "完成", done),
        Shown::Overdue { overdue } => say("OVERDUE", "超时！", overdue),
        Shown::Called { called, by } => say("call", "拨打", called) + &reached(called, by, lang),
        Shown::Notified { notified, by } => say("notify", "通知", notified) + &reached(notified, by, lang),
        Shown::Escalated { escalated, by } => say("ESCALATE to", "升级至", escalated) + &reached(escalated, by, lang),
        Shown::Activated { activated } => say("put in force", "启用", activated),
        Shown::Level { level, is: Some(is) } => say("level", "级别", &format!("{level}.{is}")),
        Shown::Level { level, is: None } => match lang {
            Lang::En => format!("no level of {level} holds"),
            Lang::Zh => format!("{level} 不属任何级别"),
        },
        Shown::Finished { finished } => say("finish", "终止", finished),
        Shown::Closed { closed } => say("close", "关闭", closed),
    }
}

/// Who was reached, where it is somebody else, and on which numbers.
fn reached(meant: &str, by: &By, lang: Lang) -> String {
    let Some(post) = &by.reached else {
        return match lang {
            Lang::En => " — NOBODY CAN BE REACHED".to_owned(),
            Lang::Zh => "：无人可以联系到！".to_owned(),
        };
    };
    let contacts = by.contacts.iter().map(|c: &Contact| c.address.as_str()).collect::<Vec<_>>().join(", ");
    let contacts = if contacts.is_empty() { contacts } else { format!(" ({contacts})") };
    match lang {
        _ if post == meant => contacts,
        Lang::En => format!(": {post} is reached{contacts}"),
        Lang::Zh => format!("：联系到 {post}{contacts}"),
    }
}
