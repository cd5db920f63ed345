//! Roles that several people hold.

use crate::analysis::anybody;
use crate::model::{Model, Post, PostId, Who};
use std::collections::HashSet;

/// Titles that end in one of these mean all who are such.
const ENDINGS: &[&str] = &[
    "人员", "员工", "职工", "职员", "工友", "学生", "教师", "老师", "师生", "家长", "队员", "组员", "成员", "群众", "志愿者", "医护", "校领导", "园领导",
    "学校领导", "公司领导", "单位领导", "们", "staff", "personnel", "crew", "guards", "agents", "teachers", "members", "employees", "people", "officers",
    "workers", "volunteers",
];

/// The roles that the plan gives to several people: `2 of guard`, or a title that means all who are such. One of them away
/// or busy is not all of them.
pub(crate) fn several(model: &Model<'_>) -> HashSet<PostId> {
    let parties = model.duties().flat_map(|(.., d)| &d.parties.list);
    let counted = parties.filter_map(|p| if let Who::Count(2.., id) = p.who { Some(id) } else { None });
    let named = model.posts.iter().enumerate().filter(|(_, p)| is_several(p)).map(|(at, _)| PostId(at as u32));
    counted.chain(named).collect()
}

fn is_several(post: &Post<'_>) -> bool {
    let ends = |text: &str| ENDINGS.iter().any(|e| text.trim().to_lowercase().ends_with(e));
    anybody::fits_anybody(post) || ends(&post.head.name.text) || ends(post.head.title())
}
