//! The adapter against wasmtime embedded by hand, with the settings of `cranelift`.

use adapter_wasmtime::Wasmtime;
use badge::Badge;
use badge_bench::Embedding;
use badge_runtime::{HostTrap, SliceMemory};
use std::fmt;
use std::process::ExitCode;
use wasmtime::{
    Caller, Config, Engine, Linker, Memory, Module, Store, StoreLimits, StoreLimitsBuilder,
    Strategy, TypedFunc,
};

fn main() -> ExitCode {
    badge_bench::pair::<Wasmtime, ByHand>("cranelift")
}

struct State {
    badge: Badge,
    memory: Option<Memory>,
    limits: StoreLimits,
}

struct ByHand {
    store: Store<State>,
    start: TypedFunc<(), ()>,
    update: TypedFunc<(), ()>,
}

#[derive(Debug)]
struct Outside;

impl fmt::Display for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pointer outside memory")
    }
}

impl std::error::Error for Outside {}

fn outside(_: HostTrap) -> wasmtime::Error {
    wasmtime::Error::new(Outside)
}

/// The badge and the guest's memory.
fn split<'a>(caller: &'a mut Caller<'_, State>) -> (&'a mut Badge, SliceMemory<'a>) {
    match caller.data().memory {
        Some(memory) => {
            let (bytes, state) = memory.data_and_store_mut(caller);
            (&mut state.badge, SliceMemory(bytes))
        }
        None => (&mut caller.data_mut().badge, SliceMemory(&[])),
    }
}

fn imports(engine: &Engine) -> Result<Linker<State>, wasmtime::Error> {
    type Guest<'a> = Caller<'a, State>;
    let mut linker = Linker::new(engine);
    linker.func_wrap(
        "env",
        "rect",
        |mut guest: Guest<'_>, x: i32, y: i32, w: i32, h: i32, color: i32| {
            guest.data_mut().badge.rect(x, y, w, h, color);
        },
    )?;
    linker.func_wrap(
        "env",
        "blit",
        |mut guest: Guest<'_>, at: i32, x: i32, y: i32, w: i32, h: i32, key: i32| {
            let (badge, memory) = split(&mut guest);
            badge.blit(&memory, at, x, y, w, h, key).map_err(outside)
        },
    )?;
    linker.func_wrap("env", "buttons", |guest: Guest<'_>| guest.data().badge.buttons())?;
    linker.func_wrap("env", "millis", |guest: Guest<'_>| guest.data().badge.millis())?;
    linker.func_wrap("env", "random", |mut guest: Guest<'_>| guest.data_mut().badge.random())?;
    linker.func_wrap("env", "led", |mut guest: Guest<'_>, index: i32, rgb: i32| {
        guest.data_mut().badge.led(index, rgb);
    })?;
    linker.func_wrap("env", "tone", |mut guest: Guest<'_>, frequency: i32, duration: i32| {
        guest.data_mut().badge.play(frequency, duration);
    })?;
    linker.func_wrap("env", "log", |mut guest: Guest<'_>, at: i32, len: i32| {
        let (badge, memory) = split(&mut guest);
        badge.log_from(&memory, at, len).map_err(outside)
    })?;
    linker
        .func_wrap("env", "clock_ms", |mut guest: Guest<'_>| guest.data_mut().badge.clock_ms())?;
    Ok(linker)
}

impl Embedding for ByHand {
    type Error = wasmtime::Error;

    fn new(wasm: &[u8], badge: Badge) -> Result<Self, wasmtime::Error> {
        let mut config = Config::new();
        config.strategy(Strategy::Cranelift);
        let engine = Engine::new(&config)?;
        let module = Module::new(&engine, wasm)?;
        let state = State {
            badge,
            memory: None,
            // The one page that every workload declares.
            limits: StoreLimitsBuilder::new().memory_size(65_536).build(),
        };
        let mut store = Store::new(&engine, state);
        store.limiter(|state| &mut state.limits);
        let instance = imports(&engine)?.instantiate(&mut store, &module)?;
        store.data_mut().memory = instance.get_memory(&mut store, "memory");
        Ok(Self {
            start: instance.get_typed_func(&mut store, "start")?,
            update: instance.get_typed_func(&mut store, "update")?,
            store,
        })
    }

    fn start(&mut self) -> Result<(), wasmtime::Error> {
        self.start.call(&mut self.store, ())
    }

    #[inline]
    fn update(&mut self) -> Result<(), wasmtime::Error> {
        self.update.call(&mut self.store, ())
    }

    #[inline]
    fn badge(&mut self) -> &mut Badge {
        &mut self.store.data_mut().badge
    }
}
