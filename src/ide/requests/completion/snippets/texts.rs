//! The texts themselves, in the layout of the formatter.

use super::Snippet;

/// Declarations.
pub(super) const OF_FILE: &[Snippet] = &[
    (
        "plan",
        r#"plan ${1:site} "${2:Emergency plan of the site}" {
  org "${3:organisation}"
  region ${4:CN}
  timezone "${5:Asia/Shanghai}"
  version "${6:1.0}"
  effective ${7:TODAY}
  review every ${8:1y}
  source "${9:file of the text}"
  scope "${10:fire}"
}"#,
        r#"预案 ${1:场所预案} "${2:场所突发事件应急预案}" {
  单位 "${3:单位名称}"
  地区 ${4:CN}
  时区 "${5:Asia/Shanghai}"
  版本 "${6:1.0}"
  施行 ${7:TODAY}
  复审周期 ${8:1年}
  出处 "${9:原文文件}"
  范围 "${10:火灾}"
}"#,
    ),
    (
        "terms",
        r#"terms {
  ${1:immediately} = ${2:2m}
  ${3:promptly} = ${4:30m}
}"#,
        r#"用语 {
  ${1:立即} = ${2:2分钟}
  ${3:及时} = ${4:30分钟}
}"#,
    ),
    (
        "role",
        r#"role ${1:post} "${2:title of the post}" {
  reports to ${3:superior}
  deputy ${4:deputy-post}
  phone "${5:number}"
}"#,
        r#"角色 ${1:岗位名} "${2:岗位全称}" {
  上报 ${3:上级岗位}
  副手 ${4:副手岗位}
  电话 "${5:号码}"
}"#,
    ),
    (
        "group",
        r#"group ${1:team} "${2:title of the group}" {
  leader ${3:leader-post}
  deputy ${4:deputy-post}
  members ${5:member-posts}
}"#,
        r#"小组 ${1:小组名} "${2:小组全称}" {
  组长 ${3:组长岗位}
  副手 ${4:副手岗位}
  成员 ${5:成员岗位}
}"#,
    ),
    (
        "service",
        r#"service ${1:fire-brigade} "${2:fire brigade}" {
  for ${3:fire}
  phone "${4:number}"
}"#,
        r#"外援 ${1:消防队} "${2:消防救援队}" {
  负责 ${3:火灾}
  电话 "${4:号码}"
}"#,
    ),
    (
        "shift",
        r#"shift ${1:day} "${2:day shift}" { Mon..Sun 08:00-20:00 }"#,
        r#"班次 ${1:白班} "${2:白天班次}" { 周一..周日 08:00-20:00 }"#,
    ),
    (
        "signal",
        r#"signal ${1:event} "${2:what is seen}" {
  hazard ${3:fire}
  reported by ${4:anyone}
}"#,
        r#"信号 ${1:发现险情} "${2:看到什么}" {
  灾种 ${3:火灾}
  报告人 ${4:任何人}
}"#,
    ),
    (
        "gauge",
        r#"gauge ${1:measure} "${2:what is measured}" {
  unit ${3:time}
  reported by ${4:reporting-post}
}"#,
        r#"指标 ${1:指标名} "${2:衡量什么}" {
  计量 ${3:时间}
  报告人 ${4:报告岗位}
}"#,
    ),
    (
        "levels",
        r#"levels ${1:response} "${2:levels of response}" {
  level ${3:general} "${4:mildest}" when ${5:measure >= 30m}
  level ${6:major} "${7:worse}" when ${8:measure >= 2h}
}"#,
        r#"分级 ${1:响应级别} "${2:响应分级}" {
  级别 ${3:一般} "${4:最轻}" 当 ${5:指标名 >= 30分钟}
  级别 ${6:重大} "${7:更重}" 当 ${8:指标名 >= 2小时}
}"#,
    ),
    (
        "action",
        r#"action ${1:act} "${2:what is done}""#,
        r#"动作 ${1:动作名} "${2:做什么}""#,
    ),
    (
        "document",
        r#"document ${1:form-name} "${2:title of the form}" {
  kind ${3:form}
  at "${4:where it is kept}"
}"#,
        r#"文件 ${1:表单名} "${2:表单全称}" {
  类别 ${3:表单}
  位于 "${4:存放位置}"
}"#,
    ),
    (
        "report_form",
        r#"report ${1:report-name} "${2:what it is about}" { fields "${3:cause}", "${4:course}", "${5:loss}" }"#,
        r#"报告单 ${1:报告名} "${2:报告内容}" { 字段 "${3:起因}", "${4:经过}", "${5:损失}" }"#,
    ),
    (
        "procedure",
        r#"procedure ${1:response} "${2:kind of emergency}" {
  start when ${3:event}
  owner ${4:owner-post}
  step ${5:alarm} "${6:alarm}" { anyone must call ${7:fire-brigade} within ${8:1m} else escalate to ${4} }
  step ${9:evacuate} "${10:evacuation}" {
    ${4} must do "${11:lead everyone to safety}" within ${12:5m} else escalate to ${13:superior}
  }
  finish when ${14:event-over} and done ${9} proposed by ${4} approved by ${13}
  recovery {
    step ${15:review} "${16:review}" { ${13} must report ${17:report-name} to ${18:leader-post} within ${19:3d} }
  }
}"#,
        r#"处置 ${1:处置名} "${2:突发事件种类}" {
  启动 当 ${3:发现险情}
  负责人 ${4:负责岗位}
  步骤 ${5:报警} "${6:报警}" { 任何人 应 拨打 ${7:消防队} 限时 ${8:1分钟} 否则 升级至 ${4} }
  步骤 ${9:疏散} "${10:疏散}" { ${4} 应 执行 "${11:组织人员撤离}" 限时 ${12:5分钟} 否则 升级至 ${13:上级岗位} }
  终止 当 ${14:险情解除} 且 完成 ${9} 提出 ${4} 批准 ${13}
  善后 {
    步骤 ${15:总结} "${16:总结}" { ${13} 应 报告 ${17:报告名} 给 ${18:组长岗位} 限时 ${19:3天} }
  }
}"#,
    ),
    (
        "exercise",
        r#"exercise ${1:practice} "${2:what is practised}" of ${3:response} {
  every ${4:6mo}
  owner ${5:owner-post}
  keep "${6:time}", "${7:people}", "${8:faults}"
}"#,
        r#"演习 ${1:演习名} "${2:演习内容}" 针对 ${3:处置名} {
  每 ${4:6个月}
  负责人 ${5:负责岗位}
  留存 "${6:时间}", "${7:参加人员}", "${8:评估}"
}"#,
    ),
    (
        "training",
        r#"training ${1:course} "${2:what is taught}" {
  for ${3:member-posts}
  every ${4:1y}
  owner ${5:owner-post}
}"#,
        r#"培训 ${1:培训名} "${2:培训内容}" {
  对象 ${3:成员岗位}
  每 ${4:1年}
  负责人 ${5:负责岗位}
}"#,
    ),
    (
        "routine",
        r#"routine ${1:work} "${2:what is done}" {
  every ${3:1w}
  owner ${4:owner-post}
}"#,
        r#"例行 ${1:例行工作} "${2:做什么}" {
  每 ${3:1周}
  负责人 ${4:负责岗位}
}"#,
    ),
    (
        "supply",
        r#"supply ${1:thing} "${2:what is kept ready}" {
  quantity ${3:1}
  check every ${4:1mo}
  at "${5:where it is kept}"
  owner ${6:owner-post}
}"#,
        r#"物资 ${1:物资名} "${2:备有什么}" {
  数量 ${3:1件}
  检查周期 ${4:1个月}
  位于 "${5:存放位置}"
  负责人 ${6:负责岗位}
}"#,
    ),
    (
        "drill",
        r#"drill "${1:what happens, and who is missing}" of ${2:response} {
  at ${3:0m} raise ${4:event}
  at ${5:0m} ${6:owner-post} unreachable
  at ${7:1m} done ${8:alarm}
  expect notified ${9:superior} within ${10:5m}
  expect not finished within ${11:1h}
}"#,
        r#"推演 "${1:发生什么，谁失联}" 针对 ${2:处置名} {
  在 ${3:0分钟} 发出 ${4:发现险情}
  在 ${5:0分钟} ${6:负责岗位} 失联
  在 ${7:1分钟} 完成 ${8:报警}
  期望 已通知 ${9:上级岗位} 限时 ${10:5分钟}
  期望 未 结束 限时 ${11:1小时}
}"#,
    ),
];

/// Statements of a procedure.
pub(super) const IN_PROCEDURE: &[Snippet] = &[
    (
        "step",
        r#"step ${1:inform} "${2:what is done}" {
  ${3:owner-post} must notify ${4:superior} within ${5:5m} else escalate to ${6:leader-post}
}"#,
        r#"步骤 ${1:通报} "${2:做什么}" { ${3:负责岗位} 应 通知 ${4:上级岗位} 限时 ${5:5分钟} 否则 升级至 ${6:组长岗位} }"#,
    ),
    (
        "recovery",
        r#"recovery {
  step ${1:review} "${2:review}" { ${3:superior} must report ${4:report-name} to ${5:leader-post} within ${6:3d} }
}"#,
        r#"善后 {
  步骤 ${1:总结} "${2:总结}" { ${3:上级岗位} 应 报告 ${4:报告名} 给 ${5:组长岗位} 限时 ${6:3天} }
}"#,
    ),
];

/// Statements of a ladder.
pub(super) const IN_LEVELS: &[Snippet] = &[(
    "level",
    r#"level ${1:major} "${2:title of the level}" when ${3:measure >= 2h}"#,
    r#"级别 ${1:重大} "${2:级别全称}" 当 ${3:指标名 >= 2小时}"#,
)];

/// Declarations of the names that stand in the gaps.
#[cfg(test)]
pub(super) const ENGLISH_WORLD: &str = r#"role superior "superior"
role deputy-post "deputy"
role leader-post "leader"
role member-posts "member"
role owner-post "owner"
role reporting-post "reporter"
service fire-brigade
signal event
signal event-over
gauge measure { unit time }
report report-name { fields "x" }
procedure response { step alarm { anyone must call fire-brigade } }"#;

#[cfg(test)]
pub(super) const CHINESE_WORLD: &str = r#"角色 上级岗位 "上级"
角色 副手岗位 "副手"
角色 组长岗位 "组长"
角色 成员岗位 "成员"
角色 负责岗位 "负责"
角色 报告岗位 "报告"
外援 消防队
信号 发现险情
信号 险情解除
指标 指标名 { 计量 时间 }
报告单 报告名 { 字段 "x" }
处置 处置名 { 步骤 报警 { 任何人 应 拨打 消防队 } }"#;
