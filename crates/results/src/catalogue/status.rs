//! The three columns of status.

use super::CatalogueError;
use super::error::Blame;
use super::runtime_wire as wire;
use crate::Date;

/// Whether a runtime is archived, stale, and known to run on a microcontroller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its authors declare it finished, read-only or superseded.
    pub archived: Stated,
    /// No sign of work in the twelve months before the date.
    pub stale: Stated,
    /// There is evidence of a build for, or a run on, a microcontroller.
    pub micro: Stated,
}

/// One cited yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Yes or no.
    pub value: bool,
    /// When the source was read.
    pub date: Date,
    /// The source.
    pub source: String,
    /// The last sign of work; stated for `stale` alone.
    pub since: Option<Date>,
}

impl Stated {
    /// Days from the last sign of work to the day the source was read.
    #[must_use]
    pub fn age_in_days(&self) -> Option<i64> {
        self.since.map(|since| since.days_until(self.date))
    }
}

pub(super) fn stated(
    blame: Blame<'_>,
    key: &str,
    table: wire::StatedTable,
) -> Result<Stated, CatalogueError> {
    if table.since.is_some() && key != "status.stale" {
        return Err(blame.at(format!("{key}.since"), "only status.stale has `since`"));
    }
    if let Some(since) = table.since
        && since > table.date
    {
        return Err(
            blame.at(format!("{key}.since"), format!("{since} lies after `date` ({})", table.date))
        );
    }
    Ok(Stated {
        value: table.value,
        date: table.date,
        source: blame.text(format!("{key}.source"), table.source)?,
        since: table.since,
    })
}
