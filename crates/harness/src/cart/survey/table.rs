//! The table of what came of the cartridges.

use super::notebook::Kept;
use super::{Cells, Game, Survey};
use crate::cart::font::Supply;
use crate::cart::play::{Played, Player, first_difference};
use crate::halt::settle;
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use badge_catalogue::Target;
use badge_report::carts::{Cart, CartCell, Carts, Difference, OnBadge, Pictures};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

impl Survey<'_> {
    pub(super) fn table(
        &self,
        bench: &mut Workbench<'_>,
        cells: &Cells,
        title: String,
        others: Vec<(String, String)>,
    ) -> Result<Carts> {
        let mut carts = Vec::new();
        for (index, game) in self.games.iter().enumerate() {
            let of = |config: usize| cells.get(&(index, config)).map(|kept| (config, kept));
            let row: Vec<(usize, &Kept)> = (0..self.configs.len()).filter_map(of).collect();
            let own = game.link.as_ref().map(|link| (row.len(), link));
            let reference = own.or_else(|| reference(&row));
            let mut shown = Vec::new();
            for (config, kept) in row {
                let differs =
                    reference.filter(|(_, link)| kept.ran && kept.link.as_ref() != Some(link));
                let difference = match differs {
                    Some((with, _)) => self.difference(bench, game, config, with)?,
                    None => None,
                };
                shown.push(cell(kept, difference));
            }
            let bytes = game.module.blob.bytes;
            carts.push(Cart { name: game.name.clone(), bytes, cells: shown });
        }
        let letters = match &self.font {
            Supply::Own(_) => None,
            Supply::StandIn(reason) => Some(format!(
                "Letters are a stand-in, so that no picture with text is that of the console: {reason}"
            )),
        };
        Ok(Carts {
            title,
            ticks: self.ticks,
            on_badge: self.target == Target::Pybadge,
            letters,
            configs: (0..self.configs.len()).map(|config| self.config_name(config)).collect(),
            unable: Vec::new(),
            carts,
            others,
        })
    }

    /// Where two configs differ, found by playing again; `None` where they do not
    /// differ then.
    fn difference(
        &self,
        bench: &mut Workbench<'_>,
        game: &Game,
        config: usize,
        with: usize,
    ) -> Result<Option<Difference>> {
        let Some(name) = (with < self.configs.len()).then(|| self.config_name(with)) else {
            let with = "what is recorded".to_owned();
            return Ok(Some(Difference { tick: None, with, pictures: None }));
        };
        if self.target == Target::Pybadge {
            // The links of the last tick are kept, and differ; the panel shows less
            // than the console.
            return Ok(Some(Difference { tick: None, with: name, pictures: None }));
        }
        let mut play = |config: usize| -> Result<Option<Played>> {
            match settle(Player::ready(bench, &self.cell(game, config), &game.module))? {
                Ok(player) => player.play(&game.session).map(Some),
                Err(_) => Ok(None),
            }
        };
        let Some((one, other)) = play(config)?.zip(play(with)?) else {
            return Ok(None);
        };
        let Some(tick) = first_difference(&one, &other) else {
            return Ok(None);
        };
        let picture = |played: &Played| -> Result<String> {
            let picture = played.pictures.get(tick).context("a tick without a picture")?;
            Ok(STANDARD.encode(picture.png()?))
        };
        let pictures = Some(Pictures { picture: picture(&one)?, other: picture(&other)? });
        Ok(Some(Difference { tick: Some(tick), with: name, pictures }))
    }
}

fn cell(kept: &Kept, difference: Option<Difference>) -> CartCell {
    CartCell {
        ran: kept.ran,
        reason: kept.reason.clone(),
        update_ns: kept.update_ns,
        first_ns: kept.first_ns,
        badge: kept.figures.map(|figures| OnBadge {
            frames_per_second: figures.frames_per_second,
            heap_bytes: figures.heap_bytes,
            heap_left_bytes: figures.heap_left_bytes,
            flash_left_bytes: figures.flash_left_bytes,
        }),
        difference,
    }
}

/// The link that most configs agree on, and the first config that has it.
pub(super) fn reference<'k>(row: &[(usize, &'k Kept)]) -> Option<(usize, &'k String)> {
    let links = row.iter().filter_map(|(config, kept)| Some((*config, kept.link.as_ref()?)));
    let count = |link: &String| links.clone().filter(|(_, other)| *other == link).count();
    // The first among equals: `max_by_key` would take the last.
    links.clone().rev().max_by_key(|(_, link)| count(link))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(link: Option<&str>) -> Kept {
        Kept {
            key: String::new(),
            ran: link.is_some(),
            reason: String::new(),
            update_ns: None,
            first_ns: None,
            link: link.map(str::to_owned),
            figures: None,
        }
    }

    #[test]
    fn the_reference_is_what_most_show_and_the_first_among_equals() {
        let row = [Some("b"), None, Some("a"), Some("a")].map(kept);
        let row: Vec<(usize, &Kept)> = row.iter().enumerate().collect();
        assert_eq!(reference(&row), Some((2, &"a".to_owned())));
        assert_eq!(reference(&row[..3]), Some((0, &"b".to_owned())));
        assert_eq!(reference(&row[1..2]), None);
    }
}
