//! `preplan rules` and `preplan explain`, and the language of messages.

use super::{GOOD, command, preplan, text};
use std::fs;
use std::path::Path;

#[test]
fn messages_follow_the_option_and_the_locale() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.plan"), GOOD.replace("owner lead", "")).unwrap();
    let locale = |value: &str, args: &[&str]| text(&command(folder.path(), args).env("LC_ALL", value).output().unwrap().stdout);
    assert!(locale("zh_CN.UTF-8", &["check", "bad.plan"]).contains("错误"));
    assert!(locale("en_US.UTF-8", &["check", "bad.plan"]).contains("error"));
    assert!(locale("en_US.UTF-8", &["check", "bad.plan", "--lang", "zh"]).contains("错误"));
    assert!(locale("zh_CN.UTF-8", &["explain", "P101"]).contains("为何要紧"));
}

#[test]
fn rules_and_explain_cover_the_same_rules() {
    let root = Path::new(".");
    let rules: serde_json::Value = serde_json::from_slice(&preplan(root, &["rules", "--format", "json"]).stdout).unwrap();
    let listed = rules.as_array().unwrap();
    assert_eq!(listed.len(), preplan::check::RULES.len());
    for rule in [&listed[0], &listed[listed.len() - 1]] {
        let page = preplan(root, &["explain", rule["name"].as_str().unwrap()]);
        assert!(text(&page.stdout).contains(rule["code"].as_str().unwrap()));
    }
}
