//! The data file says what the facts page says.

use super::*;

/// Region, kind, numbers with their certainty mark, in the order of the page.
const FACTS: &[(&str, &str, &str)] = &[
    ("CN", "police", "110~"),
    ("CN", "fire", "119~"),
    ("CN", "medical", "120~"),
    ("CN", "traffic", "122~"),
    ("CN", "maritime", "12395~"),
    ("CN", "motorway", "12122~"),
    ("CN", "government", "12345~"),
    ("CN", "cyber", "12387~"),
    ("CN", "energy-regulator", "12398~"),
    ("CN", "power", "95598~"),
    ("CN", "recording", "112~"),
    ("HK", "police", "999~"),
    ("HK", "fire", "999~"),
    ("HK", "medical", "999~"),
    ("HK", "emergency", "112~mobile 992?sms"),
    ("MO", "police", "999+"),
    ("MO", "fire", "999+"),
    ("MO", "medical", "999+"),
    ("MO", "emergency", "110~ 112~"),
    ("TW", "police", "110~"),
    ("TW", "fire", "119~"),
    ("TW", "medical", "119~"),
    ("TW", "emergency", "112~mobile"),
    ("TW", "coast-guard", "118?"),
    ("TW", "protection", "113?"),
    ("SG", "police", "999~"),
    ("SG", "fire", "995+"),
    ("SG", "medical", "995+"),
    ("SG", "emergency", "70999~sms 70995~sms"),
    ("SG", "non-emergency", "1777+"),
    ("JP", "police", "110~"),
    ("JP", "fire", "119~"),
    ("JP", "medical", "119~"),
    ("JP", "coast-guard", "118~"),
    ("KR", "police", "112~"),
    ("KR", "fire", "119~"),
    ("KR", "medical", "119~"),
    ("IN", "police", "112~ 100~older"),
    ("IN", "fire", "112~ 101~older"),
    ("IN", "medical", "112~ 102~older 108~older"),
    ("AU", "police", "000~"),
    ("AU", "fire", "000~"),
    ("AU", "medical", "000~"),
    ("AU", "emergency", "112~mobile 106~text-telephone"),
    ("EU", "police", "112+"),
    ("EU", "fire", "112+"),
    ("EU", "medical", "112+"),
    ("UK", "police", "999~ 112~"),
    ("UK", "fire", "999~ 112~"),
    ("UK", "medical", "999~ 112~"),
    ("UK", "non-emergency", "101? 111? 105?"),
    ("US", "police", "911~"),
    ("US", "fire", "911~"),
    ("US", "medical", "911~"),
    ("US", "crisis", "988?"),
];

fn written(entry: &Entry) -> String {
    let mark = match entry.certainty {
        Certainty::Official => '+',
        Certainty::Secondary => '~',
        Certainty::Unverified => '?',
    };
    let device = match entry.by {
        Device::Any => "",
        Device::Mobile => "mobile",
        Device::Sms => "sms",
        Device::TextTelephone => "text-telephone",
    };
    format!(
        "{}{mark}{device}{}",
        entry.number,
        if entry.older { "older" } else { "" }
    )
}

#[test]
fn the_data_file_holds_the_facts_and_nothing_else() {
    for (code, kind, numbers) in FACTS {
        let kind = Kind::from_word(kind).unwrap();
        let entries: Vec<_> = region(code)
            .numbers_for(kind)
            .into_iter()
            .map(written)
            .collect();
        assert_eq!(entries.join(" "), *numbers, "{code} {kind:?}");
    }
    let told: usize = FACTS
        .iter()
        .map(|(_, _, numbers)| numbers.split(' ').count())
        .sum();
    let held: usize = Region::all()
        .iter()
        .map(|region| region.entries.len())
        .sum();
    assert_eq!(told, held);
}

#[test]
fn the_data_file_is_sound() {
    let codes: Vec<_> = Region::all()
        .iter()
        .map(|region| region.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "CN", "HK", "MO", "TW", "SG", "JP", "KR", "IN", "AU", "EU", "UK", "US"
        ]
    );
    for region in Region::all() {
        assert!(!region.en.is_empty() && !region.zh.is_empty());
        for universal in &region.universal {
            assert!(
                !region.kinds_of(&universal.number).is_empty(),
                "{universal:?}"
            );
        }
        for entry in &region.entries {
            assert_eq!(entry.read, "2026-11-22");
            assert!(entry.number.bytes().all(|byte| byte.is_ascii_digit()));
            assert_eq!(shape::check(region, &entry.number), Shape::Plausible);
        }
    }
}

#[test]
fn universal_numbers() {
    let table = [
        ("CN", "110"),
        ("HK", "999"),
        ("MO", "999"),
        ("TW", ""),
        ("SG", ""),
        ("JP", ""),
        ("KR", ""),
        ("IN", "112"),
        ("AU", "000"),
        ("EU", "112"),
        ("UK", "999 112"),
        ("US", "911"),
    ];
    for (code, numbers) in table {
        let held: Vec<_> = region(code)
            .universal
            .iter()
            .map(|one| one.number.as_str())
            .collect();
        assert_eq!(held.join(" "), numbers, "{code}");
    }
    assert!(region("CN").universal[0].note.is_some());
}

#[test]
fn regions_are_found_by_code() {
    assert_eq!(region("cn").code, "CN");
    assert_eq!(region(" Gb ").code, "UK");
    assert!(Region::find("ZZ").is_none() && Region::find("").is_none());
    assert!(region("EU").others_besides);
}

#[test]
fn kinds_and_words_match() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_word(kind.word()), Some(kind));
        assert_eq!(Kind::from_word(kind.chinese()), Some(kind));
        assert_eq!(
            serde_json::to_value(kind.word())
                .and_then(serde_json::from_value::<Kind>)
                .unwrap(),
            kind
        );
        assert!(!kind.english().is_empty());
    }
    assert_eq!(Kind::from_word("系统维护"), None);
}

#[test]
fn certainty_is_ordered() {
    assert!(
        Certainty::Unverified < Certainty::Secondary && Certainty::Secondary < Certainty::Official
    );
}
