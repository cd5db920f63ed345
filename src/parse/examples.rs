//! One example of each statement, shown where somebody wrote it wrong.

use crate::diagnostic::{Text, text};

/// An example of the statement or clause that begins with a word of the table.
pub(super) fn example(row: &str) -> Option<Text> {
    let (en, zh) = EXAMPLES.iter().find(|e| e.0 == row).map(|e| (e.1, e.2))?;
    Some(text!("for example `{en}`", "例如 `{zh}`"))
}

/// Row, English, Chinese.
pub(super) const EXAMPLES: &[(&str, &str, &str)] = &[
    ("language", "language 1", "语言 1"),
    ("use", "use \"roster.plan\"", "引用 \"roster.plan\""),
    ("plan", "plan hotline \"Hotline plan\" { region CN }", "预案 热线 \"热线应急预案\" { 地区 CN }"),
    ("terms", "terms { promptly = 30m }", "用语 { 及时 = 30分钟 }"),
    ("role", "role lead \"Shift leader\" { phone \"8001\" }", "角色 值班组长 { 电话 \"8001\" }"),
    ("group", "group command { leader manager   members lead, ops }", "小组 指挥组 { 组长 经理   成员 值班组长, 运维 }"),
    ("service", "service police { for police   phone \"110\" }", "外援 派出所 { 负责 公安   电话 \"110\" }"),
    ("shift", "shift day { Mon..Fri 08:00-20:00 }", "班次 白班 { 周一..周五 08:00-20:00 }"),
    ("signal", "signal smoke \"Smoke is seen\" { reported by anyone }", "信号 烟雾 \"发现烟雾\" { 报告人 任何人 }"),
    ("gauge", "gauge hurt \"People hurt\" { unit 人 }", "指标 受伤 \"受伤人数\" { 计量 人 }"),
    ("levels", "levels response { level major when hurt > 3人 }", "分级 响应 { 级别 重大 当 受伤 > 3人 }"),
    ("level", "level major when hurt > 3人", "级别 重大 当 受伤 > 3人"),
    ("action", "action use-lift \"Use the lift\"", "动作 乘电梯 \"乘坐电梯\""),
    ("document", "document log \"Log book\" { kind log }", "文件 日志 \"值班日志\" { 类别 日志 }"),
    ("report_form", "report headcount { fields \"present\", \"missing\" }", "报告单 清点 { 字段 \"应到\", \"实到\" }"),
    ("procedure", "procedure evacuation \"Fire\" { start when smoke }", "处置 火灾处置 \"火灾\" { 启动 当 烟雾 }"),
    ("exercise", "exercise fire-drill of evacuation { every 6mo }", "演习 消防演练 针对 火灾处置 { 每 6个月 }"),
    ("training", "training induction { for agent   every 3mo }", "培训 预案培训 { 对象 坐席   每 3个月 }"),
    ("routine", "routine backup { every 1w   owner ops }", "例行 备份 { 每 1周   负责人 运维 }"),
    ("supply", "supply torch { quantity 12具   check every 1mo }", "物资 手电 { 数量 12具   检查周期 1个月 }"),
    ("drill", "drill \"Fire at night\" of evacuation { at 0m raise smoke }", "推演 \"夜间火灾\" 针对 火灾处置 { 在 0分钟 发出 烟雾 }"),
    ("start", "start when smoke", "启动 当 烟雾"),
    ("owner", "owner lead", "负责人 值班组长"),
    ("step", "step tell { lead must notify manager within 5m }", "步骤 上报 { 值班组长 应 通知 经理 限时 5分钟 }"),
    ("then", "then step tell { lead must notify manager }", "然后 步骤 上报 { 值班组长 应 通知 经理 }"),
    ("escalate_to", "escalate to manager after 2h", "升级至 经理 超过 2小时"),
    ("forbid", "forbid everyone do \"use the lift\"", "禁止 所有人 执行 \"乘坐电梯\""),
    ("finish", "finish when done tell approved by manager", "终止 当 完成 上报 批准 经理"),
    ("recovery", "recovery { step review { manager must do \"review\" } }", "善后 { 步骤 总结 { 经理 应 执行 \"总结\" } }"),
    ("within", "within 5m else escalate to manager", "限时 5分钟 否则 升级至 经理"),
    ("repeat", "every 30m", "每 30分钟"),
    ("else", "else escalate to manager", "否则 升级至 经理"),
    ("by_channel", "by phone, sms", "通过 电话, 短信"),
    ("at", "at 5m raise smoke", "在 5分钟 发出 烟雾"),
    ("expect", "expect notified manager within 5m", "期望 已通知 经理 限时 5分钟"),
    ("allow", "allow missing-deputy \"one post only\"", "豁免 missing-deputy \"只有一人\""),
];
