//! The imports as host functions of the common runtime trait: one zero-sized
//! type per function.

use crate::{Console, PAGE_BYTES, Page, reset};
use badge_runtime::{Caller, GuestMemoryMut, Host, HostFunc, HostTrap, Registrar, Results};
use core::ffi::CStr;

/// The page of the calling guest; a trap where an engine lends anything else.
fn with<C: Caller<Host = Console>, T>(
    caller: &mut C,
    f: impl FnOnce(&mut Console, &mut Page) -> Result<T, HostTrap>,
) -> Result<T, HostTrap> {
    let (console, mut memory) = caller.split();
    memory.lend(|bytes| f(console, <&mut Page>::try_from(bytes).map_err(|_| HostTrap)?))
}

/// Each function: its type, its name, how many parameters, its result, and what
/// it does.
macro_rules! imports {
    ($($type:ident, $name:literal, $count:literal -> $result:ty = $call:expr;)*) => {
        $(
            struct $type;

            impl HostFunc<Console> for $type {
                const NAME: &'static CStr = $name;
                type Params = [i32; $count];
                type Results = $result;

                #[inline]
                fn call<C: Caller<Host = Console>>(
                    caller: &mut C,
                    params: [i32; $count],
                ) -> Result<$result, HostTrap> {
                    let call: fn(&mut Console, &mut Page, [i32; $count]) -> _ = $call;
                    with(caller, |console, page| answer(call(console, page, params)))
                }
            }
        )*

        /// Both limits of the memory are one page.
        impl Host for Console {
            const MEMORY_PAGES: Option<u32> = Some(1);

            fn begin_memory(memory: &mut [u8]) {
                if let Ok(page) = <&mut Page>::try_from(memory) {
                    reset(page);
                }
            }

            fn register<R: Registrar<Self>>(registrar: &mut R) -> Result<(), R::Error> {
                $(registrar.func::<$type>()?;)*
                Ok(())
            }
        }
    };
}

const _: () = assert!(PAGE_BYTES as u64 == badge_runtime::PAGE_BYTES);

/// What a function of the console returns, as a host function does.
trait Answer<R: Results> {
    fn into_answer(self) -> Result<R, HostTrap>;
}

impl Answer<()> for () {
    fn into_answer(self) -> Result<(), HostTrap> {
        Ok(())
    }
}

impl Answer<i32> for Result<i32, crate::DiskError> {
    fn into_answer(self) -> Result<i32, HostTrap> {
        self.map_err(|_| HostTrap)
    }
}

fn answer<R: Results>(answer: impl Answer<R>) -> Result<R, HostTrap> {
    answer.into_answer()
}

imports! {
    Blit, c"blit", 6 -> () = |console, page, params| console.blit(page, params);
    BlitSub, c"blitSub", 9 -> () = |console, page, params| console.blit_sub(page, params);
    Line, c"line", 4 -> () = |console, page, params| console.line(page, params);
    Hline, c"hline", 3 -> () = |console, page, params| console.hline(page, params);
    Vline, c"vline", 3 -> () = |console, page, params| console.vline(page, params);
    Oval, c"oval", 4 -> () = |console, page, params| console.oval(page, params);
    Rect, c"rect", 4 -> () = |console, page, params| console.rect(page, params);
    Text, c"text", 3 -> () = |console, page, params| console.text(page, params);
    TextUtf8, c"textUtf8", 4 -> () = |console, page, params| console.text_utf8(page, params);
    TextUtf16, c"textUtf16", 4 -> () = |console, page, params| console.text_utf16(page, params);
    Tone, c"tone", 4 -> () = |console, _, params| console.tone(params);
    Diskr, c"diskr", 2 -> i32 = |console, page, params| console.diskr(page, params);
    Diskw, c"diskw", 2 -> i32 = |console, page, params| console.diskw(page, params);
    Trace, c"trace", 1 -> () = |console, page, params| console.trace(page, params);
    TraceUtf8, c"traceUtf8", 2 -> () = |console, page, params| console.trace_utf8(page, params);
    TraceUtf16, c"traceUtf16", 2 -> () = |console, page, params| console.trace_utf16(page, params);
    Tracef, c"tracef", 2 -> () = |console, page, params| console.tracef(page, params);
}
