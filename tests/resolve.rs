//! What an author reads whose names do not fit: `tests/resolve/<mistake>.plan` with its report, in the file's language.
//! The files they use stand in `tests/resolve/used`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod support;

use support::{find_with, report, shown_in};

#[test]
fn every_mistake_is_told_at_its_place() {
    insta::glob!("resolve/*.plan", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let folder = path.parent().unwrap();
        let found = find_with(&[(name, &text)], |name| std::fs::read_to_string(folder.join(name)).ok());
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/resolve" }, {
            insta::assert_snapshot!("report", format!("{text}\n----------\n{}", report(&found, shown_in(&text))));
        });
    });
}
