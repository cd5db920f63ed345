//! A text that cannot be dialled.

use super::prelude::*;
use crate::analysis::numbers::{Region, Shape, shape};
use crate::analysis::quotes::{self, Quote};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P403",
    name: "malformed-number",
    severity: Severity::Error,
    why: ("a number with a digit missing is noticed only when somebody dials it in an emergency", "号码少一位，往往到出事拨打时才发现"),
    page: Page(include_str!("../../../tests/rules/malformed-number.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let Some(region) = cx.region() else { return Vec::new() };
    let quotes = quotes::phones(cx.model).chain(quotes::literals(cx.model));
    quotes.filter_map(|quote| finding(cx, region, &quote)).collect()
}

fn finding(cx: &Context<'_>, region: &Region, quote: &Quote<'_>) -> Option<Diagnostic> {
    let shape = shape::check(region, quote.text);
    let (message, help) = match shape {
        Shape::Plausible => return None,
        Shape::Several => several(quote.text),
        Shape::TooShort | Shape::TooLong | Shape::NoSuchPrefix | Shape::NotANumber => undiallable(region, quote.text, shape),
    };
    let finding = RULE.finding(quote.span, message).help(help).cite(quote.cite);
    // With escapes in it the text is not what stands in the file.
    Some(match quote.inside(cx.sources) {
        Some(_) if shape == Shape::Several => finding.safe_fix(quote.span, apart(quote.text)),
        Some(_) | None => finding,
    })
}

fn undiallable(region: &Region, number: &str, shape: Shape) -> (Text, Text) {
    let (en, zh) = (&region.en, &region.zh);
    match shape {
        Shape::TooShort => (
            text!("`{number}` is too short for a telephone number in {en}", "`{number}` 位数不足，不是{zh}的电话号码"),
            text!("add the missing digits, the area code included", "补全号码，包括区号"),
        ),
        Shape::TooLong => (
            text!("`{number}` is too long for a telephone number in {en}", "`{number}` 位数过多，不是{zh}的电话号码"),
            text!("write one number; an extension as in `010-12345678-801`", "只写一个号码；分机写作 `010-12345678转801`"),
        ),
        Shape::NoSuchPrefix => (
            text!("no telephone number in {en} begins like `{number}`", "{zh}没有以这几位开头的电话号码：`{number}`"),
            text!("check the first digits", "请核对开头几位"),
        ),
        Shape::NotANumber | Shape::Several | Shape::Plausible => (
            text!("`{number}` is no telephone number", "`{number}` 不是电话号码"),
            text!("write the digits to be dialled, and remarks in a `note`", "只写要拨的数字，其余内容写入 `说明`"),
        ),
    }
}

fn several(number: &str) -> (Text, Text) {
    let parts = apart(number);
    (
        text!("`{number}` is several numbers in one", "`{number}` 是几个号码写在了一起"),
        text!("put each in quotes of its own: `{parts}`", "每个号码各加引号：`{parts}`"),
    )
}

fn apart(number: &str) -> String {
    let marks = ['/', '／', '、', ';', '；', ',', '，'];
    number.split(marks).map(|part| format!("\"{}\"", part.trim())).collect::<Vec<_>>().join(", ")
}
