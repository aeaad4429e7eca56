//! Hosts that are no badge: no adapter knows which one it serves.

use crate::assembled::{CART_0_0, CART_0_65536, CART_1, CART_1_1, CART_2, CONTENTS, IDLE, SHAPES};
use crate::subject::{
    Claim, Subject, Verdict, done, equal, instantiation, refused, session, trapped,
};
use badge_runtime::{
    Caller, ErrorKind, GuestMemory as _, GuestMemoryMut as _, Host, HostFunc, HostTrap,
    Invoke as _, Params, Registrar, Runtime, Session as _, TrapKind, Value,
};
use std::ffi::CStr;

/// Has a function of every shape, and notes what they are called with.
#[derive(Debug, Default)]
struct Shapes {
    calls: Vec<Vec<i32>>,
}

/// Returns nothing.
struct Plain<const N: usize>;
/// Returns what [`answer`] says.
struct Returning<const N: usize>;

/// Depends on the place of each parameter.
fn answer(params: &[i32]) -> i32 {
    params.iter().fold(-7, |sum, param| sum.wrapping_mul(31).wrapping_add(*param))
}

const fn name(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(name) => name,
        Err(_) => panic!("no NUL at the end"),
    }
}

macro_rules! shapes {
    ($($count:literal)*) => {
        $(
            impl HostFunc<Shapes> for Plain<$count> {
                const NAME: &'static CStr = name(concat!("plain", $count, "\0"));
                type Params = [i32; $count];
                type Results = ();

                fn call<C: Caller<Host = Shapes>>(
                    caller: &mut C,
                    params: [i32; $count],
                ) -> Result<(), HostTrap> {
                    caller.host().calls.push(params.to_vec());
                    Ok(())
                }
            }

            impl HostFunc<Shapes> for Returning<$count> {
                const NAME: &'static CStr = name(concat!("returning", $count, "\0"));
                type Params = [i32; $count];
                type Results = i32;

                fn call<C: Caller<Host = Shapes>>(
                    caller: &mut C,
                    params: [i32; $count],
                ) -> Result<i32, HostTrap> {
                    caller.host().calls.push(params.to_vec());
                    Ok(answer(&params))
                }
            }
        )*

        impl Host for Shapes {
            fn register<R: Registrar<Self>>(registrar: &mut R) -> Result<(), R::Error> {
                $(
                    registrar.func::<Plain<$count>>()?;
                    registrar.func::<Returning<$count>>()?;
                )*
                Ok(())
            }
        }

        /// Numbers of parameters, each with the export that calls those functions.
        const COUNTS: &[(usize, &CStr)] =
            &[$((<[i32; $count]>::COUNT, name(concat!("run", $count, "\0")))),*];
    };
}

shapes!(0 1 2 3 4 5 6 7 8 9);

/// Up to nine parameters, with and without a result; each reaches the host, and
/// the result the guest.
pub fn functions_of_every_shape_are_called<R: Runtime>(subject: &Subject<R>) -> Verdict {
    for &(count, run) in COUNTS {
        let params: Vec<i32> = (1..).map(|at| at * -1_000_003).take(count).collect();
        session!(subject, SHAPES, Shapes::default() => session);
        let mut results = [Value::default()];
        let what = format!("{count} parameters");
        done(&what, session.invoke(run, &[], &mut results))?;
        equal(&what, session.host(|host| host.calls.clone()), vec![params.clone(); 2])?;
        equal(&what, results, [Value::I32(answer(&params))])?;
    }
    Ok(())
}

/// Offers a memory of one page, and reads bytes of it.
#[derive(Debug)]
struct Console;

struct Peek;

impl HostFunc<Console> for Peek {
    const NAME: &'static CStr = c"peek";
    type Params = [i32; 1];
    type Results = i32;

    fn call<C: Caller<Host = Console>>(caller: &mut C, [at]: [i32; 1]) -> Result<i32, HostTrap> {
        let (_, memory) = caller.split();
        let mut scratch = [0];
        if u64::from(at.cast_unsigned()) >= memory.size() {
            return Err(HostTrap);
        }
        let bytes = memory.bytes(at.cast_unsigned(), 1, &mut scratch)?;
        bytes.first().map(|byte| (*byte).into()).ok_or(HostTrap)
    }
}

/// Writes a byte.
struct Put;

impl HostFunc<Console> for Put {
    const NAME: &'static CStr = c"put";
    type Params = [i32; 2];
    type Results = ();

    fn call<C: Caller<Host = Console>>(
        caller: &mut C,
        [at, byte]: [i32; 2],
    ) -> Result<(), HostTrap> {
        let (_, mut memory) = caller.split();
        memory.lend(|bytes| {
            let place = bytes.get_mut(at.cast_unsigned() as usize).ok_or(HostTrap)?;
            *place = byte as u8;
            Ok(())
        })
    }
}

/// Where the host writes before everything else, and what.
const BEGUN: [(usize, u8); 2] = [(8, 7), (16, 1)];

impl Host for Console {
    const MEMORY_PAGES: Option<u32> = Some(1);

    fn begin_memory(memory: &mut [u8]) {
        for (at, byte) in BEGUN {
            if let Some(place) = memory.get_mut(at) {
                *place = byte;
            }
        }
    }

    fn register<R: Registrar<Self>>(registrar: &mut R) -> Result<(), R::Error> {
        registrar.func::<Peek>()?;
        registrar.func::<Put>()
    }
}

/// Engines that cannot import a memory refuse the host that offers one. Some
/// refuse a module that imports one before they know the host, hence another.
fn unsupported<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let outcome = instantiation(subject, IDLE, Console)?;
    refused("a host with a memory", &outcome, ErrorKind::Unsupported)
}

/// Guest and host see the same bytes, each instance its own, the segments of
/// the module included.
pub fn a_memory_of_the_host_is_imported_where_claimed<R: Runtime>(subject: &Subject<R>) -> Verdict {
    if !subject.claims(Claim::MemoryImport) {
        return unsupported(subject);
    }
    let runtime = done("new", R::new(&subject.config()?))?;
    let module = done("compile", runtime.compile(CART_1_1))?;
    let mut session = done("instantiate", runtime.instantiate(&module, Console))?;
    equal("bytes", session.memory_size(), Some(65_536))?;
    let mut other = done("second instance", runtime.instantiate(&module, Console))?;
    let mut results = [Value::default()];
    for (at, byte) in [(0, 0), (16, 42), (65_535, 0)] {
        done("peek", session.invoke(c"peek", &[Value::I32(at)], &mut results))?;
        equal("byte", results, [Value::I32(byte)])?;
        let poke = [Value::I32(at), Value::I32(byte + 1)];
        done("poke", session.invoke(c"poke", &poke, &mut []))?;
        done("peek", session.invoke(c"peek", &[Value::I32(at)], &mut results))?;
        equal("byte that was written", results, [Value::I32(byte + 1)])?;
        done("peek", other.invoke(c"peek", &[Value::I32(at)], &mut results))?;
        equal("byte of the second instance", results, [Value::I32(byte)])?;
    }
    let outcome = session.invoke(c"peek", &[Value::I32(65_536)], &mut results);
    trapped("peek outside", &outcome, TrapKind::Host)
}

/// The host writes first, then the segments do; the start section sees both, and
/// so do the functions of the host that it calls. Between calls memory is lent
/// to the host.
pub fn a_memory_of_the_host_begins_with_its_contents_and_is_lent_where_claimed<R: Runtime>(
    subject: &Subject<R>,
) -> Verdict {
    if !subject.claims(Claim::MemoryImport) {
        return unsupported(subject);
    }
    let runtime = done("new", R::new(&subject.config()?))?;
    let module = done("compile", runtime.compile(CONTENTS))?;
    // The second one begins anew.
    for instance in ["the first instance", "the second instance"] {
        let mut session = done(instance, runtime.instantiate(&module, Console))?;
        let update = done("update", session.entry(c"update"))?;
        let bytes = |session: &mut R::Session<'_, Console>| {
            session.lend(|_, memory| [8, 16, 32, 48, 65_535].map(|at| memory.get(at).copied()))
        };
        let begun = [Some(7), Some(42), Some(5), Some(7 + 42 + 5 + 7), Some(0)];
        equal(instance, bytes(&mut session), Some(begun))?;
        let put = session.lend(|_, memory| memory.get_mut(64).map(|place| *place = 200));
        equal("a byte between calls", put.flatten(), Some(()))?;
        done("update", session.call(&update))?;
        equal("what the guest made of it", bytes(&mut session).map(|b| b[3]), Some(Some(201)))?;
    }
    Ok(())
}

/// One page, neither more nor less, whatever larger range the module takes.
pub fn a_memory_of_the_host_has_its_limits_where_claimed<R: Runtime>(
    subject: &Subject<R>,
) -> Verdict {
    if !subject.claims(Claim::MemoryImport) {
        return unsupported(subject);
    }
    for (limits, wasm) in [("1 1", CART_1_1), ("1", CART_1), ("0 65536", CART_0_65536)] {
        session!(subject, wasm, Console => session);
        let mut results = [Value::default()];
        done(limits, session.invoke(c"size", &[], &mut results))?;
        equal(limits, results, [Value::I32(1)])?;
        done(limits, session.invoke(c"grow", &[], &mut results))?;
        equal("growth", results, [Value::I32(-1)])?;
        equal("bytes", session.memory_size(), Some(65_536))?;
        match session.invoke(c"outside", &[], &mut []) {
            Err(error) if matches!(error.kind(), ErrorKind::Trap(_)) => {}
            outcome => return Err(format!("outside: {outcome:?}")),
        }
    }
    for (limits, wasm) in [("2", CART_2), ("0 0", CART_0_0)] {
        let outcome = instantiation(subject, wasm, Console)?;
        refused(limits, &outcome, ErrorKind::Import)?;
    }
    Ok(())
}
