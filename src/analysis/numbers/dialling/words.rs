//! The words that surround telephone numbers, folded; longer words stand before those they contain.

use super::super::kind::Kind;

/// Verbs after which any number is dialled.
pub(super) const DIAL: &[&str] = &[
    "拨打", "拨通", "拨叫", "致电", "呼叫", "call", "calling", "dial", "dialling", "dialing",
    "phone", "phoning", "telephone", "ring", "ringing",
];

/// Verbs that mean a telephone only with a well-known or full number.
pub(super) const STRIKE: &[&str] = &["打", "拨"];

/// Words that end in one of them and are about something else.
pub(super) const BLOWS: &[&str] = &[
    "击打", "敲打", "殴打", "摔打", "拷打", "吹打", "鞭打", "调拨", "划拨", "挑拨",
];

/// Nouns after which a number is a telephone number.
pub(super) const PHONE: &[&str] = &[
    "电话号码", "电话", "热线", "专线", "内线", "分机", "座机", "手机号码", "手机号", "手机",
    "总机", "hotline", "tel.", "tel", "phones", "phone number", "telephone number", "mobile",
];

/// Verbs and the like after which a well-known number is a telephone number.
pub(super) const CONTACT: &[&str] = &[
    "报警", "求助", "求救", "求援", "联系", "通知", "请求", "报", "contact", "notify", "alert",
    "emergency",
];

/// Words between a cue and its number that change nothing.
pub(super) const FILLER_BEFORE: &[&str] = &[
    "服务", "中心", "部门", "机关", "支队", "大队", "号码", "号", "队", "局", "台", "的", "是",
    "为", "了", "紧急", "应急", "当地", "到", "至", "给", "on", "at", "by", "via", "number", "no.",
    "is", "the", "an", "a", "line", "numbers", "services", "service", "brigade", "department",
    "engine", "crew", "to",
];

/// Words after a well-known number that make it a telephone number.
pub(super) const AFTER: &[&str] = &[
    "报警", "急救", "救护", "求助", "求救", "求援", "火警", "匪警", "报案", "报火警", "电话",
    "热线", "专线", "接警", "出警",
];

/// What turns a word of `AFTER` or of a purpose into the name of a thing or a day.
pub(super) const THINGS: &[&str] = &[
    "器", "阀", "系统", "主机", "点", "装置", "按钮", "铃", "日", "月", "周", "宣传", "包", "箱",
    "药", "室", "机", "安全", "通道", "设施", "器材", "栓", "电梯", "演练", "控制", "知识", "活动",
];

/// Words after a number that change nothing.
pub(super) const FILLER_AFTER: &[&str] = &[
    "报警", "求助", "求救", "电话", "报", "进行", "请求", "呼叫", "叫", "的", "紧急", "应急",
    "服务", "指挥", "中心", "台", "for", "to", "report", "in", "case", "of", "a", "an", "the", "if",
    "there", "is", "when", "any", "emergency", "emergencies",
];

/// Between two numbers of a list.
pub(super) const AND: &[&str] = &[
    "或者", "或", "以及", "及", "和", "与", "、", "/", ",", "，", "or", "and", "&",
];

/// Measures: a number before one of them counts or measures, whatever stands before it.
pub(super) const MEASURE: &[&str] = &[
    "室", "房间", "号", "米", "公里", "千米", "厘米", "毫米", "平方", "元", "块", "万", "亿", "千",
    "百", "余", "多", "人", "页", "秒", "分钟", "小时", "个", "次", "天", "年", "月", "日", "条",
    "户", "名", "位", "楼", "层", "栋", "幢", "部", "台", "通", "%", "‰", "℃", "°", "度", "伏",
    "千伏", "安培", "瓦", "千瓦", "吨", "公斤", "千克", "克", "毫升", "周", "岁", "余名", "字",
    "声", "遍", "起", "例", "只", "套", "份", "箱", "席", "座席", "坐席",
];

/// Words that begin like a measure and are none.
pub(super) const NO_MEASURE: &[&str] = &[
    "号码", "人员", "人工", "通知", "通报", "通告", "通话", "部门", "部分", "位于", "位置", "条件",
    "月台", "安全", "起火", "起来", "多次", "台风", "周边", "周围", "千万", "万一", "部署", "通过",
    "次日", "名称", "克服", "户外", "支援", "支队", "只需", "只要", "只能", "只有", "处理", "处置",
    "组织", "家属", "家长", "家里", "班主任", "线索",
];

/// More measures, where the word before the number is weak evidence.
pub(super) const WEAK_MEASURE: &[&str] = &[
    "分", "件", "张", "辆", "项", "座", "组", "级", "段", "处", "类", "家", "支", "折", "倍", "句",
    "线", "路", "版", "章", "节", "间", "班", "期", "宣传", "消防日", "消防月", "消防宣传", "主题",
];

/// English units and counted things that do not end in `s`.
pub(super) const ENGLISH_MEASURE: &[&str] = &[
    "people", "persons", "staff", "m", "km", "cm", "mm", "kg", "g", "t", "v", "kv", "w", "kw", "mw",
    "hz", "min", "sec", "s", "h", "percent", "am", "pm", "yuan", "rmb", "cny", "usd", "eur",
    "million", "thousand", "hundred", "children", "men", "women", "metre", "meter", "minute",
    "second", "hour", "day",
];

/// English words in `s` that count nothing.
pub(super) const ENGLISH_NO_MEASURE: &[&str] = &[
    "is", "as", "was", "has", "unless", "always", "this", "us", "services", "yes", "does",
];

/// Signs that a number before `报警` is the name of a place or an operation.
pub(super) const NAMES: &[&str] = &[
    "代号", "编号", "房间", "房", "室", "楼", "号", "栋", "座", "第", "间", "层",
];

/// Words beside a number that say what it is for.
pub(super) const PURPOSE: &[(Kind, &[&str])] = &[
    (
        Kind::Fire,
        &[
            "火警", "火灾", "消防救援", "消防车", "消防员", "消防", "着火", "起火", "失火", "火情",
            "fire", "firefighters",
        ],
    ),
    (
        Kind::Medical,
        &[
            "急救", "救护车", "救护", "医疗救护", "医疗", "ambulance", "ambulances", "paramedics",
            "medical", "medical help",
        ],
    ),
    (
        Kind::Traffic,
        &["交警", "交通事故", "traffic police", "traffic accident", "traffic accidents"],
    ),
    (
        Kind::Police,
        &["公安", "报案", "警察", "匪警", "警方", "民警", "派出所", "巡警", "police"],
    ),
];

/// Words further off in the sentence that say what happened; without a kind where it may need any help.
pub(super) const INCIDENT: &[(Option<Kind>, &[&str])] = &[
    (
        Some(Kind::Fire),
        &[
            "火灾", "火情", "火警", "着火", "起火", "失火", "火势", "火险", "纵火", "fire", "fires",
            "burning",
        ],
    ),
    (
        Some(Kind::Medical),
        &[
            "受伤", "伤员", "伤者", "伤亡", "伤势", "负伤", "烧伤", "烫伤", "打伤", "昏迷", "晕倒",
            "急救", "救护", "抢救", "救治", "医院", "医疗", "疾病", "病人", "中毒", "骨折", "休克",
            "窒息", "injured", "injury", "injuries", "casualty", "casualties", "unconscious", "ill",
            "ambulance", "hospital",
        ],
    ),
    (
        Some(Kind::Traffic),
        &["交通事故", "车祸", "traffic accident"],
    ),
    (
        Some(Kind::Police),
        &[
            "抢劫", "抢夺", "盗窃", "被盗", "歹徒", "劫匪", "斗殴", "行凶", "劫持", "绑架", "报案",
            "匪警", "打架", "公安", "警察", "警方", "犯罪", "robbery", "theft", "intruder",
            "assault", "police",
        ],
    ),
    (
        None,
        &[
            "爆炸", "被困", "泄漏", "泄露", "溺水", "自杀", "坠楼", "坍塌", "explosion", "trapped",
            "leak",
        ],
    ),
];
