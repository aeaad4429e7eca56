//! `runtimes/documents.toml` and the catalogue agree: every system that a
//! document names has a row, and every row says in which documents it stands. And
//! README.md, whose tables grow with every runtime, stays short enough to be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use badge_harness::workspace::Workspace;
use toml::{Table, Value};

/// How many systems the four documents name together.
const SYSTEMS: usize = 35;

/// One system as a document names it.
struct Named {
    document: u16,
    name: String,
    row: String,
    url: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lies in the repository")
}

fn catalogue() -> badge_catalogue::Catalogue {
    Workspace::open_at(root()).expect("a valid catalogue").catalogue
}

/// The string at `key`; panics with the key, because the file is ours.
#[track_caller]
fn string(table: &Table, key: &str) -> String {
    match table.get(key).and_then(Value::as_str) {
        Some(text) if !text.trim().is_empty() => text.to_owned(),
        _ => panic!("`{key}` must be a string with content in {table:?}"),
    }
}

#[track_caller]
fn tables<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    let array = table.get(key).and_then(Value::as_array);
    let array = array.unwrap_or_else(|| panic!("`{key}` must be an array"));
    let tables = array.iter().map(|v| v.as_table().expect("a table"));
    tables.collect()
}

fn named() -> Vec<Named> {
    let file = root().join("runtimes").join("documents.toml");
    let text = fs::read_to_string(&file).expect("runtimes/documents.toml");
    let file: Table = toml::from_str(&text).expect("valid TOML");
    let mut all = Vec::new();
    for document in tables(&file, "document") {
        string(document, "title");
        string(document, "about");
        let number = document.get("number").and_then(Value::as_integer);
        let number = number.expect("`number` must be an integer");
        for system in tables(document, "systems") {
            all.push(Named {
                document: u16::try_from(number).expect("a small number"),
                name: string(system, "name"),
                row: string(system, "row"),
                url: string(system, "url"),
            });
        }
    }
    all
}

/// The documents of each row, as `documents.toml` has them.
fn documents_by_row(named: &[Named]) -> BTreeMap<&str, BTreeSet<u16>> {
    let mut rows: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for system in named {
        rows.entry(&system.row).or_default().insert(system.document);
    }
    rows
}

#[test]
fn the_documents_name_35_systems() {
    let named = named();
    assert_eq!(documents_by_row(&named).len(), SYSTEMS);
    let documents: BTreeSet<_> = named.iter().map(|n| n.document).collect();
    assert_eq!(documents, BTreeSet::from([0, 2, 3, 4]));
}

#[test]
fn a_document_names_each_system_once_and_links_it() {
    let mut seen = BTreeSet::new();
    for system in named() {
        let Named { document, name, row, url } = system;
        assert!(
            url.starts_with("https://"),
            "document {document:03}: `{name}` has the address `{url}`"
        );
        assert!(
            seen.insert((document, row.clone())),
            "document {document:03} has two names for the row `{row}`, one is `{name}`"
        );
    }
}

#[test]
fn every_system_of_the_documents_has_a_row() {
    let catalogue = catalogue();
    let missing: Vec<_> = named()
        .into_iter()
        .filter(|n| catalogue.runtime(&n.row).is_none())
        .map(|n| format!("`{}` of document {:03} (row `{}`)", n.name, n.document, n.row))
        .collect();
    assert!(
        missing.is_empty(),
        "no runtime.toml for {}; a system keeps its row for ever",
        missing.join(", ")
    );
}

#[test]
fn every_row_lists_the_documents_that_name_it() {
    let catalogue = catalogue();
    let named = named();
    let expected = documents_by_row(&named);
    let wrong: Vec<_> = catalogue
        .runtimes
        .iter()
        .filter_map(|r| {
            let expected: Vec<u16> = expected
                .get(r.name.as_str())
                .map(|d| d.iter().copied().collect())
                .unwrap_or_default();
            (r.facts.documents != expected).then(|| {
                format!("{}: documents = {:?}, expected {expected:?}", r.label, r.facts.documents)
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A row without a runner has nothing but its citations, so each document that
/// names it must be cited; a measured row cites at least no other document.
#[test]
fn claims_come_from_the_documents_that_name_the_row() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for runtime in &catalogue.runtimes {
        let named: BTreeSet<u16> = runtime.facts.documents.iter().copied().collect();
        let cited: BTreeSet<u16> =
            runtime.claims.iter().filter_map(|claim| document_number(&claim.source)).collect();
        if cited != named {
            wrong.push(format!(
                "{}: claims of documents {cited:?}, but `documents` is {named:?}",
                runtime.label
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What documents 003 and 004 have columns for.
#[test]
fn every_system_of_the_documents_has_the_wider_facts() {
    let mut missing = Vec::new();
    for runtime in &catalogue().runtimes {
        let facts = &runtime.facts;
        if facts.documents.is_empty() {
            continue;
        }
        for (fact, known) in [
            ("execution", facts.execution.is_some()),
            ("compiler", facts.compiler.is_some()),
            ("proposals", !facts.proposals.is_empty()),
            ("wasi", facts.wasi.is_some()),
            ("embedding", facts.embedding.is_some()),
            ("platforms", facts.platforms.is_some()),
        ] {
            if !known {
                missing.push(format!("{}: runtime.{fact} is missing", runtime.label));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Systems of two documents whose accounts of activity, language or the like
/// differ say so, with what is true.
#[test]
fn contradictions_between_documents_are_listed() {
    let catalogue = catalogue();
    let contradictory: BTreeSet<&str> = catalogue
        .runtimes
        .iter()
        .filter(|r| !r.contradictions.is_empty())
        .map(|r| r.name.as_str())
        .collect();
    let of_several = |name: &str| {
        let row = catalogue.runtime(name).map(|r| &r.facts.documents);
        row.is_some_and(|documents| documents.len() > 1)
    };
    assert!(!contradictory.is_empty(), "the documents do contradict each other");
    for name in contradictory {
        assert!(of_several(name), "{name} stands in one document alone");
    }
}

/// `4` of `document 004`; `None` for a source that is no document.
fn document_number(source: &str) -> Option<u16> {
    let number = source.strip_prefix("document")?;
    let digits = number.trim_matches(|c: char| !c.is_ascii_digit());
    digits.parse().ok()
}

#[test]
fn sources_are_recognised_as_documents() {
    assert_eq!(document_number("document 004"), Some(4));
    assert_eq!(document_number("documents/000.txt"), Some(0));
    assert_eq!(document_number("its README"), None);
}

/// Most lines of README.md, its generated tables included.
const README_LINES: usize = 150;

#[test]
fn the_readme_is_short() {
    let text = fs::read_to_string(root().join("README.md")).expect("README.md");
    let lines = text.lines().count();
    assert!(lines <= README_LINES, "README.md has {lines} lines, of at most {README_LINES}");
}
