//! Plans made at random from every construct of the language, in either keyword language or both.

use super::random::Random;
use preplan::diagnostic::Lang;
use preplan::words;

/// `@row` is a keyword, `$x` a part made below; `[…]` may be missing, `*` repeats the part before it with commas.
const DECLARATIONS: &[&str] = &[
    "@language 1",
    "@use $text",
    "@plan $name $text { }",
    "@terms { }",
    "@role $name [$text] { }",
    "@group $name { }",
    "@service $name $text { }",
    "@shift $name { }",
    "@signal $name [$text] { }",
    "@gauge $name { }",
    "@levels $name $text { }",
    "@action $name $text",
    "@document $name { }",
    "@report_form $name { @fields $text* }",
    "@procedure $name $text { }",
    "@exercise $name $text @of_what $name* { }",
    "@training $name { }",
    "@routine $name { }",
    "@supply $name { }",
    "@drill $text @of_what $name { }",
    "@forbid @everyone @do $text @unless @approved_by $name @when $condition { @cite $text }",
    "@note $text",
];

fn statements(declaration: &str) -> &'static [&'static str] {
    match declaration.split([' ', '@']).nth(1).unwrap_or("") {
        "plan" => &["@org $text", "@region CN", "@effective 2026-01-31", "@review_every $time", "@source $text @part 3", "@scope $text*", "@clauses $text*", "@cite $text"],
        "terms" => &["$name = $time", "@note $text"],
        "role" => &["@reports_to $name", "@deputy $name*", "@phone $text*", "@on_duty $name*", "@also_called $text*", "@todo $text", "@allow $name $text [@until 2026-12-31]"],
        "group" => &["@leader $name", "@members $name*", "@sms $text", "@in_person $text"],
        "service" => &["@serves @sv_fire", "@serves $text", "@phone $text"],
        "shift" => &["@mon..@fri 08:00-20:00", "@sat, @sun 20：00-08:00, @mon ００:00-24:00"],
        "signal" => &["@hazard @hz_fire, @hz_storm, $text", "@reported_by @anyone", "@reported_by $name*"],
        "gauge" => &["@unit @un_time", "@unit 人", "@unit %", "@range 0..", "@range ..7", "@range 1..7", "@except $text"],
        "levels" => &["@worst_first", "@prefer_highest", "@level $name $text @when $condition", "@level $name { @note $text }"],
        "document" => &["@kind @dk_form", "@location $text", "@owner $name"],
        "procedure" => &[
            "@start @when $condition [@requested_by $name] [@approved_by $name @and $name] [@within $time]",
            "@owner $name @during $name, $name @during $name",
            "@escalate_to $actors @after_time $time [@when $condition]",
            "@finish @when $condition [@proposed_by $name] [@approved_by @any_of $name*]",
            "@forbid $actors @do $name",
            "@step $name [$text] [@when $condition] [@after $name*] [@takes $time..$time] [@uses $name*] { $duties }",
            "@then @step $name [@after @any_of $name*] { $duties }",
            "@recovery { @step $name { $duties } }",
        ],
        "exercise" | "training" | "routine" => &["@every $time", "@owner $name", "@keep $text*", "@audience $name*"],
        "supply" => &["@quantity 12具", "@check_every $time", "@owner $name"],
        "drill" => &[
            "@at $time @raise $name",
            "@at $time @clear $name",
            "@at $time @set $name @set_to 3人",
            "@at $time @done $name",
            "@at $time @approve $name",
            "@at $time $name @unreachable",
            "@expect @called $name @within $time",
            "@expect @expect_not @overdue $name",
            "@expect @level $name.$name",
            "@expect @finished",
            "@expect @closed",
        ],
        _ => &[],
    }
}

const DUTIES: &[&str] = &[
    "$actors @must @notify $actors [@by_channel @phone, @sms] [@within $time [@of @start_clock]] [@else @escalate_to $actors [@by $name]]",
    "@anyone @must @call $name @within $name",
    "$actors @should @call $text*",
    "$actors @may @report $name @to $actors @repeat $time",
    "$actors @must @record $text* @in $name",
    "$actors @must @preserve $text* @keep_for $time",
    "$actors @must @activate $name @within $time @of $name @else @activate $name",
    "$actors @must_not @do $name",
    "$actors @must @request $actors @within $time @of @unstated @else @notify $name",
    "@someone @must @do $text",
    "@automatic [@notify $name]",
    "@within $time [@else @do $text]",
    "$actors @must @do $text @within $text",
    "@repeat $time",
    "@forbid @everyone @do $text",
    "@cite $text*",
];

const NAMES: &[&str] = &["lead", "值班组长", "tell-manager", "`24小时 值班`", "`a b`", "note", "上报", "_x", "步骤"];
const TEXTS: &[&str] = &["\"8001\"", "“热线”", "\"say \\\"no\\\"\"", "“带\"引号\"”", "\"很长的一段文字，用来试换行：先救人后救物，任何人不得为抢救财物延误撤离\"", "\"// no comment\"", "\"\""];
const TIMES: &[&str] = &["5m", "1h30m", "90秒", "3个工作日", "６个月", "2w", "0.5h"];
const CONDITIONS: &[&str] = &[
    "$name",
    "@not $name",
    "($condition @or $condition)",
    "$name @and $name @and @not $name",
    "$name >= 3人",
    "$name ＜＝ ３０分钟",
    "$name.$name",
    "@done $name @held_for $time",
    "@finished $name",
    "$name @or $name",
];
const ACTORS: &[&str] = &["$name", "$name, $name, $name", "@any_of $name*", "2 @count_of $name", "@everyone"];

/// The words of a plan in order, one declaration after another.
pub(crate) fn plan(random: &mut Random) -> Vec<String> {
    let mut words = Vec::new();
    for _ in 0..=random.below(6) {
        let declaration = random.one(DECLARATIONS);
        let (head, body) = declaration.split_once(" { }").map_or((declaration, false), |(head, _)| (head, true));
        write(head, random, &mut words);
        if body && random.below(8) > 0 {
            words.push("{".to_owned());
            for _ in 0..random.below(5) {
                let own = statements(declaration);
                if !own.is_empty() {
                    write(random.one(own), random, &mut words);
                }
            }
            words.push("}".to_owned());
        }
    }
    words
}

fn write(template: &str, random: &mut Random, words: &mut Vec<String>) {
    let mut skip = 0;
    for part in template.split(' ') {
        let opens = part.matches('[').count();
        let closes = part.matches(']').count();
        if skip == 0 && opens > 0 && random.below(2) == 0 {
            skip = opens;
        } else if skip > 0 {
            skip += opens;
        }
        if skip == 0 {
            one(part.trim_matches(['[', ']']), random, words);
        }
        skip = skip.saturating_sub(closes);
    }
}

/// One part of a template: what is glued together there stays one word.
fn one(part: &str, random: &mut Random, words: &mut Vec<String>) {
    if let Some(repeated) = part.strip_suffix('*') {
        one(repeated, random, words);
        for _ in 0..random.below(4) {
            words.push(random.one(&[",", "，", "、"]).to_owned());
            one(repeated, random, words);
        }
        return;
    }
    let (part, comma) = part.strip_suffix(',').map_or((part, false), |p| (p, true));
    match part {
        "$condition" => {
            // Short ones end the recursion.
            let index = if words.len() > 150 { 0 } else { random.below(CONDITIONS.len()) };
            write(CONDITIONS[index], random, words);
        }
        "$actors" => write(random.one(ACTORS), random, words),
        "$duties" => (0..random.below(4)).for_each(|_| write(random.one(DUTIES), random, words)),
        _ if part.starts_with('(') => {
            words.push("(".to_owned());
            one(part.trim_start_matches('('), random, words);
        }
        _ if part.ends_with(')') => {
            one(part.trim_end_matches(')'), random, words);
            words.push("）".to_owned());
        }
        _ => words.push(glued(part, random)),
    }
    if comma {
        words.push(",".to_owned());
    }
}

fn glued(part: &str, random: &mut Random) -> String {
    for sign in ["..", "."] {
        if let Some((a, b)) = part.split_once(sign).filter(|(a, b)| [a, b].iter().all(|x| x.starts_with(['@', '$']))) {
            return format!("{}{sign}{}", glued(a, random), glued(b, random));
        }
    }
    match part {
        "$name" => random.one(NAMES).to_owned(),
        "$text" => random.one(TEXTS).to_owned(),
        "$time" => random.one(TIMES).to_owned(),
        _ => match part.strip_prefix('@') {
            Some(row) => words::form(row, if random.below(2) == 0 { Lang::En } else { Lang::Zh }).to_owned(),
            None => part.to_owned(),
        },
    }
}
