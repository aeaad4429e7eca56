//! A cartridge of the user's own on several configs, which are compared with
//! each other.

use super::runs::{Runs, Told};
use crate::cart::TICKS;
use crate::cart::font::{self, Supply};
use crate::cart::pads;
use crate::cart::play::{Played, Player, Session, first_difference};
use crate::destination::writable;
use crate::guest::Module;
use crate::halt::settle;
use crate::progress::announced;
use crate::store;
use crate::usage::Usage;
use crate::workbench::Workbench;
use anyhow::Result;
use badge_catalogue::{Target, Workload};
use std::path::PathBuf;

/// A cartridge, and what is to be kept of it.
#[derive(Clone, Debug)]
pub struct Cartridge {
    /// The file.
    pub file: PathBuf,
    /// What the players hold, as a script or the name of one.
    pub pads: Option<String>,
    /// The file for the picture of the last tick.
    pub png: Option<PathBuf>,
    /// The file for an animation.
    pub gif: Option<PathBuf>,
    /// The file for a line with the checksum of each tick.
    pub crc: Option<PathBuf>,
}

/// The same, after a look at everything that a person gave.
#[derive(Debug)]
pub(super) struct Game {
    pub(super) ticks: u32,
    pub(super) pads: Vec<pads::Held>,
    png: Option<PathBuf>,
    gif: Option<PathBuf>,
    crc: Option<PathBuf>,
}

impl Game {
    pub(super) fn read(cartridge: &Cartridge, ticks: Option<u32>) -> Result<Self> {
        let ticks = ticks.unwrap_or(TICKS);
        let file = |option, file: &Option<PathBuf>| {
            file.as_deref().map(|file| writable(option, file)).transpose()
        };
        let pictures = [&cartridge.png, &cartridge.gif];
        if ticks == 0 && pictures.into_iter().any(Option::is_some) {
            return Err(Usage::new("without frames there is no picture").into());
        }
        Ok(Self {
            ticks,
            pads: cartridge.pads.as_deref().map_or(Ok(Vec::new()), pads::read)?,
            png: file("--png", &cartridge.png)?,
            gif: file("--gif", &cartridge.gif)?,
            crc: file("--crc", &cartridge.crc)?,
        })
    }
}

impl<'w> Runs<'w, '_> {
    /// There is no native twin, so the configs are compared with each other.
    pub(super) fn cartridge(
        &mut self,
        bench: &mut Workbench<'_>,
        cart: &Module,
        game: &Game,
        stand_in: &Workload,
    ) -> Result<()> {
        let font = announced("looking for the console's font", || font::font(bench.workspace));
        let session = Session { ticks: game.ticks, pads: game.pads.clone(), font };
        self.begin(format!("{}: {} bytes", cart.blob.name, cart.blob.bytes), Target::Host);
        let mut good: Vec<(String, Played)> = Vec::new();
        // What went furthest, where nothing came to its end.
        let mut furthest: Option<Played> = None;
        for cell in self.cells(stand_in) {
            let played = match settle(Player::ready(bench, &cell, cart))? {
                Ok(player) => player.play(&session)?,
                Err(obstacle) => obstacle.into(),
            };
            self.good &= played.ended_well();
            let transcript = played.transcript.as_ref().filter(|_| played.ended_well());
            (self.tell)(Told::Ran(cell, &played.verdict, transcript));
            if played.ended_well() {
                good.push((cell.config_name(), played));
            } else if furthest.as_ref().is_none_or(|f| f.pictures.count() < played.pictures.count())
            {
                furthest = Some(played);
            }
        }
        let shown = good.first().map(|(_, played)| played).or(furthest.as_ref());
        if let Some(shown) = shown {
            keep(shown, game)?;
        }
        let end = compared(&good);
        self.good &= end.as_ref().is_none_or(|end| end.alike);
        let mut words: Vec<String> = end.map(|end| end.words).into_iter().collect();
        if let Supply::StandIn(reason) = &session.font {
            words.push(format!(
                "letters are a stand-in, so that no picture with text is that of the console: {reason}"
            ));
        }
        (self.tell)(Told::End((!words.is_empty()).then(|| words.join("\n"))));
        Ok(())
    }
}

fn keep(shown: &Played, game: &Game) -> Result<()> {
    if let (Some(file), Some(last)) = (&game.png, shown.pictures.last()) {
        store::replace(file, &last.png()?)?;
    }
    if let (Some(file), true) = (&game.gif, shown.pictures.count() > 0) {
        store::replace(file, &shown.pictures.gif()?)?;
    }
    if let Some(file) = &game.crc {
        store::replace(file, shown.pictures.checksums().as_bytes())?;
    }
    Ok(())
}

struct Comparison {
    alike: bool,
    words: String,
}

/// `None` where nothing ran.
fn compared(good: &[(String, Played)]) -> Option<Comparison> {
    let ((first, reference), others) = good.split_first()?;
    let differ: Vec<String> = others
        .iter()
        .filter_map(|(config, played)| {
            let tick = first_difference(reference, played)?;
            Some(format!("\n  {config} differs from {first} from frame {tick} on"))
        })
        .collect();
    let words = match differ.is_empty() {
        true => "the same pictures and tones on every config that ran".to_owned(),
        false => format!("the pictures or tones differ:{}", differ.concat()),
    };
    Some(Comparison { alike: differ.is_empty(), words })
}
