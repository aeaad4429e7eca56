//! The two sides: one loop over frames for both.

use super::Embedding;
use crate::lent::new_badge;
use anyhow::{Context, Result, anyhow};
use badge::{Badge, Link};
use badge_runtime::{Runtime, Session};
use std::ops::Range;
use std::time::{Duration, Instant};

/// One of the two.
pub(super) trait Side {
    fn update(&mut self) -> Result<()>;
    fn enter(&mut self, index: u32);
    fn link(&mut self) -> Link;

    /// The time that these frames took.
    fn frames(&mut self, frames: Range<u32>) -> Result<Duration> {
        let begin = Instant::now();
        for index in frames {
            self.enter(index);
            self.update()?;
        }
        Ok(begin.elapsed())
    }
}

/// Every second another button is down for three frames, so that the guest
/// shows more than its first page.
fn buttons(index: u32) -> u8 {
    if index % 30 < 3 { 1 << (index / 30 % 8) } else { 0 }
}

pub(super) fn runtime<R: Runtime>(config: &str) -> Result<R> {
    let settings = R::config(config).context("no such config")?;
    R::new(&settings).map_err(|error| anyhow!("{error}"))
}

pub(super) fn module<'m, R: Runtime>(runtime: &'m R, wasm: &'m [u8]) -> Result<R::Module<'m>> {
    runtime.compile(wasm).map_err(|error| anyhow!("compile: {error}"))
}

/// The adapter.
pub(super) struct Adapted<'m, R: Runtime + 'm> {
    session: R::Session<'m, Badge>,
    update: Entry<'m, R>,
}

type Entry<'m, R> = <<R as Runtime>::Session<'m, Badge> as Session>::Entry;

impl<'m, R: Runtime> Adapted<'m, R> {
    pub(super) fn new(runtime: &'m R, module: &R::Module<'m>) -> Result<Self> {
        let mut session = runtime
            .instantiate(module, new_badge())
            .map_err(|error| anyhow!("instantiate: {error}"))?;
        session.host(Badge::enter_start);
        session
            .entry(c"start")
            .and_then(|start| session.call(&start))
            .map_err(|error| anyhow!("start: {error}"))?;
        let update = session.entry(c"update").map_err(|error| anyhow!("update: {error}"))?;
        Ok(Self { session, update })
    }
}

impl<R: Runtime> Side for Adapted<'_, R> {
    #[inline]
    fn update(&mut self) -> Result<()> {
        let outcome = self.session.call(&self.update);
        outcome.map_err(|error| anyhow!("update in the adapter: {error}"))
    }

    #[inline]
    fn enter(&mut self, index: u32) {
        self.session.host(|badge| badge.enter_update(index, buttons(index)));
    }

    fn link(&mut self) -> Link {
        self.session.host(|badge| badge.link(Link::ORIGIN))
    }
}

/// The code written by hand.
pub(super) struct HandWritten<E>(E);

impl<E: Embedding> HandWritten<E> {
    pub(super) fn new(wasm: &[u8]) -> Result<Self> {
        let mut embedding =
            E::new(wasm, new_badge()).map_err(|error| anyhow!("instantiate by hand: {error}"))?;
        embedding.badge().enter_start();
        embedding.start().map_err(|error| anyhow!("start by hand: {error}"))?;
        Ok(Self(embedding))
    }
}

impl<E: Embedding> Side for HandWritten<E> {
    #[inline]
    fn update(&mut self) -> Result<()> {
        self.0.update().map_err(|error| anyhow!("update by hand: {error}"))
    }

    #[inline]
    fn enter(&mut self, index: u32) {
        self.0.badge().enter_update(index, buttons(index));
    }

    fn link(&mut self) -> Link {
        self.0.badge().link(Link::ORIGIN)
    }
}
