//! The adapter against wasmi embedded by hand, with the settings of `eager`.

mod by_hand;

use adapter_wasmi::Wasmi;
use badge::Badge;
use badge_bench::Embedding;
use by_hand::ByHand;
use std::process::ExitCode;
use wasmi::{CompilationMode, Config, Module};

fn main() -> ExitCode {
    badge_bench::pair::<Wasmi, ByHand>("eager")
}

impl Embedding for ByHand {
    type Error = wasmi::Error;

    fn new(wasm: &[u8], badge: Badge) -> Result<Self, wasmi::Error> {
        let mut config = Config::default();
        config.compilation_mode(CompilationMode::Eager);
        Self::new(&config, wasm, |engine, wasm| Module::new(engine, wasm), badge)
    }

    fn start(&mut self) -> Result<(), wasmi::Error> {
        self.start.call(&mut self.store, ())
    }

    #[inline]
    fn update(&mut self) -> Result<(), wasmi::Error> {
        self.update.call(&mut self.store, ())
    }

    #[inline]
    fn badge(&mut self) -> &mut Badge {
        &mut self.store.data_mut().badge
    }
}
