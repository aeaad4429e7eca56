//! Manifests in which the engine is replaced.

use anyhow::{Context, Result};
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// Where a dependency comes from instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// This directory, relative to the manifest.
    Path(String),
    /// The registry, in this version.
    Version(String),
}

/// A manifest.
pub(super) fn parse(text: &str) -> Result<DocumentMut> {
    text.parse().context("a manifest is no TOML")
}

/// The requirement of a dependency, `None` where there is none of this name.
pub(super) fn requirement(manifest: &mut DocumentMut, package: &str) -> Option<String> {
    let mut found = None;
    each(manifest, |name, item| {
        if name == package && found.is_none() {
            found = version(item).map(str::to_owned);
        }
    });
    found
}

/// Redirects dependencies: `origin` is told name and requirement of each.
pub(super) fn redirect(manifest: &mut DocumentMut, origin: impl Fn(&str, &str) -> Option<Origin>) {
    each(manifest, |name, item| {
        let Some(new) = version(item).and_then(|version| origin(name, version)) else {
            return;
        };
        if item.is_str() {
            *item = Item::Value(Value::InlineTable(InlineTable::new()));
        }
        let Some(table) = item.as_table_like_mut() else {
            return;
        };
        table.remove("version");
        let (key, value) = match new {
            Origin::Path(path) => ("path", path),
            Origin::Version(version) => ("version", format!("={version}")),
        };
        table.insert(key, toml_edit::value(value));
    });
}

/// Has the whole graph take these packages of the registry from directories.
pub(super) fn patch<'a>(
    manifest: &mut DocumentMut,
    packages: impl Iterator<Item = (&'a str, String)>,
) {
    let table = |item: Item| item.into_table().unwrap_or_default();
    let mut patch = manifest.remove("patch").map_or_else(Table::new, table);
    let mut registry = patch.remove("crates-io").map_or_else(Table::new, table);
    for (name, path) in packages {
        let entry = InlineTable::from_iter([("path", path)]);
        registry.insert(name, toml_edit::value(entry));
    }
    patch.set_implicit(true);
    patch.insert("crates-io", Item::Table(registry));
    manifest.insert("patch", Item::Table(patch));
}

/// Adds flags of the compiler to a configuration of cargo: for hosts, and for
/// each target that has flags of its own.
pub(super) fn add_flags(config: &mut DocumentMut, flags: &[&str]) {
    let add = |table: &mut dyn TableLike| {
        let list = table.entry("rustflags").or_insert(toml_edit::value(toml_edit::Array::new()));
        if let Some(list) = list.as_array_mut() {
            list.extend(flags.iter().copied());
        }
    };
    let build = config.entry("build").or_insert(toml_edit::table());
    if let Some(build) = build.as_table_like_mut() {
        add(build);
    }
    let targets = config.get_mut("target").and_then(Item::as_table_like_mut);
    for (_, target) in targets.into_iter().flat_map(|targets| targets.iter_mut()) {
        if let Some(target) = target.as_table_like_mut() {
            add(target);
        }
    }
}

fn version(dependency: &Item) -> Option<&str> {
    dependency.as_str().or_else(|| dependency.get("version")?.as_str())
}

/// Every dependency with the name of its package.
fn each(manifest: &mut DocumentMut, mut visit: impl FnMut(&str, &mut Item)) {
    let mut section = |section: &mut dyn TableLike| {
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let Some(list) = section.get_mut(kind).and_then(Item::as_table_like_mut) else {
                continue;
            };
            for (name, item) in list.iter_mut() {
                let package = item.get("package").and_then(Item::as_str).map(str::to_owned);
                visit(package.as_deref().unwrap_or(name.get()), item);
            }
        }
    };
    section(manifest.as_table_mut());
    let targets = manifest.get_mut("target").and_then(Item::as_table_like_mut);
    for (_, target) in targets.into_iter().flat_map(|targets| targets.iter_mut()) {
        if let Some(target) = target.as_table_like_mut() {
            section(target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
        [dependencies]
        engine = { version = "=2.0.0", default-features = false } # as small as can be
        renamed = { package = "engine-types", version = "=2.0.0" }
        helper = { workspace = true }
        other = "1"
        [target.'cfg(any())'.dependencies]
        engine-sys = "=0.3.0"
    "#;

    fn redirected(origin: impl Fn(&str, &str) -> Option<Origin>) -> String {
        let mut manifest = parse(MANIFEST).unwrap();
        redirect(&mut manifest, origin);
        manifest.to_string()
    }

    #[test]
    fn a_directory_takes_the_place_of_a_version_and_features_stay() {
        let text = redirected(|name, _| {
            name.starts_with("engine").then(|| Origin::Path(format!("../{name}")))
        });
        for line in [
            r#"engine = { default-features = false , path = "../engine" } # as small"#,
            r#"renamed = { package = "engine-types", path = "../engine-types" }"#,
            r#"engine-sys = { path = "../engine-sys" }"#,
            r#"other = "1""#,
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }

    #[test]
    fn packages_of_the_same_version_move_together() {
        let text = redirected(|_, old| (old == "=2.0.0").then(|| Origin::Version("2.1.0".into())));
        assert_eq!(text.matches(r#"version = "=2.1.0""#).count(), 2, "{text}");
        assert!(text.contains(r#"engine-sys = "=0.3.0""#), "{text}");
    }

    #[test]
    fn a_patch_and_flags_are_added_to_what_is_there() {
        let mut manifest = parse("[patch.crates-io]\none = { path = \"one\" }\n").unwrap();
        patch(&mut manifest, [("two", "there".to_owned())].into_iter());
        let text = manifest.to_string();
        assert!(text.contains("one = ") && text.contains(r#"two = { path = "there" }"#), "{text}");
        let mut config = parse("[target.thumb]\nrustflags = [\"-a\"]\n").unwrap();
        add_flags(&mut config, &["-b", "c"]);
        assert!(config.to_string().contains(r#"rustflags = ["-a", "-b", "c"]"#), "{config}");
        assert!(config.to_string().contains("[build]\nrustflags = [\"-b\", \"c\"]"), "{config}");
    }
}
