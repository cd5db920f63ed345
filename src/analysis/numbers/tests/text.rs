//! Texts that dial and texts that do not.

use proptest::prelude::*;

use super::*;

/// Each text with the numbers it dials, as `range text=purpose`.
const DIALLING: &[(&str, &str)] = &[
    ("拨打110报警", "110"),
    ("立即拨打119", "119"),
    ("打110", "110"),
    ("致电120", "120"),
    ("拨120急救", "120=medical"),
    ("拨通119", "119"),
    ("拨打火警电话119", "119=fire"),
    ("报警电话110", "110"),
    ("火灾报警电话(110)", "110=fire"),
    ("火灾报警电话（110）。", "110=fire"),
    ("火警119", "119=fire"),
    ("call 110", "110"),
    ("dial 911", "911"),
    ("phone 999", "999"),
    ("ring 112", "112"),
    ("Call 110.", "110"),
    ("电话：110", "110"),
    ("拨打120或119", "120 119"),
    ("拨打“120”或“119”", "120 119"),
    ("拨打110、119、120。", "110 119 120"),
    ("拨打110/119/120", "110 119 120"),
    ("拨打110，119", "110 119"),
    ("向110报警", "110"),
    ("110报警", "110"),
    ("应立即向公安机关110报警求助;", "110=police"),
    ("可用固定电话打“110”报警电话。", "110"),
    ("打“119”电话报警,同时上报", "119"),
    ("并利用手机拨打110进行报警;", "110"),
    ("视情况拨打120或其它急救电话;", "120"),
    (
        "拨打120急救电话,协助急救中心把受伤人员送往医院",
        "120=medical",
    ),
    ("以及火灾报警电话(119)。", "119=fire"),
    ("如果发生火灾安全事故立即拨打110报警", "110=fire"),
    ("拨打110报火警", "110=fire"),
    ("拨打120叫救护车", "120=medical"),
    ("拨打110报案", "110=police"),
    (
        "匪警110，火警119，急救120，交警122",
        "110=police 119=fire 120=medical 122=traffic",
    ),
    ("公安110、消防119", "110=police 119=fire"),
    ("拨打400-123-4567", "400-123-4567"),
    ("致电 010-12345678", "010-12345678"),
    ("致电（010）12345678。", "（010）12345678"),
    ("电话：+86 138 0000 0000", "+86 138 0000 0000"),
    ("联系电话138 0000 0000或8001", "138 0000 0000"),
    ("打举报电话:400-050-0827(电话支持时间:9:00", "400-050-0827"),
    ("拨打内线8001、8002", "8001 8002"),
    ("拨打１１９", "１１９"),
    ("拨打119时，应说明地点", "119"),
    ("拨打119，10分钟内报告", "119"),
    ("拨打110，3分钟内报告", "110"),
    ("拨打110号码", "110"),
    ("拨打110通知公安", "110"),
    ("拨打120人员应说明病情", "120"),
    ("拨打119组织疏散", "119"),
    ("call the police on 110", "110=police"),
    ("call the fire brigade on 119 at once", "119=fire"),
    ("call an ambulance (120)", "120=medical"),
    ("Fire: dial 119; police: 110", "119=fire 110=police"),
    ("In case of fire, call 119 immediately", "119=fire"),
    (
        "call 110 for the police and 119 for fire",
        "110=police 119=fire",
    ),
    ("call 110 or 119", "110 119"),
    ("call 555-123-4567", "555-123-4567"),
    ("call (555) 123-4567", "(555) 123-4567"),
    ("phone number: 8001", "8001"),
    ("发现抢劫，拨打110", "110=police"),
    ("发生盗窃、火灾时拨打110", "110"),
    ("发生火灾。拨打110", "110"),
    ("电梯被困时拨打119", "119"),
    ("致电 2345 6789", "2345 6789"),
    ("拨打110 119", "110"),
    ("联系110", "110"),
    ("立即通知120", "120"),
    ("立即报警（110）并报告", "110"),
    ("报119火警", "119=fire"),
    ("请求110支援", "110"),
    ("向119、120、110求援", "119 120 110"),
    ("110、119、120等报警电话", "110 119 120"),
    ("Emergency: 119", "119"),
    (
        "emergency numbers: fire 119, police 110",
        "119=fire 110=police",
    ),
    ("向“119”报警应讲清", "119"),
    ("dial 110 to report a fire.", "110=fire"),
    ("notify the police at 119", "119=police"),
];

const SILENT: &[&str] = &[
    "110室",
    "119消防日",
    "110米",
    "代号999",
    "房间110",
    "120元",
    "120人",
    "119 页",
    "第110条",
    "110kV",
    "10KV",
    "2110",
    "1100",
    "2026-11-22",
    "2026年11月22日",
    "12:30",
    "120%",
    "120秒",
    "拨打120人",
    "拨打110室",
    "每日拨打120个电话",
    "拨打110次",
    "打120分",
    "敲打110下",
    "电话120部",
    "通话120分钟",
    "接到电话110秒内",
    "房间110报警器",
    "110报警器",
    "119消防宣传月活动",
    "消防119宣传日",
    "消防110万元",
    "火灾110起",
    "调拨300箱",
    "拨款120万元",
    "呼叫中心120席",
    "呼叫150坐席",
    "电话2026年开通",
    "致电 2026-11-22",
    "拨打12:30",
    "¥110",
    "call 120 people",
    "call 100 customers",
    "during 110 minutes",
    "call 120,000 people",
    "fire 120 minutes",
    "110/220V",
    "110.5",
    "1:110",
    "A110报警",
    "拨打3次",
    "",
    "火灾",
    "version 110.119",
    "call 110kV line",
    "代号999报警",
    "recall 110",
    "打110折",
    "消防员120名",
    "110和120室",
    "通知110室",
    "接到报警120起",
    "人员伤亡超过110人时",
    "楼高110米，共120间房",
    "在火灾报警后110秒内到达",
    "emergency 112 beds",
    "向110、119室报警",
];

fn short(text: &str) -> String {
    let one = |dialled: &Dialled| {
        let written = text.get(dialled.range.clone()).unwrap();
        let purpose = dialled.purpose.map(|kind| format!("={}", kind.word()));
        format!("{written}{}", purpose.unwrap_or_default())
    };
    find_dialled(text)
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn dialling_is_found() {
    for (text, expected) in DIALLING {
        assert_eq!(short(text), *expected, "{text}");
    }
}

#[test]
fn other_figures_are_not() {
    for text in SILENT {
        assert_eq!(short(text), "", "{text}");
    }
}

#[test]
fn basis_and_sentence() {
    let found = find_dialled("火警119。发生火灾，拨打119、110。");
    let basis: Vec<_> = found.iter().map(|one| one.basis).collect();
    assert_eq!(basis, [Basis::Attached, Basis::Sentence, Basis::Sentence]);
    let sentences: Vec<_> = found.iter().map(|one| one.sentence).collect();
    assert_eq!(sentences, [0, 12, 12]);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "this test measures time")]
fn long_texts_are_read_in_linear_time() {
    for piece in [
        "110/1 ",
        "拨打110、",
        "1-",
        "1 ",
        "9",
        "(",
        "电话",
        "火灾110报警，",
        " ",
        "110,110,",
    ] {
        let text = piece.repeat(10_000);
        let begin = std::time::Instant::now();
        let _ = review(region("CN"), &text);
        let took = begin.elapsed();
        assert!(took.as_secs() < 20, "{piece:?} took {took:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(
        pieces in proptest::collection::vec(
            prop_oneof![
                any::<String>(),
                "[0-9０-９+() ./,:-]{0,12}",
                proptest::sample::select(vec!["拨打", "110", "火警", "电话", "报警", "，", "。", "call ", "或", "室", "转", "😀"])
                    .prop_map(String::from),
            ],
            0..12,
        )
    ) {
        let text = pieces.concat();
        for dialled in find_dialled(&text) {
            let written = text.get(dialled.range.clone());
            prop_assert_eq!(written.and_then(normalise), Some(dialled.number));
            prop_assert!(text.is_char_boundary(dialled.sentence) && dialled.sentence <= dialled.range.start);
        }
        for region in Region::all() {
            let _ = shape::check(region, &text);
            let _ = region.verdict(&text, &[Kind::Fire]);
            let _ = review(region, &text);
        }
        let _ = shape::comparable(&text);
    }
}
