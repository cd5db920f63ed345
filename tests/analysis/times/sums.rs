//! Printed sums replayed: the terms add up, the left side is more, and each term stands in the text where it points.

use preplan::diagnostic::Diagnostic;

/// Seconds of a length as printed: `1h30m`, `3wd`.
fn seconds(length: &str) -> i64 {
    let (mut sum, mut number) = (0, String::new());
    let mut rest = length;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            number.push(c);
            rest = &rest[1..];
            continue;
        }
        let (unit, seconds) = [("mo", 2_592_000), ("wd", 86_400), ("y", 31_536_000), ("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
            .into_iter()
            .find(|(unit, _)| rest.starts_with(unit))
            .unwrap_or_else(|| panic!("no length: {length}"));
        sum += number.parse::<i64>().unwrap_or_else(|_| panic!("no number: {length}")) * seconds;
        number.clear();
        rest = &rest[unit.len()..];
    }
    assert!(number.is_empty(), "no unit: {length}");
    sum
}

/// The terms of one side, each with what it is, and what they add up to.
fn side(said: &str, text: &str) -> (Vec<(String, i64)>, i64) {
    let (terms, total) = said.split_once(" = ").map_or((said, None), |(terms, total)| (terms, Some(seconds(total))));
    let term = |t: &str| t.rsplit_once(' ').map_or_else(|| (String::new(), seconds(t)), |(what, length)| (what.to_owned(), seconds(length)));
    let terms: Vec<(String, i64)> = terms.split(" + ").map(term).collect();
    let sum = terms.iter().map(|t| t.1).sum();
    assert!(total.is_none_or(|total| total == sum), "{said}");
    assert_eq!(total.is_some(), terms.len() > 1, "{said}\n{text}");
    (terms, sum)
}

/// Replays the sum of a finding, if it has one; gives how many terms it has.
pub(super) fn replay(text: &str, finding: &Diagnostic) -> usize {
    let Some((_, said)) = finding.message.en.split_once(": ").filter(|(_, said)| said.contains(" > ")) else { return 0 };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    // One for each case.
    for said in said.split("; or ") {
        let (takes, allowed) = said.split_once(" > ").unwrap();
        let ((terms, takes), (limits, allowed)) = (side(takes, text), side(allowed, text));
        assert!(takes > allowed, "{said}\n{text}");
        left.extend(terms);
        right.extend(limits);
    }
    for related in &finding.related {
        let length = related.text.en.rsplit(' ').next().unwrap();
        let place = &text[related.span.start as usize..related.span.end as usize];
        let term = seconds(length);
        assert!(left.iter().chain(&right).any(|(_, t)| *t == term), "{length} is no term of {said}\n{text}");
        // What is written there: a limit or a time that a step takes, if it is one of these.
        let lengths: Vec<&str> = place.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| w.starts_with(|c: char| c.is_ascii_digit()) && w.ends_with(|c: char| c.is_ascii_alphabetic())).collect();
        let exact = lengths.iter().any(|l| seconds(l) == term || l.ends_with("mo"));
        let inner = left.iter().chain(&right).any(|(what, t)| *t == term && ["the other procedure", "before the start", "in between", "until the end", "held"].contains(&what.as_str()));
        assert!(exact || inner, "{length} does not stand in `{place}`\n{said}\n{text}");
    }
    left.len() + right.len()
}
