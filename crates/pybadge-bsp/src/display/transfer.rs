//! Frames by DMA: channel 0 sends a strip while its interrupt fills the other.
//!
//! Each strip is a transfer of its own, started by the interrupt that the last
//! one ends with. SERCOM4 still has two bytes to shift then, 128 cycles, so the
//! wire stays busy; and where an interrupt comes late the wire waits for it
//! instead of showing what was not filled yet. That also does without linked
//! descriptors, which other channels could disturb (SAM D5x errata, DMAC).

use super::convert::{self, STRIP_PIXELS, STRIP_ROWS, STRIP_WORDS, Strip};
use super::wire;
use super::{HEIGHT, Indexed, Screen, WIDTH};
use crate::pac::{self, interrupt};
use crate::registers::{dmac, enable_interrupt, priority, sercom4};
use core::cell::{Cell, UnsafeCell};
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use critical_section::Mutex;

const STRIPS: usize = WIDTH * HEIGHT / STRIP_PIXELS;
const CHANNEL: usize = 0;

/// What is sent.
#[derive(Clone, Copy)]
pub(super) enum Picture {
    /// A byte a pixel.
    Bytes(&'static Screen),
    /// Two bits a pixel.
    Indexed(&'static Indexed),
}

/// The picture that comes next.
static QUEUED: Mutex<Cell<Option<Picture>>> = Mutex::new(Cell::new(None));
/// A frame is still being read.
static READING: AtomicBool = AtomicBool::new(false);
/// A frame is on the wire.
static SENDING: AtomicBool = AtomicBool::new(false);
/// Frames that have left completely.
static SENT: AtomicU32 = AtomicU32::new(0);

/// An edge of a frame on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first byte is about to be sent.
    Begins,
    /// Its last bit is on the panel.
    Ends,
}

/// What is called at edges, in the interrupt of the display.
pub type Observer = fn(Edge);

/// Who wants to know of edges.
static OBSERVER: Mutex<Cell<Option<Observer>>> = Mutex::new(Cell::new(None));

pub(super) fn observe(observer: Observer) {
    critical_section::with(|token| OBSERVER.borrow(token).set(Some(observer)));
}

fn tell(edge: Edge) {
    if let Some(observer) = critical_section::with(|token| OBSERVER.borrow(token).get()) {
        observer(edge);
    }
}

/// A transfer descriptor (SAM D5x data sheet 22.8, "DMAC registers SRAM").
#[repr(C, align(16))]
struct Descriptor {
    control: u16,
    count: u16,
    source_end: u32,
    destination: u32,
    next: u32,
}

impl Descriptor {
    const NONE: Self = Self { control: 0, count: 0, source_end: 0, destination: 0, next: 0 };
}

/// What belongs to the interrupt handler alone, and to the controller.
struct Engine {
    descriptor: Descriptor,
    write_back: Descriptor,
    strips: [Strip; 2],
    /// Picture and number of the strip on the wire.
    current: Option<(Picture, usize)>,
    /// The same of the one that is filled and waits.
    ready: Option<(Picture, usize)>,
    /// Which strip is, or was last, on the wire.
    active: usize,
}

struct Shared(UnsafeCell<Engine>);

// SAFETY: only the handler of DMAC_0 touches it, which does not interrupt
// itself, and `start` before that handler can run.
unsafe impl Sync for Shared {}

static ENGINE: Shared = Shared(UnsafeCell::new(Engine {
    descriptor: Descriptor::NONE,
    write_back: Descriptor::NONE,
    strips: [[0; STRIP_WORDS]; 2],
    current: None,
    ready: None,
    active: 0,
}));

/// Prepares controller and channel. The controller is clocked already.
pub(super) fn start() {
    let engine = ENGINE.0.get();
    // SAFETY: the handler cannot run yet; only addresses are taken.
    let (descriptors, write_back) = unsafe {
        ((&raw const (*engine).descriptor) as u32, (&raw const (*engine).write_back) as u32)
    };
    let dmac = dmac();
    dmac.ctrl().write(|w| w.swrst().set_bit());
    while dmac.ctrl().read().swrst().bit_is_set() {}
    // SAFETY: both tables are aligned, in RAM, and long enough for the only
    // channel; the levels of priority are all on.
    unsafe {
        dmac.baseaddr().write(|w| w.bits(descriptors));
        dmac.wrbaddr().write(|w| w.bits(write_back));
        dmac.ctrl().write(|w| w.bits(0x0f02));
    }
    let channel = dmac.channel(CHANNEL);
    channel.chctrla().write(|w| w.trigsrc().sercom4_tx().trigact().burst());
    channel.chintenset().write(|w| w.tcmpl().set_bit().terr().set_bit());
    enable_interrupt(pac::Interrupt::DMAC_0, priority::DISPLAY);
}

/// Queues a picture behind the one that is being sent.
pub(super) fn queue(picture: Picture) {
    while waiting() {}
    critical_section::with(|token| QUEUED.borrow(token).set(Some(picture)));
    pac::NVIC::pend(pac::Interrupt::DMAC_0);
}

fn waiting() -> bool {
    critical_section::with(|token| QUEUED.borrow(token).get().is_some())
}

/// Whether a picture is queued or still being read.
pub(super) fn reading() -> bool {
    waiting() || READING.load(Ordering::Acquire)
}

/// Whether the wire is busy, or will be.
pub(super) fn busy() -> bool {
    SENDING.load(Ordering::Acquire) || waiting()
}

pub(super) fn sent() -> u32 {
    SENT.load(Ordering::Relaxed)
}

/// Ends what is being sent, for a failure screen: no interrupt comes any more.
pub(super) fn abandon() {
    pac::NVIC::mask(pac::Interrupt::DMAC_0);
    let channel = dmac().channel(CHANNEL);
    channel.chctrla().modify(|_, w| w.enable().clear_bit());
    while channel.chctrla().read().enable().bit_is_set() {}
    critical_section::with(|token| QUEUED.borrow(token).set(None));
    READING.store(false, Ordering::Relaxed);
    SENDING.store(false, Ordering::Relaxed);
}

impl Engine {
    /// Fills the strip that is not on the wire with what comes next.
    fn prefetch(&mut self) {
        if self.ready.is_some() {
            return;
        }
        let next = match self.current {
            Some((picture, strip)) if strip + 1 < STRIPS => Some((picture, strip + 1)),
            _ => take_queued().map(|picture| (picture, 0)),
        };
        let Some((picture, strip)) = next else {
            return;
        };
        let target = &mut self.strips[self.active ^ 1];
        match picture {
            Picture::Bytes(screen) => {
                let (strips, _) = screen.as_chunks::<STRIP_PIXELS>();
                convert::expand(&strips[strip], target);
            }
            Picture::Indexed(indexed) => {
                let (strips, _) = indexed.rows.as_chunks::<STRIP_ROWS>();
                convert::expand_indexed(&strips[strip], &indexed.colors, target);
            }
        }
        if strip + 1 == STRIPS {
            READING.store(false, Ordering::Release);
        }
        self.ready = next;
    }

    /// The strip on the wire has ended: the next one, or the end of the frame.
    fn advance(&mut self) {
        if let Some((_, strip)) = self.current
            && strip + 1 == STRIPS
        {
            wire::end_pixels();
            tell(Edge::Ends);
            SENT.store(SENT.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
            self.current = None;
        }
        let Some((picture, strip)) = self.ready.take() else {
            return;
        };
        if strip == 0 {
            tell(Edge::Begins);
            wire::begin_pixels();
        }
        self.active ^= 1;
        self.current = Some((picture, strip));
        self.send_strip();
    }

    fn send_strip(&mut self) {
        let strip = &self.strips[self.active];
        // Valid, from ascending addresses of the source to one destination,
        // a byte at a time, no action at the end but the interrupt.
        self.descriptor = Descriptor {
            control: 1 | 1 << 10,
            count: size_of_val(strip) as u16,
            source_end: strip.as_ptr_range().end as u32,
            destination: sercom4().spim().data().as_ptr() as u32,
            next: 0,
        };
        // The controller reads what was written above.
        cortex_m::asm::dmb();
        let channel = dmac().channel(CHANNEL);
        channel.chctrla().modify(|_, w| w.enable().set_bit());
    }
}

fn take_queued() -> Option<Picture> {
    critical_section::with(|token| {
        let picture = QUEUED.borrow(token).take();
        if picture.is_some() {
            READING.store(true, Ordering::Relaxed);
        }
        picture
    })
}

#[interrupt]
fn DMAC_0() {
    // SAFETY: nothing else makes a reference to it.
    let engine = unsafe { &mut *ENGINE.0.get() };
    let flags = dmac().channel(CHANNEL).chintflag();
    let raised = flags.read();
    if raised.tcmpl().bit_is_set() || raised.terr().bit_is_set() {
        flags.write(|w| w.tcmpl().set_bit().terr().set_bit());
        engine.advance();
    }
    engine.prefetch();
    if engine.current.is_none() && engine.ready.is_some() {
        engine.advance();
        engine.prefetch();
    }
    SENDING.store(engine.current.is_some(), Ordering::Release);
}
