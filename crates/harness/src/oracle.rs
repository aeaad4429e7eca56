//! What native code alone gives: the expected chains and the pictures.

use crate::measure::{deadline, request};
use crate::runner::{Observation, Runner};
use crate::screens;
use crate::store;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use badge_catalogue::{Expectation, Link, Links, Workload};
use badge_protocol::{End, Request, Screens};
use std::fs;
use std::time::Duration;

/// The command that generates the files.
const COMMAND: &str = "cargo xtask matrix --renew-links";

/// Writes the native chains to `expected.links`.
///
/// # Errors
///
/// When the native build fails or disagrees with itself.
pub fn renew_links<'w>(bench: &mut Workbench<'w>, workloads: &[&'w Workload]) -> Result<()> {
    for workload in workloads {
        let cell = bench.native(workload)?;
        let runner = bench.native_runner(&cell)?;
        // Up to the misbehaviour, where there is one.
        let frames = match &workload.expectation {
            Expectation::Links => workload.frames,
            Expectation::Trap(trap) => u32::try_from(trap.frame).unwrap_or(0),
        };
        let request = request(&cell, &bench.module(workload)?.path, frames, None)?;
        let deadline = deadline(cell.config, workload);
        let links = renew(bench.workspace, workload, &runner, &request, deadline)?;
        eprintln!("workloads/{}/expected.links: {} links", workload.name, links.chain.len());
        bench.links.insert(workload.name.clone(), links);
    }
    Ok(())
}

/// Makes the pictures that are missing or belong to another chain.
///
/// # Errors
///
/// When the native run fails or a picture cannot be written.
pub fn pictures<'w>(bench: &mut Workbench<'w>, workloads: &[&'w Workload]) -> Result<()> {
    for workload in workloads {
        let files: Vec<(u32, String)> = workload
            .screens
            .iter()
            .map(|frame| (*frame, format!("results/img/{}-{frame}.png", workload.name)))
            .collect();
        let stamp = bench.workspace.scratch().join(format!("{}.pictures", workload.name));
        let chain = bench.links.get(&workload.name).map(Links::format).unwrap_or_default();
        let current = fs::read_to_string(&stamp).is_ok_and(|old| old == chain);
        let present = files.iter().all(|(_, file)| bench.workspace.path(file).is_file());
        if present && (current || !stamp.exists()) {
            // Committed pictures of a checkout that made none itbench.
            continue;
        }
        let dir = tempfile::tempdir().context("no temporary directory")?;
        let cell = bench.native(workload)?;
        let runner = bench.native_runner(&cell)?;
        let last = workload.screens.iter().max().map_or(0, |frame| frame + 1);
        let wanted =
            Screens { directory: dir.path().to_path_buf(), frames: workload.screens.clone() };
        let request = request(&cell, &bench.module(workload)?.path, last, Some(wanted))?;
        match runner.ask(&request, deadline(cell.config, workload))? {
            Observation::Answered(_) => (),
            other => bail!("workload {}: no pictures: {other:?}", workload.name),
        }
        for (frame, file) in &files {
            let png = screens::png(&dir.path().join(format!("{frame}.bin")))?;
            store::replace(&bench.workspace.path(file), &png)?;
        }
        store::replace(&stamp, chain.as_bytes())?;
    }
    Ok(())
}

/// Runs the native build twice and, if both runs agree, writes its chain to
/// `expected.links`.
fn renew(
    workspace: &Workspace,
    workload: &Workload,
    runner: &Runner,
    request: &Request,
    deadline: Duration,
) -> Result<Links> {
    let chain = native_chain(workload, runner, request, deadline)?;
    if chain != native_chain(workload, runner, request, deadline)? {
        bail!(
            "workload {}: two native runs differ; does it read something that is no input?",
            workload.name
        );
    }
    let links = Links { command: COMMAND.to_owned(), chain };
    store::replace(&workspace.links_file(workload), links.format().as_bytes())?;
    Ok(links)
}

fn native_chain(
    workload: &Workload,
    runner: &Runner,
    request: &Request,
    deadline: Duration,
) -> Result<Vec<Link>> {
    let transcript = match runner.ask(request, deadline)? {
        Observation::Answered(transcript) => transcript,
        other => bail!("workload {}: the native run failed: {other:?}", workload.name),
    };
    if let Some(end) = &transcript.end {
        let reason = match end {
            End::Trap(trap) => &trap.text,
            End::Fail(refusal) => &refusal.text,
        };
        bail!("workload {}: the native run ended early: {reason}", workload.name);
    }
    Ok(transcript
        .phases
        .values()
        .filter_map(|phase| phase.link)
        .chain(transcript.frames.iter().map(|frame| frame.link))
        .map(|link| Link(link.0))
        .collect())
}
