//! `catalogue.md`: the wider facts of every runtime, what documents claim, and
//! where they contradict each other or are wrong.

use super::markdown::{Align, NONE, Table, generated, one_line, without_full_stop};
use crate::Catalogue;
use crate::catalogue::{RuntimeEntry, Stated};

pub(super) fn page(catalogue: &Catalogue) -> String {
    let mut text = generated();
    text += "# Catalogue\n\n";
    text += "What is cited of every system, with source and date; where something was tried here, the evidence says so.\n";
    text += "What was measured stands in the [results](README.md).\n\n";
    text += "1. [Overview](#overview)\n";
    text += &format!("2. [{CONTRADICT}](#{})\n", heading_anchor(CONTRADICT));
    text += &format!("3. [{WRONG}](#{})\n", heading_anchor(WRONG));
    text += "4. A section for each system: sources, status, configs, what the documents claim\n\n";
    text += "## Overview\n\n";
    let mut index = Table::new(&[
        ("system", Align::Left),
        ("family", Align::Left),
        ("language", Align::Left),
        ("licence", Align::Left),
        ("execution", Align::Left),
        ("compiler framework", Align::Left),
        ("WASI", Align::Left),
        ("documents", Align::Left),
        ("corrections", Align::Right),
        ("configs", Align::Right),
    ]);
    for r in &catalogue.runtimes {
        let documents: Vec<_> = r.facts.documents.iter().map(|d| format!("{d:03}")).collect();
        index.row([
            system(r),
            r.family.clone(),
            r.language.clone(),
            r.licence.clone(),
            fact(r.facts.execution.as_ref()),
            fact(r.facts.compiler.as_ref()),
            fact(r.facts.wasi.as_ref()),
            documents.join(", "),
            (r.corrections.len() + r.contradictions.len()).to_string(),
            r.configs.len().to_string(),
        ]);
    }
    text += &index.finish();
    text += &contradictions(catalogue);
    text += &corrections(catalogue);
    for runtime in &catalogue.runtimes {
        text += &entry(runtime);
    }
    text
}

/// Heading of the list of contradictions.
const CONTRADICT: &str = "Where the documents contradict each other";

/// Heading of the list of corrections.
const WRONG: &str = "Where the documents are wrong or outdated";

fn contradictions(catalogue: &Catalogue) -> String {
    let mut table = Table::new(&[
        ("system", Align::Left),
        ("about", Align::Left),
        ("the documents say", Align::Left),
        ("what is true", Align::Left),
        ("evidence", Align::Left),
        ("date", Align::Left),
    ]);
    let mut count = 0;
    for r in &catalogue.runtimes {
        for c in &r.contradictions {
            let says: Vec<_> = c.says.iter().map(|(d, text)| format!("{d:03}: {text}")).collect();
            table.row([
                &system(r),
                &c.about,
                &says.join("<br>"),
                &c.truth,
                &c.evidence,
                &c.date.to_string(),
            ]);
            count += 1;
        }
    }
    let mut text = format!("## {CONTRADICT}\n\n");
    if count == 0 {
        return text + "Nowhere.\n\n";
    }
    text += &format!("{}.\n\n", points(count));
    text + &table.finish()
}

fn corrections(catalogue: &Catalogue) -> String {
    let mut table = Table::new(&[
        ("system", Align::Left),
        ("correction of a document", Align::Left),
        ("evidence", Align::Left),
        ("date", Align::Left),
    ]);
    let mut count = 0;
    for r in &catalogue.runtimes {
        for c in &r.corrections {
            table.row([&system(r), &c.text, &c.evidence, &c.date.to_string()]);
            count += 1;
        }
    }
    let mut text = format!("## {WRONG}\n\n");
    if count == 0 {
        return text + "Nowhere.\n\n";
    }
    text += &format!("{} besides the contradictions above.\n\n", points(count));
    text + &table.finish()
}

fn points(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} point{plural}")
}

/// A system's title, as a link to its section.
fn system(runtime: &RuntimeEntry) -> String {
    format!("[{}](#{})", runtime.title, anchor(&runtime.name))
}

/// A fact that may be unknown, as a cell.
fn fact(fact: Option<&String>) -> String {
    fact.map_or_else(|| NONE.to_owned(), Clone::clone)
}

/// The anchor that code hosts give the heading of that name.
fn anchor(name: &str) -> String {
    name.replace('.', "")
}

/// The same of a heading of several words.
fn heading_anchor(heading: &str) -> String {
    heading.to_ascii_lowercase().replace(' ', "-")
}

fn entry(runtime: &RuntimeEntry) -> String {
    let mut text = format!("## {}\n\n", runtime.name);
    let mut table = Table::new(&[("fact", Align::Left), ("value", Align::Left)]);
    let facts = &runtime.facts;
    let proposals = Some(facts.proposals.join("; ")).filter(|p| !p.is_empty());
    let rows = [
        ("title", Some(&runtime.title).filter(|t| **t != runtime.name)),
        ("reference", Some(&runtime.reference)),
        ("version", facts.version.as_ref()),
        ("execution", facts.execution.as_ref()),
        ("compiler", facts.compiler.as_ref()),
        ("proposals", proposals.as_ref()),
        ("WASI", facts.wasi.as_ref()),
        ("metering", facts.metering.as_ref()),
        ("platforms", facts.platforms.as_ref()),
        ("embedding", facts.embedding.as_ref()),
        ("used by", facts.used_by.as_ref()),
    ];
    for (fact, value) in rows {
        if let Some(value) = value {
            table.row([fact, value]);
        }
    }
    text += &table.finish();

    let mut table = Table::new(&[
        ("status", Align::Left),
        ("value", Align::Left),
        ("source", Align::Left),
        ("read on", Align::Left),
    ]);
    let status = &runtime.status;
    for (name, stated) in
        [("archived", &status.archived), ("stale", &status.stale), ("micro", &status.micro)]
    {
        table.row([name, &stated_value(stated), &stated.source, &stated.date.to_string()]);
    }
    text += &table.finish();

    if let Some(not) = &runtime.not_obtainable {
        let reason = one_line(without_full_stop(&not.reason));
        text += &format!("`{}` ({}): {reason}.\n\n", not.outcome, not.date);
    }
    if !runtime.configs.is_empty() {
        let mut table = Table::new(&[
            ("config", Align::Left),
            ("about", Align::Left),
            ("targets", Align::Left),
            ("module", Align::Left),
        ]);
        for config in runtime.configs_default_first() {
            let targets: Vec<_> = config.targets.iter().map(|t| t.word()).collect();
            table.row([&config.name, &config.about, &targets.join(", "), config.module.word()]);
        }
        text += &table.finish();
    }
    if !runtime.claims.is_empty() {
        let mut table = Table::new(&[
            ("claim of others", Align::Left),
            ("source", Align::Left),
            ("read on", Align::Left),
        ]);
        for claim in &runtime.claims {
            table.row([&claim.text, &claim.source, &claim.date.to_string()]);
        }
        text += &table.finish();
    }
    let wrong = [(runtime.contradictions.len(), CONTRADICT), (runtime.corrections.len(), WRONG)];
    let wrong: Vec<_> = wrong
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, heading)| format!("[{heading}](#{}): {count}", heading_anchor(heading)))
        .collect();
    if !wrong.is_empty() {
        text += &format!("{}.\n\n", wrong.join("; "));
    }
    text
}

fn stated_value(stated: &Stated) -> String {
    let value = if stated.value { "yes" } else { "no" };
    match stated.since {
        Some(since) => format!("{value}, last work {since}"),
        None => value.to_owned(),
    }
}
