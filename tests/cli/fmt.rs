//! `preplan fmt`.

use super::{preplan, text, with_stdin};
use std::fs;
use std::path::Path;

const WILD: &str = "role   a { phone \"1\";reports to  b } // boss\nrole b{}\n";
const NEAT: &str = "role a {\n  phone \"1\"\n  reports to b\n} // boss\nrole b {}\n";

#[test]
fn fmt_writes_what_changes_and_check_and_diff_only_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let (wild, neat) = (folder.path().join("wild.plan"), folder.path().join("neat.plan"));
    fs::write(&wild, WILD).unwrap();
    fs::write(&neat, NEAT).unwrap();
    let modified = fs::metadata(&neat).unwrap().modified().unwrap();
    let check = preplan(folder.path(), &["fmt", "--check"]);
    assert_eq!((check.status.code(), text(&check.stdout)), (Some(1), "would be formatted: wild.plan\n".to_owned()));
    let diff = preplan(folder.path(), &["fmt", "--diff", "."]);
    assert_eq!(diff.status.code(), Some(1));
    assert!(text(&diff.stdout).starts_with("--- wild.plan\n+++ wild.plan\n@@"), "{}", text(&diff.stdout));
    assert_eq!(fs::read_to_string(&wild).unwrap(), WILD);
    let write = preplan(folder.path(), &["fmt", "--lang", "zh"]);
    assert_eq!((write.status.code(), text(&write.stdout)), (Some(0), "已排版：wild.plan\n".to_owned()));
    assert_eq!(fs::read_to_string(&wild).unwrap(), NEAT);
    assert_eq!(fs::metadata(&neat).unwrap().modified().unwrap(), modified, "a file without changes is not written");
    let again = preplan(folder.path(), &["fmt", "--check", "--diff"]);
    assert_eq!((again.status.code(), again.stdout.len()), (Some(0), 0));
}

#[test]
fn fmt_leaves_a_file_with_syntax_errors_alone_and_does_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let broken = "role   a {\n";
    fs::write(folder.path().join("a.plan"), broken).unwrap();
    fs::write(folder.path().join("b.plan"), WILD).unwrap();
    fs::write(folder.path().join("c.plan"), b"role \xff {}").unwrap();
    let output = preplan(folder.path(), &["fmt", "--format", "plain"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("a.plan:1:10") && text(&output.stderr).contains("c.plan:1:6"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("a.plan")).unwrap(), broken);
    assert_eq!(fs::read_to_string(folder.path().join("b.plan")).unwrap(), NEAT);
    assert_eq!(fs::read(folder.path().join("c.plan")).unwrap(), b"role \xff {}");
    assert_eq!(preplan(folder.path(), &["fmt", "gone.plan"]).status.code(), Some(2));
}

#[test]
fn fmt_reads_standard_input() {
    let output = with_stdin(&["fmt", "-"], WILD.as_bytes());
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), NEAT.to_owned()));
    let chinese = with_stdin(&["fmt", "-", "--keywords", "zh"], WILD.as_bytes());
    assert_eq!(text(&chinese.stdout), "角色 a {\n  电话 \"1\"\n  上报 b\n} // boss\n角色 b {}\n");
    let broken = with_stdin(&["fmt", "-", "--stdin-name", "x.plan", "--format", "plain"], b"role {");
    assert_eq!((broken.status.code(), broken.stdout.len()), (Some(1), 0));
    assert!(text(&broken.stderr).contains("x.plan:1:"), "{}", text(&broken.stderr));
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_links() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real.txt"), folder.path().join("link.plan"));
    fs::write(&real, WILD).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.txt", &link).unwrap();
    // Only root may give a file away; for others the owner is theirs before and after.
    let _ = chown(&real, Some(1234), Some(1234));
    let owner = |path| fs::metadata(path).map(|m| (m.uid(), m.gid())).unwrap();
    let before = owner(&real);
    assert_eq!(preplan(folder.path(), &["fmt"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&real).unwrap(), NEAT);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(owner(&real), before);
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("real.txt"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[test]
fn fmt_bears_hostile_inputs() {
    let comments = format!("role {} a {}{{}}", "/* x */ ".repeat(20_000), "// y\n".repeat(20_000));
    let words = format!("note {}\"x\"", "\"x\", ".repeat(40_000));
    for input in [comments, words, "role a {} ".repeat(20_000), "{".repeat(100_000)] {
        let output = with_stdin(&["fmt", "-"], input.as_bytes());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", text(&output.stderr));
        if output.status.code() == Some(0) {
            assert_eq!(with_stdin(&["fmt", "-"], &output.stdout).stdout, output.stdout);
        }
    }
}
