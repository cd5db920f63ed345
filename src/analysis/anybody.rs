//! Names of posts that fit anybody.

use crate::model::Post;

/// Titles that say only that somebody is in charge or concerned.
const ANYBODY: &[&str] = &[
    "负责人", "各负责人", "部门负责人", "部门责任人", "各部门负责人", "各部门责任人", "责任人", "处理责任人", "处理人", "上级", "上级领导", "领导", "管理人员",
    "工作人员", "专人", "person in charge", "people in charge", "responsible person", "superior", "superiors", "manager in charge", "management",
    "staff", "somebody in charge",
];

/// What is left behind `有关` and `相关` in a title that fits whoever is concerned.
const WHOEVER: &[&str] = &[
    "部门", "单位", "人员", "人", "方", "各方", "机构", "岗位", "领导", "负责人", "责任人", "工作人员", "管理人员", "职能部门", "部门和人员", "部门和单位",
    "单位和人员", "部门负责人", "部门领导",
];

/// Whether a title fits whoever is there or is concerned; a group that somebody leads is known.
pub(crate) fn fits_anybody(post: &Post<'_>) -> bool {
    post.leaders.is_empty() && is_anybody(post.head.title())
}

fn is_anybody(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let concerned = ["相关", "有关", "相应"].iter().filter_map(|word| Some(title.rsplit_once(word)?.1));
    let mut rest = concerned.map(|rest| rest.trim_start_matches('的'));
    ANYBODY.contains(&title.as_str())
        || rest.any(|rest| WHOEVER.contains(&rest))
        || title.starts_with("relevant ")
        || title.ends_with(" concerned")
}

#[cfg(test)]
mod tests {
    use super::is_anybody;

    #[test]
    fn titles_that_fit_anybody_are_told_from_those_that_name_a_post() {
        for title in ["负责人", "上级领导", "有关部门", "教育局有关部门", "与呼叫中心相关的部门和人员", "Person in charge", "staff concerned"] {
            assert!(is_anybody(title), "{title}");
        }
        for title in ["大厦安全负责人", "行内相关法律事务管理部门", "值班领导", "相关部门所设专人", "shift manager"] {
            assert!(!is_anybody(title), "{title}");
        }
    }
}
