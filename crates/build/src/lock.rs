//! `Cargo.lock`: which version of a package a given package depends on.

use anyhow::{Context as _, Result, bail};
use toml::Table;

/// Version of `dependency` that `dependent` is locked to. Other versions may
/// be in the file for other packages: several majors of one engine are
/// runtimes of their own here.
pub(crate) fn version(lock: &str, dependent: &str, dependency: &str) -> Result<String> {
    let lock: Table = lock.parse().context("not a lock file")?;
    let packages: Vec<&Table> = lock
        .get("package")
        .and_then(|packages| packages.as_array())
        .context("the lock file lists no package")?
        .iter()
        .filter_map(|package| package.as_table())
        .collect();
    let named = |name: &str| {
        packages.iter().filter(|package| text(package, "name") == Some(name)).collect::<Vec<_>>()
    };
    let &[dependent_entry] = named(dependent).as_slice() else {
        bail!("{dependent} is not in the lock file exactly once");
    };
    // An entry reads `name`, or `name version` where the name is ambiguous.
    let entry = dependent_entry
        .get("dependencies")
        .and_then(|list| list.as_array())
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.as_str())
        .find(|entry| entry.split(' ').next() == Some(dependency))
        .with_context(|| format!("{dependent} does not depend on {dependency}"))?;
    if let Some(version) = entry.split(' ').nth(1) {
        return Ok(version.to_owned());
    }
    named(dependency)
        .first()
        .and_then(|package| text(package, "version"))
        .map(str::to_owned)
        .with_context(|| format!("{dependency} has no version in the lock file"))
}

fn text<'t>(package: &'t Table, key: &str) -> Option<&'t str> {
    package.get(key).and_then(|value| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        version = 4
        [[package]]
        name = "adapter-new"
        version = "0.1.0"
        dependencies = ["engine 2.0.0", "helper"]
        [[package]]
        name = "adapter-old"
        version = "0.1.0"
        dependencies = ["engine 0.31.2"]
        [[package]]
        name = "engine"
        version = "0.31.2"
        [[package]]
        name = "engine"
        version = "2.0.0"
        [[package]]
        name = "helper"
        version = "1.4.0"
    "#;

    #[track_caller]
    fn check(dependent: &str, dependency: &str, expected: &str) {
        let found = version(LOCK, dependent, dependency).map_err(|error| error.to_string());
        assert_eq!(found.as_deref(), Ok(expected));
    }

    #[test]
    fn each_package_gets_the_version_it_depends_on() {
        check("adapter-new", "engine", "2.0.0");
        check("adapter-old", "engine", "0.31.2");
        check("adapter-new", "helper", "1.4.0");
    }

    #[test]
    fn a_package_that_is_no_dependency_is_an_error() {
        let error = version(LOCK, "adapter-old", "helper").unwrap_err();
        assert_eq!(error.to_string(), "adapter-old does not depend on helper");
        assert!(version(LOCK, "adapter-none", "helper").is_err());
        assert!(version("[[", "adapter-old", "helper").is_err());
    }
}
