//! The configs, and the settings that an artifact for the badge and the
//! firmware that runs it must share.

use badge_runtime::{Error, ErrorKind};
use wasmtime::Engine;

/// Which compiler, and how a call can be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Config {
    /// The optimising compiler.
    #[cfg(feature = "host")]
    Cranelift,
    /// The baseline compiler.
    #[cfg(feature = "host")]
    Winch,
    /// The interpreter of bytecode that Cranelift makes.
    Pulley,
    /// Cranelift with fuel.
    #[cfg(feature = "host")]
    Fuel,
    /// Cranelift with epochs.
    #[cfg(feature = "host")]
    Epoch,
}

impl Config {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            #[cfg(feature = "host")]
            "cranelift" => Self::Cranelift,
            #[cfg(feature = "host")]
            "winch" => Self::Winch,
            #[cfg(feature = "host")]
            "pulley" => Self::Pulley,
            // The same interpreter on the badge: a host only makes its
            // artifacts.
            "pulley32" => Self::Pulley,
            #[cfg(feature = "host")]
            "fuel" => Self::Fuel,
            #[cfg(feature = "host")]
            "epoch" => Self::Epoch,
            _ => return None,
        })
    }

    #[cfg(feature = "host")]
    pub(crate) fn engine(self) -> Result<Engine, Error> {
        use wasmtime::Strategy;
        let mut settings = wasmtime::Config::new();
        match self {
            Self::Cranelift => _ = settings.strategy(Strategy::Cranelift),
            Self::Winch => _ = settings.strategy(Strategy::Winch),
            Self::Pulley => _ = settings.target("pulley64").map_err(refused)?,
            Self::Fuel => _ = settings.consume_fuel(true),
            Self::Epoch => _ = settings.epoch_interruption(true),
        }
        Engine::new(&settings).map_err(refused)
    }

    #[cfg(not(feature = "host"))]
    pub(crate) fn engine(self) -> Result<Engine, Error> {
        let Self::Pulley = self;
        badge_engine()
    }
}

/// The engine of the badge, on the host too, where it only translates.
pub(crate) fn badge_engine() -> Result<Engine, Error> {
    let mut settings = wasmtime::Config::new();
    settings
        .target("pulley32")
        .map_err(refused)?
        // No virtual memory: everything is checked, nothing reserved.
        .signals_based_traps(false)
        .memory_reservation(0)
        .memory_reservation_for_growth(0)
        .memory_guard_size(0)
        .guard_before_linear_memory(false)
        .memory_may_move(false)
        .memory_init_cow(false)
        .table_lazy_init(true)
        // No stack walks: less in the artifact, less in RAM.
        .wasm_backtrace_max_frames(None)
        .native_unwind_info(false)
        .generate_address_map(false)
        .gc_support(false)
        .concurrency_support(false)
        .wasm_simd(false)
        .wasm_relaxed_simd(false)
        .wasm_multi_memory(false)
        .wasm_memory64(false)
        .wasm_tail_call(false)
        .wasm_custom_page_sizes(true)
        .max_wasm_stack(4096);
    Engine::new(&settings).map_err(refused)
}

pub(crate) fn refused(error: wasmtime::Error) -> Error {
    Error::because(ErrorKind::Unsupported, error.root_cause())
}
