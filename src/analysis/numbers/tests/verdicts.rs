//! Right and wrong numbers, and their shapes.

use super::*;

/// A verdict in short: `right`, `wrong! fire -> 119` (certain), `wrong? …`, `unknown`, `not here CN TW`.
fn short(verdict: &Verdict<'_>) -> String {
    match verdict {
        Verdict::Right => "right".into(),
        Verdict::Unknown => "unknown".into(),
        Verdict::Wrong {
            actual,
            right,
            certain,
        } => {
            let actual: Vec<_> = actual.iter().map(|kind| kind.word()).collect();
            let right: Vec<_> = right.iter().map(|entry| entry.number.as_str()).collect();
            format!(
                "wrong{} {} -> {}",
                if *certain { '!' } else { '?' },
                actual.join(" "),
                right.join(" ")
            )
        }
        Verdict::NotHere { regions } => {
            let codes: Vec<_> = regions.iter().map(|region| region.code.as_str()).collect();
            format!("not here {}", codes.join(" "))
        }
    }
}

#[test]
fn verdicts() {
    let table = [
        ("CN", "110", "fire", "wrong! police -> 119"),
        ("CN", "119", "police", "wrong! fire -> 110"),
        ("CN", "110", "police", "right"),
        ("CN", "119", "fire", "right"),
        ("CN", "120", "fire", "wrong! medical -> 119"),
        ("CN", "120", "medical", "right"),
        ("CN", "110", "medical", "wrong! police -> 120"),
        ("CN", "110", "police fire", "right"),
        ("CN", "120", "police fire", "wrong! medical -> 110 119"),
        ("CN", "112", "police", "wrong! recording -> 110"),
        ("CN", "12345", "fire", "wrong! government -> 119"),
        ("CN", "122", "traffic", "right"),
        ("CN", "12122", "traffic", "right"),
        ("CN", "110", "traffic", "wrong? police -> 122"),
        ("CN", "12398", "power", "wrong? energy-regulator -> 95598"),
        ("CN", "110", "crisis", "unknown"),
        ("CN", "110", "", "right"),
        ("CN", "1 1 9", "police", "wrong! fire -> 110"),
        ("CN", "１１９", "fire", "right"),
        ("CN", "(119)", "fire", "right"),
        ("CN", "5555", "fire", "unknown"),
        ("CN", "8001", "medical", "unknown"),
        ("CN", "13800000000", "fire", "unknown"),
        ("CN", "110室", "fire", "unknown"),
        ("CN", "", "fire", "unknown"),
        ("CN", "911", "fire", "not here US"),
        ("CN", "911", "", "not here US"),
        ("CN", "999", "police", "not here HK MO SG UK"),
        ("CN", "101", "fire", "unknown"),
        ("CN", "118", "fire", "unknown"),
        ("HK", "999", "police", "right"),
        ("HK", "999", "fire", "right"),
        ("HK", "999", "medical", "right"),
        ("HK", "112", "medical", "right"),
        ("HK", "110", "police", "not here CN TW JP"),
        ("MO", "110", "fire", "right"),
        ("TW", "119", "fire", "right"),
        ("TW", "119", "medical", "right"),
        ("TW", "119", "police", "wrong! fire medical -> 110"),
        ("TW", "118", "police", "wrong? coast-guard -> 110"),
        ("TW", "120", "medical", "not here CN"),
        ("SG", "999", "fire", "wrong! police -> 995"),
        ("SG", "995", "medical", "right"),
        ("SG", "1777", "medical", "wrong? non-emergency -> 995"),
        ("JP", "110", "fire", "wrong! police -> 119"),
        ("KR", "112", "police", "right"),
        ("KR", "112", "fire", "wrong! police -> 119"),
        ("IN", "100", "police", "right"),
        ("IN", "100", "fire", "wrong! police -> 112 101"),
        ("AU", "000", "fire", "right"),
        ("EU", "112", "police", "right"),
        ("EU", "110", "police", "unknown"),
        ("UK", "112", "fire", "right"),
        ("UK", "101", "police", "wrong? non-emergency -> 999 112"),
        ("US", "911", "medical", "right"),
        ("US", "988", "medical", "wrong? crisis -> 911"),
        ("US", "988", "crisis", "right"),
        ("US", "110", "police", "not here CN TW JP"),
    ];
    for (code, number, wanted, expected) in table {
        let wanted: Vec<Kind> = wanted
            .split_whitespace()
            .map(|word| Kind::from_word(word).unwrap())
            .collect();
        let verdict = region(code).verdict(number, &wanted);
        assert_eq!(short(&verdict), expected, "{code} {number} {wanted:?}");
    }
}

#[test]
fn shapes() {
    use Shape::{NoSuchPrefix, NotANumber, Plausible, Several, TooLong, TooShort};
    let table = [
        ("CN", "110", Plausible),
        ("CN", "8001", Plausible),
        ("CN", "5555", Plausible),
        ("CN", "800123", Plausible),
        ("CN", "95598", Plausible),
        ("CN", "12345", Plausible),
        ("CN", "13800000000", Plausible),
        ("CN", "138 0000 0000", Plausible),
        ("CN", "+86 138-0000-0000", Plausible),
        ("CN", "+86 10 1234 5678", Plausible),
        ("CN", "0086 10 12345678", Plausible),
        ("CN", "010-12345678", Plausible),
        ("CN", "(010)12345678", Plausible),
        ("CN", "（０１０）１２３４５６７８", Plausible),
        ("CN", "0755-12345678", Plausible),
        ("CN", "0311-1234567", Plausible),
        ("CN", "1234567", Plausible),
        ("CN", "400-123-4567", Plausible),
        ("CN", "400-050-0827", Plausible),
        ("CN", "800 810 0000", Plausible),
        ("CN", "010-12345678转801", Plausible),
        ("CN", "010-12345678-801", Plausible),
        ("CN", "010-12345678 ext. 801", Plausible),
        ("CN", "0755-12345678-8001", Plausible),
        ("CN", "010-12345678（分机：801）", Plausible),
        ("CN", "8001,12", Plausible),
        ("CN", "*12#", Plausible),
        ("CN", "+852 2345 6789", Plausible),
        ("CN", "12000000000", NoSuchPrefix),
        ("CN", "+86 11000000000", NoSuchPrefix),
        ("CN", "1380000000", TooShort),
        ("CN", "12", TooShort),
        ("CN", "010-123456", TooShort),
        ("CN", "138000000000", TooLong),
        ("CN", "1234567890123", TooLong),
        ("CN", "", NotANumber),
        ("CN", "call me", NotANumber),
        ("CN", "110室", NotANumber),
        ("CN", "转801", NotANumber),
        ("CN", "8001/8002", Several),
        ("CN", "13800000000，13900000000", Several),
        ("CN", "13800000000、010-12345678", Several),
        ("CN", "+", NotANumber),
        ("CN", "---", NotANumber),
        ("US", "555-123-4567", Plausible),
        ("US", "1-800-555-0100 x12", Plausible),
        ("US", "12", TooShort),
        ("US", "1234567890123456", TooLong),
        ("US", "1-800-FLOWERS", NotANumber),
        ("AU", "000", Plausible),
        ("HK", "2345 6789", Plausible),
        ("US", "+8612000000000", NoSuchPrefix),
    ];
    for (code, number, expected) in table {
        assert_eq!(
            shape::check(region(code), number),
            expected,
            "{code} {number:?}"
        );
    }
}

#[test]
fn one_number_written_in_two_ways() {
    let same = |left: &str, right: &str| shape::comparable(left) == shape::comparable(right);
    assert!(same("+86 138-0000-0000", "13800000000"));
    assert!(same("010-12345678转801", "（010）12345678"));
    assert!(same("0086 400 123 4567", "400-123-4567"));
    assert!(!same("119", "110") && shape::comparable("无").is_none());
}

#[test]
fn free_text_against_the_table() {
    let table = [
        ("CN", "火灾报警电话(110)", "wrong! police -> 119"),
        (
            "CN",
            "如果发生火灾安全事故立即拨打110报警，值班组长组织现场人员撤离",
            "wrong! police -> 119",
        ),
        ("CN", "如果发生火灾安全事故立即拨打119报警", "right"),
        ("CN", "发生火灾，拨打119，同时向110报警", "right right"),
        ("CN", "发生火灾立即拨打110和119", "right right"),
        ("CN", "拨打110、119请求公安、消防支援", "right right"),
        ("CN", "消防、急救电话119、120", "right right"),
        (
            "CN",
            "消防电话：110，公安电话：119",
            "wrong! police -> 119 wrong! fire -> 110",
        ),
        ("CN", "发生火灾时拨打120", "wrong? medical -> 119"),
        ("CN", "火灾造成人员受伤，拨打120", "right"),
        ("CN", "有人被困，着火点不明，拨打120", "right"),
        ("CN", "利用手机拨打110进行报警", "right"),
        ("CN", "call 911", "not here US"),
        ("TW", "拨打119急救", "right"),
        ("CN", "call 110 in case of fire", "wrong! police -> 119"),
        ("CN", "拨打8001", "unknown"),
    ];
    for (code, text, expected) in table {
        let verdicts: Vec<_> = review(region(code), text)
            .iter()
            .map(|one| short(&one.verdict))
            .collect();
        assert_eq!(verdicts.join(" "), expected, "{code} {text}");
    }
}
