//! The imports: one zero-sized type per function, by shape.

use crate::{Badge, LEDS, ToneRequest, WIDTH};
use badge_runtime::{Caller, GuestMemory, Host, HostFunc, HostTrap, Registrar};
use core::ffi::CStr;

/// `rect(x, y, w, h, color)`.
#[derive(Debug)]
pub struct Rect;
/// `blit(ptr, x, y, w, h, key)`.
#[derive(Debug)]
pub struct Blit;
/// `buttons() -> mask`.
#[derive(Debug)]
pub struct Buttons;
/// `millis() -> ms`.
#[derive(Debug)]
pub struct Millis;
/// `random() -> i32`.
#[derive(Debug)]
pub struct Random;
/// `led(index, rgb)`.
#[derive(Debug)]
pub struct Led;
/// `tone(frequency_hz, duration_ms)`.
#[derive(Debug)]
pub struct Tone;
/// `log(ptr, len)`.
#[derive(Debug)]
pub struct Log;
/// `clock_ms() -> ms`.
#[derive(Debug)]
pub struct ClockMs;

impl Host for Badge {
    fn register<R: Registrar<Self>>(registrar: &mut R) -> Result<(), R::Error> {
        registrar.func::<Rect>()?;
        registrar.func::<Blit>()?;
        registrar.func::<Buttons>()?;
        registrar.func::<Millis>()?;
        registrar.func::<Random>()?;
        registrar.func::<Led>()?;
        registrar.func::<Tone>()?;
        registrar.func::<Log>()?;
        registrar.func::<ClockMs>()
    }
}

impl HostFunc<Badge> for Rect {
    const NAME: &'static CStr = c"rect";
    type Params = [i32; 5];
    type Results = ();

    #[inline]
    fn call<C: Caller<Host = Badge>>(
        caller: &mut C,
        [x, y, w, h, color]: [i32; 5],
    ) -> Result<(), HostTrap> {
        caller.host().rect(x, y, w, h, color);
        Ok(())
    }
}

impl HostFunc<Badge> for Blit {
    const NAME: &'static CStr = c"blit";
    type Params = [i32; 6];
    type Results = ();

    #[inline]
    fn call<C: Caller<Host = Badge>>(
        caller: &mut C,
        [at, x, y, w, h, key]: [i32; 6],
    ) -> Result<(), HostTrap> {
        let (badge, memory) = caller.split();
        badge.blit(&memory, at, x, y, w, h, key)
    }
}

impl HostFunc<Badge> for Buttons {
    const NAME: &'static CStr = c"buttons";
    type Params = [i32; 0];
    type Results = i32;

    #[inline]
    fn call<C: Caller<Host = Badge>>(caller: &mut C, []: [i32; 0]) -> Result<i32, HostTrap> {
        Ok(caller.host().buttons())
    }
}

impl HostFunc<Badge> for Millis {
    const NAME: &'static CStr = c"millis";
    type Params = [i32; 0];
    type Results = i32;

    #[inline]
    fn call<C: Caller<Host = Badge>>(caller: &mut C, []: [i32; 0]) -> Result<i32, HostTrap> {
        Ok(caller.host().millis())
    }
}

impl HostFunc<Badge> for Random {
    const NAME: &'static CStr = c"random";
    type Params = [i32; 0];
    type Results = i32;

    #[inline]
    fn call<C: Caller<Host = Badge>>(caller: &mut C, []: [i32; 0]) -> Result<i32, HostTrap> {
        Ok(caller.host().random())
    }
}

impl HostFunc<Badge> for Led {
    const NAME: &'static CStr = c"led";
    type Params = [i32; 2];
    type Results = ();

    #[inline]
    fn call<C: Caller<Host = Badge>>(
        caller: &mut C,
        [index, rgb]: [i32; 2],
    ) -> Result<(), HostTrap> {
        caller.host().led(index, rgb);
        Ok(())
    }
}

impl HostFunc<Badge> for Tone {
    const NAME: &'static CStr = c"tone";
    type Params = [i32; 2];
    type Results = ();

    #[inline]
    fn call<C: Caller<Host = Badge>>(
        caller: &mut C,
        [frequency, duration]: [i32; 2],
    ) -> Result<(), HostTrap> {
        caller.host().play(frequency, duration);
        Ok(())
    }
}

impl HostFunc<Badge> for Log {
    const NAME: &'static CStr = c"log";
    type Params = [i32; 2];
    type Results = ();

    #[inline]
    fn call<C: Caller<Host = Badge>>(caller: &mut C, [at, len]: [i32; 2]) -> Result<(), HostTrap> {
        let (badge, memory) = caller.split();
        badge.log_from(&memory, at, len)
    }
}

impl HostFunc<Badge> for ClockMs {
    const NAME: &'static CStr = c"clock_ms";
    type Params = [i32; 0];
    type Results = i32;

    #[inline]
    fn call<C: Caller<Host = Badge>>(caller: &mut C, []: [i32; 0]) -> Result<i32, HostTrap> {
        Ok(caller.host().clock_ms())
    }
}

/// What the imports do. Not inlined into an engine's glue: the host functions
/// are the same machine code for every runtime of a build.
impl Badge {
    /// `rect`.
    #[inline(never)]
    pub fn rect(&mut self, x: i32, y: i32, w: i32, h: i32, color: i32) {
        self.screen.rect(x, y, w, h, color as u8);
    }

    /// `blit`; `at` is an unsigned address.
    ///
    /// # Errors
    ///
    /// When the pixels do not lie inside memory.
    // Six arguments of the import and the memory they point into.
    #[allow(clippy::too_many_arguments)]
    #[inline(never)]
    pub fn blit<M: GuestMemory>(
        &mut self,
        memory: &M,
        at: i32,
        x: i32,
        y: i32,
        w: i32,
        h: i32,
        key: i32,
    ) -> Result<(), HostTrap> {
        self.screen.blit(memory, at.cast_unsigned(), x, y, w, h, key)
    }

    /// `buttons`.
    #[must_use]
    pub fn buttons(&self) -> i32 {
        self.buttons.into()
    }

    /// `millis`.
    #[must_use]
    pub fn millis(&self) -> i32 {
        self.millis.cast_signed()
    }

    /// `random`: xorshift32 (Marsaglia, 2003, triple 13, 17, 5).
    pub fn random(&mut self) -> i32 {
        let mut s = self.random;
        s ^= s << 13;
        s ^= s >> 17;
        s ^= s << 5;
        self.random = s;
        s.cast_signed()
    }

    /// `led`.
    pub fn led(&mut self, index: i32, rgb: i32) {
        if let Some(led) = usize::try_from(index)
            .ok()
            .filter(|&index| index < LEDS)
            .and_then(|index| self.leds.get_mut(index))
        {
            *led = rgb.cast_unsigned() & 0x00FF_FFFF;
        }
    }

    /// `tone`.
    pub fn play(&mut self, frequency: i32, duration: i32) {
        self.events.tone(frequency, duration);
        self.tone = match (u32::try_from(frequency), u32::try_from(duration)) {
            (Ok(frequency @ 1..), Ok(duration @ 1..)) => Some(ToneRequest { frequency, duration }),
            _ => None,
        };
    }

    /// `log`; address and length are unsigned.
    ///
    /// # Errors
    ///
    /// When the text does not lie inside memory; nothing is recorded then.
    pub fn log_from<M: GuestMemory>(
        &mut self,
        memory: &M,
        at: i32,
        len: i32,
    ) -> Result<(), HostTrap> {
        let (at, len) = (at.cast_unsigned(), len.cast_unsigned());
        if len == 0 {
            self.events.log(0);
            (self.log)(b"\n");
            return Ok(());
        }
        let end = u64::from(at) + u64::from(len);
        if end > memory.size() {
            return Err(HostTrap);
        }
        self.events.log(len);
        let mut scratch = [0; WIDTH];
        let mut from = u64::from(at);
        while from < end {
            let piece = (end - from).min(WIDTH as u64);
            let bytes = memory.bytes(from as u32, piece as u32, &mut scratch)?;
            self.events.fold(bytes);
            (self.log)(bytes);
            from += piece;
        }
        (self.log)(b"\n");
        Ok(())
    }

    /// `clock_ms`; marks the run as nondeterministic.
    pub fn clock_ms(&mut self) -> i32 {
        self.nondeterministic = true;
        (self.clock)().cast_signed()
    }
}
