//! The times of a plan as tables.

use crate::diagnostic::{Lang, length};
use crate::emit::timeline::{How, Moment, Procedure, Reached, Step, Timeline, When};
use comfy_table::{Table, presets};
use std::fmt::Write as _;

/// The times of a plan, two tables a procedure, no wider than so many columns where the words allow.
#[must_use]
pub fn table(timeline: &Timeline, lang: Lang, width: usize) -> String {
    let writer = Writer { lang, width: u16::try_from(width).unwrap_or(u16::MAX) };
    let mut out = String::new();
    for procedure in &timeline.procedures {
        writer.procedure(procedure, &mut out);
    }
    out + writer.say(
        "Times count from the start of the procedure. The latest ones hold if steps take no longer than they may and limits are kept;\n`preplan check` says which limits cannot be kept.\n",
        "时间从处置启动起算。最迟时间以各步骤不超过其用时、各时限都守住为前提；\n哪些时限守不住，由 `preplan check` 指出。\n",
    )
}

struct Writer {
    lang: Lang,
    width: u16,
}

impl Writer {
    fn say<'t>(&self, en: &'t str, zh: &'t str) -> &'t str {
        match self.lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    fn procedure(&self, procedure: &Procedure, out: &mut String) {
        let (name, title) = (&procedure.name, &procedure.title);
        let _ = if name == title { writeln!(out, "{name}") } else { writeln!(out, "{name} “{title}”") };
        for start in &procedure.starts {
            let _ = writeln!(out, "  {}{start}", self.say("starts when ", "启动：当 "));
        }
        for by in &procedure.started_by {
            let when = self.when(&by.done);
            let (from, step) = (&by.procedure, &by.step);
            let _ = match self.lang {
                Lang::En => writeln!(out, "  started by step {step} of {from} ({when} after its start)"),
                Lang::Zh => writeln!(out, "  由 {from} 的步骤 {step} 启动（其启动后 {when}）"),
            };
        }
        if !procedure.steps.is_empty() {
            let _ = writeln!(out, "{}", self.steps(&procedure.steps));
        }
        if !procedure.posts.is_empty() {
            let _ = writeln!(out, "{}", self.posts(&procedure.posts));
        }
        out.push('\n');
    }

    fn steps(&self, steps: &[Step]) -> Table {
        let mut table = self.blank();
        table.set_header(match self.lang {
            Lang::En => ["step", "waits for", "who", "due", "done", "limits"],
            Lang::Zh => ["步骤", "等待", "谁", "到期", "完成", "时限"],
        });
        let mut sorted: Vec<&Step> = steps.iter().collect();
        sorted.sort_by_key(|s| (s.in_recovery, s.due.as_ref().map_or(u64::MAX, |d| d.earliest.ms)));
        for step in sorted {
            let lines = |list: &[String]| list.join("\n");
            table.add_row([step.name.clone(), lines(&step.waits_for), lines(&step.who), self.due(step), self.done(step), lines(&step.limits)]);
        }
        table
    }

    fn due(&self, step: &Step) -> String {
        match &step.due {
            None => self.say("never", "不会到期").to_owned(),
            Some(_) if step.in_recovery => self.say("after the end", "终止后").to_owned(),
            Some(when) => self.when(when),
        }
    }

    fn done(&self, step: &Step) -> String {
        match (&step.done, &step.after_due) {
            (None, _) => self.say("never", "不会完成").to_owned(),
            (Some(when), _) if when.latest.is_some() && !step.in_recovery => self.when(when),
            (Some(_), Some(after)) => self.after(after),
            (Some(_), None) => self.open().to_owned(),
        }
    }

    fn posts(&self, posts: &[Reached]) -> Table {
        let mut table = self.blank();
        table.set_header(match self.lang {
            Lang::En => ["post", "reached at the latest", "by"],
            Lang::Zh => ["岗位", "最迟得知", "途径"],
        });
        for post in posts {
            table.add_row([post.post.clone(), self.latest(post), self.how(post)]);
        }
        table
    }

    fn latest(&self, post: &Reached) -> String {
        let Some(reach) = &post.by else { return self.say("not said", "未写明").to_owned() };
        let conditional = || match (&reach.after_due, &reach.step) {
            (Some(after), Some(step)) => match self.lang {
                Lang::En => format!("{} after {step} is due", self.length(after)),
                Lang::Zh => format!("{step} 到期后 {}", self.length(after)),
            },
            (Some(_) | None, _) => self.open().to_owned(),
        };
        reach.when.latest.as_ref().map_or_else(conditional, |latest| self.length(latest))
    }

    fn how(&self, post: &Reached) -> String {
        let Some(reach) = &post.by else { return String::new() };
        let text = &reach.text;
        let step = reach.step.as_ref().map_or(String::new(), |s| format!("{s}{}", self.say(": ", "：")));
        match (reach.how, self.lang) {
            (How::Raises, Lang::En) => format!("reports the signal {text}"),
            (How::Raises, Lang::Zh) => format!("报告信号 {text}"),
            (How::Told, _) => step + text,
            (How::Leads, Lang::En) => format!("{step}{text} (leads it)"),
            (How::Leads, Lang::Zh) => format!("{step}{text}（任组长）"),
            (How::HandedUp, Lang::En) => format!("{step}only if late: {text}"),
            (How::HandedUp, Lang::Zh) => format!("{step}仅当超时：{text}"),
        }
    }

    fn when(&self, when: &When) -> String {
        let earliest = self.length(&when.earliest);
        match &when.latest {
            Some(latest) if *latest == when.earliest => earliest,
            Some(latest) => format!("{earliest} – {}", self.length(latest)),
            None if when.earliest.ms == 0 => self.open().to_owned(),
            None => format!("≥ {earliest}"),
        }
    }

    fn after(&self, after: &Moment) -> String {
        match self.lang {
            Lang::En => format!("{} after due", self.length(after)),
            Lang::Zh => format!("到期后 {}", self.length(after)),
        }
    }

    fn open(&self) -> &'static str {
        match self.lang {
            Lang::En => "open",
            Lang::Zh => "不定",
        }
    }

    fn length(&self, moment: &Moment) -> String {
        length(moment.ms, self.lang)
    }

    fn blank(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY).set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(self.width);
        table
    }
}
