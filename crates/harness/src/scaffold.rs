//! New directories from templates: a name that fits, placeholders filled in, and
//! nothing that exists written to.

pub mod runtime;
pub mod workload;

use crate::cargo::cargo;
use crate::process;
use crate::usage::Usage;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Makes `dir` from a directory of templates, which have `name` in them.
///
/// # Errors
///
/// [`Usage`] where `dir` exists already; a file that cannot be read or written.
pub fn make(template: &Path, dir: &Path, label: &str, name: &str) -> Result<()> {
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot create {}", parent.display()))?;
    }
    // `create_dir` refuses what exists: nothing is overwritten.
    match fs::create_dir(dir) {
        Ok(()) => fill(template, dir, &placeholders(name)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Usage::new(format!("{label} exists already, and is left as it is")).into())
        }
        Err(error) => bail!("cannot create {}: {error}", dir.display()),
    }
}

/// A name that is a directory, a package and part of a symbol in every
/// language.
///
/// # Errors
///
/// [`Usage`] that says what a name is.
pub fn check_name(what: &str, name: &str) -> Result<()> {
    let first = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let rest = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let words = name.split('-').all(|word| !word.is_empty() && word.chars().all(rest));
    if !first || !words {
        return Err(Usage::new(format!(
            "`{name}` is no name of a {what}: lower-case letters and digits, a letter first, \
             words joined by single hyphens"
        ))
        .into());
    }
    Ok(())
}

/// What stands for the name in a template, in braces, and what it becomes.
fn placeholders(name: &str) -> BTreeMap<&'static str, String> {
    let ty = name.split('-').map(capitalised).collect();
    let today = jiff::Timestamp::now().to_string();
    let today = today.split('T').next().unwrap_or_default().to_owned();
    BTreeMap::from([
        ("{{name}}", name.to_owned()),
        ("{{module}}", name.replace('-', "_")),
        ("{{package}}", name.replace('-', "")),
        ("{{type}}", ty),
        ("{{title}}", capitalised(&name.replace('-', " "))),
        ("{{date}}", today),
    ])
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Copies a directory of templates, with the placeholders replaced in names and
/// contents.
fn fill(from: &Path, to: &Path, placeholders: &BTreeMap<&str, String>) -> Result<()> {
    let entries = fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let name = replaced(&entry.file_name().to_string_lossy(), placeholders);
        let target = to.join(name);
        if path.is_dir() {
            fs::create_dir_all(&target)
                .with_context(|| format!("cannot create {}", target.display()))?;
            fill(&path, &target, placeholders)?;
            continue;
        }
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let text = replaced(&text, placeholders);
        if let Some(at) = text.find("{{") {
            let unknown: String = text[at..].chars().take(20).collect();
            bail!("{}: no placeholder `{unknown}…`", path.display());
        }
        File::create_new(&target)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}

fn replaced(text: &str, placeholders: &BTreeMap<&str, String>) -> String {
    placeholders
        .iter()
        .fold(text.to_owned(), |text, (placeholder, value)| text.replace(placeholder, value))
}

/// Enters a new package into the lock file, and nothing else.
///
/// # Errors
///
/// When cargo cannot be run or does not know what the package depends on.
pub fn lock(root: &Path) -> Result<()> {
    let update = |more: &[&str]| -> Result<bool> {
        let mut command: Command = cargo();
        command.current_dir(root).args(["update", "--workspace", "--quiet"]);
        let status =
            process::status(command.args(more), Stdio::inherit()).context("cannot run cargo")?;
        Ok(status.success())
    };
    // All that the template depends on is locked already.
    if update(&["--offline"])? || update(&[])? {
        return Ok(());
    }
    bail!("Cargo.lock does not know the new package yet: run `cargo update --workspace`")
}

#[cfg(test)]
mod tests {
    use super::{check_name, placeholders};

    #[test]
    fn names_are_lower_case_words_joined_by_hyphens() {
        for name in ["a", "wasm3", "my-engine", "sf-nano-2"] {
            check_name("runtime", name).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        for name in
            ["", "Wasmi", "3wasm", "my_engine", "my engine", "a--b", "-a", "a-", "../a", "a/b", "é"]
        {
            assert!(check_name("runtime", name).is_err(), "{name:?} is accepted");
        }
    }

    #[test]
    fn each_language_gets_the_name_in_its_own_form() {
        let known = placeholders("my-engine2");
        assert_eq!(known["{{name}}"], "my-engine2");
        assert_eq!(known["{{module}}"], "my_engine2");
        assert_eq!(known["{{package}}"], "myengine2");
        assert_eq!(known["{{type}}"], "MyEngine2");
        assert_eq!(known["{{title}}"], "My engine2");
        assert_eq!(known["{{date}}"].len(), "2026-11-24".len());
    }
}
