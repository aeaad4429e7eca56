//! Runs on the emulated badge: of workloads, of a module and of a cartridge of the
//! user's own.

use super::cart::Game;
use super::runs::{Runs, Told};
use crate::cart::badge::{console_manner, first_player, font_bytes};
use crate::cart::font::font;
use crate::guest::Module;
use crate::halt::{Halt, settle};
use crate::parallel::processors;
use crate::plan::Cell;
use crate::progress::announced;
use crate::pybadge::emulated::{Job, Session, emulate_all};
use crate::pybadge::request::{Cartridges, Manner, SHOW_FRAMES, cartridge_name};
use crate::screens;
use crate::store;
use crate::workbench::{CellInputs, Workbench};
use anyhow::Result;
use badge_catalogue::{Outcome, Target, Workload};
use badge_protocol::payload::{Pass, Passes};
use std::collections::BTreeMap;

/// By the last link, which configs ended with it.
type Chains = BTreeMap<String, Vec<String>>;

impl<'w> Runs<'w, '_> {
    pub(super) fn on_badge(
        &mut self,
        bench: &mut Workbench<'w>,
        workloads: &[&'w Workload],
    ) -> Result<()> {
        let mut session = Session::new(bench);
        for &workload in workloads {
            let title = format!("{} on the emulated badge: {}", workload.name, workload.title);
            let frames = self.frames;
            self.emulate(title, workload, Outcome::Pass, |cell| {
                let mut manner = Manner::of(&cell);
                if let Some(frames) = frames {
                    manner.frames = frames;
                    manner.show_frames = manner.show_frames.min(frames);
                }
                session.job(bench, &CellInputs::none(cell), manner)
            })?;
            (self.tell)(Told::End(None));
        }
        Ok(())
    }

    /// There is no native twin, so the configs are compared with each other.
    pub(super) fn own_on_badge(
        &mut self,
        bench: &mut Workbench<'w>,
        module: &Module,
        stand_in: &Workload,
    ) -> Result<()> {
        let mut session = Session::new(bench);
        let frames = self.frames.unwrap_or(SHOW_FRAMES);
        let manner = Manner {
            frames,
            show_frames: frames.min(SHOW_FRAMES),
            passes: Passes::NONE.with(Pass::Measure).with(Pass::Show),
            plays_after_check: false,
        };
        let title =
            format!("{} on the emulated badge: {} bytes", module.blob.name, module.blob.bytes);
        let chains = self.emulate(title, stand_in, Outcome::Unverified, |cell| {
            session.job_of(bench, &CellInputs::none(cell), module, manner)
        })?;
        self.compare(&chains);
        Ok(())
    }

    /// The same for a cartridge.
    pub(super) fn cartridge_on_badge(
        &mut self,
        bench: &mut Workbench<'w>,
        cart: &Module,
        game: &Game,
        mut stand_in: Workload,
    ) -> Result<()> {
        stand_in.name = cartridge_name(cart);
        let supply = announced("looking for the console's font", || font(bench.workspace));
        let cartridges = Cartridges {
            modules: std::slice::from_ref(cart),
            pads: first_player(&game.pads),
            font: font_bytes(&supply)?,
        };
        let manner = console_manner(game.ticks);
        let mut session = Session::new(bench);
        let title = format!("{} on the emulated badge: {} bytes", cart.blob.name, cart.blob.bytes);
        let chains = self.emulate(title, &stand_in, Outcome::Unverified, |cell| {
            session.console(bench, cell, &cartridges, manner)
        })?;
        self.compare(&chains);
        Ok(())
    }

    /// Emulates what becomes of each config; `good` is what ends well.
    fn emulate<'c>(
        &mut self,
        title: String,
        workload: &'c Workload,
        good: Outcome,
        mut job: impl FnMut(Cell<'c>) -> Result<Job<'c>, Halt>,
    ) -> Result<Chains>
    where
        'w: 'c,
    {
        self.begin(title, Target::Pybadge);
        let mut jobs = Vec::new();
        for cell in self.cells(workload) {
            let building = format!("building the firmware of {}", cell.config_name());
            match settle(announced(&building, || job(cell)))? {
                Ok(job) => jobs.push(job),
                Err(no) => {
                    self.good = false;
                    (self.tell)(Told::Emulated(cell, &no.verdict, None));
                }
            }
        }
        let mut chains = Chains::new();
        emulate_all(&jobs, processors(), |index, observed| {
            let cell = jobs[index].cell;
            let ended_well = observed.verdict.outcome == good;
            self.good &= ended_well;
            (self.tell)(Told::Emulated(cell, &observed.verdict, Some(&observed)));
            if let (true, Some(said)) = (ended_well, observed.emulation.serial.transcripts.first())
            {
                chains.entry(said.done.link.to_string()).or_default().push(cell.config_name());
            }
            if let Some(png) = &self.png {
                store::replace(png, &screens::png_rgb(&observed.emulation.screen)?)?;
            }
            Ok(())
        })?;
        Ok(chains)
    }
}
