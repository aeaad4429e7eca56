//! `cargo xtask new-runtime`: the directory of a runtime, from a template of
//! its language.

use crate::cargo::cargo;
use crate::cli::NewRuntime;
use crate::process;
use crate::usage::Usage;
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Makes the directory and says what comes next.
///
/// # Errors
///
/// [`Usage`] for a name or a language that does not fit what there is.
pub fn new_runtime(arguments: &NewRuntime) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let made = scaffold(&workspace, &arguments.name, &arguments.language)?;
    println!(
        "{} is there; runtimes/README.md says step by step what to write.",
        label(workspace.root(), &made.dir)
    );
    println!("What is left: {}", made.tests);
    Ok(ExitCode::SUCCESS)
}

/// A directory that was made.
#[derive(Debug)]
pub struct Scaffold {
    /// Where.
    pub dir: PathBuf,
    /// The command whose failures say what is left to write.
    pub tests: String,
}

/// Makes `runtimes/LANGUAGE/NAME` from `xtask/templates/LANGUAGE`.
///
/// # Errors
///
/// [`Usage`] for a name or a language that does not fit what there is; a file
/// that cannot be read or written. Nothing that exists is written to.
pub fn scaffold(workspace: &Workspace, name: &str, language: &str) -> Result<Scaffold> {
    let templates = workspace.path("xtask/templates");
    let languages = subdirectories(&templates)?;
    if !languages.iter().any(|known| known == language) {
        let known = languages.iter().map(String::as_str);
        return Err(Usage::unknown("language", language, known).into());
    }
    check_name(name)?;
    if let Some(row) = workspace.catalogue.runtime(name) {
        let dir = label(workspace.root(), workspace.runtime_dir(row));
        return Err(Usage::new(format!(
            "`{name}` is the row {dir}; where that has no runner yet, take its facts over into \
             the new runtime.toml and remove {dir} first"
        ))
        .into());
    }
    let dir = workspace.path("runtimes").join(language).join(name);
    // `create_dir` refuses what exists: nothing is overwritten.
    match dir.parent().map(fs::create_dir_all).transpose() {
        Ok(_) => {}
        Err(error) => bail!("cannot create {}: {error}", dir.display()),
    }
    match fs::create_dir(&dir) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let dir = label(workspace.root(), &dir);
            return Err(Usage::new(format!("{dir} exists already, and is left as it is")).into());
        }
        Err(error) => bail!("cannot create {}: {error}", dir.display()),
    }
    let placeholders = placeholders(name);
    fill(&templates.join(language), &dir, &placeholders)?;
    if dir.join("Cargo.toml").is_file() {
        lock(workspace.root())?;
    }
    let tests = match language {
        "rust" => format!("cargo test --package adapter-{name}"),
        _ => format!("cargo xtask test -r {name}"),
    };
    Ok(Scaffold { dir, tests })
}

/// A name that is a directory, a package and part of a symbol in every
/// language.
fn check_name(name: &str) -> Result<()> {
    let first = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    let rest = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let words = name.split('-').all(|word| !word.is_empty() && word.chars().all(rest));
    if !first || !words {
        return Err(Usage::new(format!(
            "`{name}` is no name of a runtime: lower-case letters and digits, a letter first, \
             words joined by single hyphens"
        ))
        .into());
    }
    if name == "shared" {
        return Err(Usage::new(
            "`shared` is where the runners of a language keep what they share; choose another name",
        )
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
fn lock(root: &Path) -> Result<()> {
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

fn subdirectories(dir: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::{check_name, placeholders};

    #[test]
    fn names_are_lower_case_words_joined_by_hyphens() {
        for name in ["a", "wasm3", "my-engine", "sf-nano-2"] {
            check_name(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        for name in [
            "",
            "Wasmi",
            "3wasm",
            "my_engine",
            "my engine",
            "a--b",
            "-a",
            "a-",
            "../a",
            "a/b",
            "é",
            "shared",
        ] {
            assert!(check_name(name).is_err(), "{name:?} is accepted");
        }
    }

    #[test]
    fn each_language_gets_the_name_in_its_own_form() {
        let known = placeholders("my-engine2");
        assert_eq!(known["{{name}}"], "my-engine2");
        assert_eq!(known["{{module}}"], "my_engine2");
        assert_eq!(known["{{package}}"], "myengine2");
        assert_eq!(known["{{type}}"], "MyEngine2");
        assert_eq!(known["{{date}}"].len(), "2026-11-24".len());
    }
}
