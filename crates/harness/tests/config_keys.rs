//! The tables of keys in runtimes/README.md are those that `runtime.toml` may have.

use badge_catalogue::{Build, Config, TargetBuild};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every key that a table of this type may have: what a refusal of another one
/// lists.
fn keys<T: DeserializeOwned>() -> BTreeSet<String> {
    let refusal = match toml::from_str::<T>("no-such-key = 1") {
        Ok(_) => panic!("an unknown key is accepted"),
        Err(error) => error.message().to_owned(),
    };
    let (_, listed) = refusal.split_once("expected one of ").expect("the keys are listed");
    quoted(listed)
}

/// What stands between backquotes.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The first column of the table whose header is this.
fn documented(page: &str, header: &str) -> BTreeSet<String> {
    let (_, table) = page.split_once(&format!("| {header} |")).expect("the table");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.flat_map(|row| quoted(row.split('|').nth(1).expect("a column"))).collect()
}

#[test]
fn every_key_of_a_runtime_is_explained_and_no_other() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtimes/README.md");
    let page = fs::read_to_string(file).expect("the page");
    assert_eq!(documented(&page, "key of `[[config]]`"), keys::<Config>());
    assert_eq!(documented(&page, "key of `host` and `pybadge`"), keys::<TargetBuild>());
    assert_eq!(documented(&page, "key of `[build]`"), keys::<Build>());
}
