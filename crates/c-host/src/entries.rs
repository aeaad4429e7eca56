//! Handles of functions that stay with their instance.

use alloc::vec::Vec;
use badge_runtime::{Error, ErrorKind};

/// A resolved export: its place among those of the instance. A number, because
/// a pointer of the engine's would outlive the instance.
#[derive(Clone, Copy, Debug)]
pub struct Entry(usize);

/// The exports of an instance that were resolved.
#[derive(Clone, Debug)]
pub struct Entries<F>(Vec<F>);

impl<F> Default for Entries<F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<F: Copy> Entries<F> {
    /// Keeps the engine's handle.
    pub fn add(&mut self, function: F) -> Entry {
        self.0.push(function);
        Entry(self.0.len() - 1)
    }

    /// The engine's handle.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Export`] for an entry of an instance that has more.
    #[inline]
    pub fn get(&self, entry: &Entry) -> Result<F, Error> {
        let function = self.0.get(entry.0).copied();
        function
            .ok_or_else(|| Error::because(ErrorKind::Export, "this entry is of another instance"))
    }
}
