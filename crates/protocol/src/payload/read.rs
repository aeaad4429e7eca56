//! Reading a payload: everything is checked once, so that what is read later
//! cannot fail.

use super::crc::crc32;
use super::{
    ARTIFACT_ALIGNMENT, ENTRY_BYTES, FONT_AT, FORMAT, HAS_FUEL, HAS_INTERRUPT, HAS_SELF_CHECK,
    HEADER_BYTES, ID_AT, ImageId, MAGIC, MAX_NAME_BYTES, PLAYS, Passes, PayloadError,
    REQUEST_BYTES, TRACE_ITEM_BYTES,
};
use badge::Link;
use core::num::NonZeroU32;

/// A payload that was checked.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    /// Exactly the payload.
    bytes: &'a [u8],
    passes: Passes,
}

impl<'a> Payload<'a> {
    /// Checks the payload that `bytes` begin with; what stands behind it is
    /// not looked at.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PayloadError> {
        let found = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if bytes.get(..MAGIC.len()).is_some_and(|start| start != MAGIC) {
            return Err(PayloadError::Magic);
        }
        if bytes.len() < HEADER_BYTES {
            let due = HEADER_BYTES as u32;
            return Err(PayloadError::Truncated { due, found });
        }
        if word(bytes, 8) != FORMAT {
            return Err(PayloadError::Format(word(bytes, 8)));
        }
        let length = word(bytes, 12);
        if (length as usize) < HEADER_BYTES + REQUEST_BYTES {
            return Err(PayloadError::Length(length));
        }
        let Some(bytes) = bytes.get(..length as usize) else {
            return Err(PayloadError::Truncated { due: length, found });
        };
        let (due, found) = (word(bytes, 16), crc32(&bytes[HEADER_BYTES..]));
        if due != found {
            return Err(PayloadError::Crc { due, found });
        }
        if word(bytes, 20) != 0 || half(bytes, HEADER_BYTES + 6) != 0 {
            return Err(PayloadError::Reserved);
        }
        let bits = bytes[HEADER_BYTES];
        let passes = Passes::of_bits(bits).ok_or(PayloadError::Passes(bits))?;
        if bytes[HEADER_BYTES + 1] & !PLAYS != 0 {
            return Err(PayloadError::Flags);
        }
        let payload = Self { bytes, passes };
        payload.check_entries()?;
        Ok(payload)
    }

    fn check_entries(&self) -> Result<(), PayloadError> {
        let count = self.count();
        if count == 0 {
            return Err(PayloadError::Empty);
        }
        let mut end = HEADER_BYTES + REQUEST_BYTES + ENTRY_BYTES * usize::from(count);
        if end > self.bytes.len() {
            return Err(PayloadError::Length(self.bytes.len() as u32));
        }
        if self.selection() >= usize::from(count) {
            return Err(PayloadError::Selection(self.selection() as u16));
        }
        if let Some((start, stop)) = self.font_bounds().filter(|(start, stop)| start < stop) {
            if start < end {
                return Err(PayloadError::Font);
            }
            end = stop;
        } else if word(self.bytes, FONT_AT + 4) != 0 {
            return Err(PayloadError::Font);
        }
        for index in 0..count {
            end = RawEntry::at(self.bytes, index).check(index, end)?;
        }
        Ok(())
    }

    fn count(&self) -> u16 {
        half(self.bytes, HEADER_BYTES + 4)
    }

    /// Which image this is.
    #[must_use]
    pub fn image(&self) -> ImageId {
        let mut id = [0; 8];
        id.copy_from_slice(&self.bytes[ID_AT..ID_AT + 8]);
        ImageId(id)
    }

    /// The passes that are wanted.
    #[must_use]
    pub const fn passes(&self) -> Passes {
        self.passes
    }

    /// Whether the badge starts playing once the self-check is done, instead
    /// of carrying out the passes.
    #[must_use]
    pub fn plays_after_check(&self) -> bool {
        self.bytes[HEADER_BYTES + 1] & PLAYS != 0
    }

    /// Index of the entry that is selected at first.
    #[must_use]
    pub fn selection(&self) -> usize {
        usize::from(half(self.bytes, HEADER_BYTES + 2))
    }

    /// The font of a console of cartridges; empty where there is none.
    #[must_use]
    pub fn font(&self) -> &'a [u8] {
        self.font_bounds().and_then(|(start, end)| self.bytes.get(start..end)).unwrap_or_default()
    }

    /// `None` beyond the payload.
    fn font_bounds(&self) -> Option<(usize, usize)> {
        span(self.bytes, FONT_AT)
    }

    /// Length in bytes, header included.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The entries, of which there is at least one.
    #[must_use]
    pub fn entries(&self) -> Entries<'a> {
        Entries { bytes: self.bytes, next: 0, count: self.count() }
    }

    /// One entry.
    #[must_use]
    pub fn entry(&self, index: usize) -> Option<Entry<'a>> {
        self.entries().nth(index)
    }
}

/// Goes through the entries of a payload.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    bytes: &'a [u8],
    next: u16,
    count: u16,
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        if self.next == self.count {
            return None;
        }
        let entry = RawEntry::at(self.bytes, self.next).entry();
        self.next += 1;
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.count - self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Entries<'_> {}

/// One workload and what to run it with.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Name of the workload.
    pub workload: &'a str,
    /// Name of the config.
    pub config: &'a str,
    /// Button presses.
    pub trace: Trace<'a>,
    /// Module or prepared artifact, at an address that is a multiple of
    /// [`ARTIFACT_ALIGNMENT`] if the payload's is; empty where guests are
    /// linked in.
    pub artifact: &'a [u8],
    /// Seed of `random`.
    pub seed: NonZeroU32,
    /// Frames of the pass measure.
    pub frames: u32,
    /// Consecutive calls that make up one sample.
    pub calls_per_frame: u32,
    /// Frames of the pass show.
    pub show_frames: u32,
    /// Budget per call in the engine's own units.
    pub fuel: Option<u64>,
    /// Interrupt a call after that many milliseconds.
    pub interrupt_ms: Option<u32>,
    /// What the self-check must show, where that is known.
    pub self_check: Option<SelfCheck>,
}

/// What a short run must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfCheck {
    /// How many frames.
    pub frames: u32,
    /// The link after the last of them.
    pub link: Link,
}

/// Button presses: pairs of frame and mask, strictly increasing in frame.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a>(&'a [u8]);

impl<'a> Trace<'a> {
    /// Number of pairs.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len() / TRACE_ITEM_BYTES
    }

    /// Whether no button is ever pressed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u8)> + use<'a> {
        let items = self.0.chunks_exact(TRACE_ITEM_BYTES);
        items.map(|item| (word(item, 0), item[4]))
    }

    fn is_good(&self) -> bool {
        let whole = self.0.len().is_multiple_of(TRACE_ITEM_BYTES);
        let mut last = None;
        let increasing = self.iter().all(|(frame, _)| {
            let good = last.is_none_or(|last| last < frame);
            last = Some(frame);
            good
        });
        let masks = self.0.chunks_exact(TRACE_ITEM_BYTES);
        whole && increasing && masks.into_iter().all(|item| word(item, 4) <= 0xFF)
    }
}

/// An entry whose spans may be wrong.
struct RawEntry<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> RawEntry<'a> {
    fn at(bytes: &'a [u8], index: u16) -> Self {
        let at = HEADER_BYTES + REQUEST_BYTES + ENTRY_BYTES * usize::from(index);
        Self { bytes, at }
    }

    fn word(&self, index: usize) -> u32 {
        word(self.bytes, self.at + 4 * index)
    }

    /// Offset and end of the span at a word; `None` beyond the payload.
    fn bounds(&self, index: usize) -> Option<(usize, usize)> {
        span(self.bytes, self.at + 4 * index)
    }

    /// Only after [`RawEntry::check`]; a broken span is empty.
    fn span(&self, index: usize) -> &'a [u8] {
        self.bounds(index).map_or(&[], |(start, end)| &self.bytes[start..end])
    }

    fn has(&self, flag: u32) -> bool {
        self.word(12) & flag != 0
    }

    /// Where the spans of this entry end, if all is well and they begin at
    /// `begin` or later.
    fn check(&self, index: u16, begin: usize) -> Result<usize, PayloadError> {
        let mut last = begin;
        for span in [0, 2, 4, 6] {
            let (start, end) = self.bounds(span).ok_or(PayloadError::Outside(index))?;
            if start < last {
                return Err(PayloadError::Overlap(index));
            }
            last = end;
        }
        if !(self.word(6) as usize).is_multiple_of(ARTIFACT_ALIGNMENT) {
            return Err(PayloadError::Alignment(index));
        }
        for span in [0, 2] {
            let name = self.span(span);
            let fits = (1..=MAX_NAME_BYTES).contains(&name.len());
            if !fits || core::str::from_utf8(name).is_err() {
                return Err(PayloadError::Name(index));
            }
        }
        if !Trace(self.span(4)).is_good() {
            return Err(PayloadError::Trace(index));
        }
        if [8, 9, 10].into_iter().any(|at| self.word(at) == 0) {
            return Err(PayloadError::Zero(index));
        }
        let unset =
            |flag, words: &[usize]| !self.has(flag) && words.iter().any(|&at| self.word(at) != 0);
        if self.word(12) & !(HAS_FUEL | HAS_INTERRUPT | HAS_SELF_CHECK) != 0
            || unset(HAS_INTERRUPT, &[13])
            || unset(HAS_FUEL, &[14, 15])
            || unset(HAS_SELF_CHECK, &[16, 17])
        {
            return Err(PayloadError::Flags);
        }
        Ok(last)
    }

    /// Only after [`RawEntry::check`].
    fn entry(&self) -> Entry<'a> {
        let name = |span| core::str::from_utf8(self.span(span)).unwrap_or_default();
        let fuel = u64::from(self.word(15)) << 32 | u64::from(self.word(14));
        Entry {
            workload: name(0),
            config: name(2),
            trace: Trace(self.span(4)),
            artifact: self.span(6),
            seed: NonZeroU32::new(self.word(8)).unwrap_or(NonZeroU32::MIN),
            frames: self.word(9),
            calls_per_frame: self.word(10),
            show_frames: self.word(11),
            fuel: self.has(HAS_FUEL).then_some(fuel),
            interrupt_ms: self.has(HAS_INTERRUPT).then_some(self.word(13)),
            self_check: self
                .has(HAS_SELF_CHECK)
                .then_some(SelfCheck { frames: self.word(16), link: Link(self.word(17)) }),
        }
    }
}

/// Offset and end of the span that stands at `at`; `None` beyond the payload.
fn span(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let start = word(bytes, at) as usize;
    let end = start.checked_add(word(bytes, at + 4) as usize)?;
    (end <= bytes.len()).then_some((start, end))
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn half(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}
