//! What adapters of engines share whose interface is that of wasmtime.

/// Host functions through `Linker::func_wrap`, for engines that have wasmtime's
/// `Caller`, `Linker`, `Memory`, `Store` and `StoreLimits`: defines `Data`, which
/// a store holds, `Call`, `Linker`, `offered`, `lend` and `frozen`.
///
/// `$engine` is the engine's crate, `$error` what its host functions return,
/// `$refuse` makes one of a [`crate::HostTrap`], `$minimum` gives the initial
/// pages of a memory's type.
#[macro_export]
macro_rules! wasmtime_host {
    ($engine:ident, $error:ty, $refuse:expr, $minimum:expr) => {
        // A dollar sign, for the macro that is defined inside.
        $crate::wasmtime_host!(@ ($) $engine, $error, $refuse, $minimum);
    };
    (@ ($d:tt) $engine:ident, $error:ty, $refuse:expr, $minimum:expr) => {
        struct Data<H> {
            host: H,
            memory: Option<$engine::Memory>,
            limits: $engine::StoreLimits,
        }

        struct Call<'a, H: 'static>($engine::Caller<'a, Data<H>>);

        impl<H: 'static> $crate::Caller for Call<'_, H> {
            type Host = H;
            type Memory<'a>
                = $crate::SliceMemoryMut<'a>
            where
                Self: 'a;

            #[inline]
            fn host(&mut self) -> &mut H {
                &mut self.0.data_mut().host
            }

            #[inline]
            fn split(&mut self) -> (&mut H, $crate::SliceMemoryMut<'_>) {
                match self.0.data().memory {
                    Some(memory) => {
                        let (bytes, data) = memory.data_and_store_mut(&mut self.0);
                        (&mut data.host, $crate::SliceMemoryMut(bytes))
                    }
                    None => (self.host(), $crate::SliceMemoryMut(&mut [])),
                }
            }
        }

        #[inline(always)]
        fn answer<H: $crate::Host, F: $crate::HostFunc<H>>(
            caller: $engine::Caller<'_, Data<H>>,
            params: &[i32],
        ) -> Result<F::Results, $error> {
            let params = <F::Params as $crate::Params>::collect(|index| params[index]);
            F::call(&mut Call(caller), params).map_err($refuse)
        }

        struct Linker<H: 'static>($engine::Linker<Data<H>>);

        impl<H: $crate::Host> $crate::Registrar<H> for Linker<H> {
            type Error = $crate::Error;

            fn func<F: $crate::HostFunc<H>>(&mut self) -> Result<(), $crate::Error> {
                use $crate::Results as _;
                let (from, name) = ($crate::text($crate::IMPORT_MODULE), $crate::text(F::NAME));
                macro_rules! wrap {
                    ($d($d arg:ident)*) => {
                        if F::Results::COUNT == 0 {
                            self.0.func_wrap(
                                from,
                                name,
                                |caller: $engine::Caller<'_, Data<H>>, $d($d arg: i32),*| {
                                    answer::<H, F>(caller, &[$d($d arg),*]).map(drop)
                                },
                            )
                        } else {
                            self.0.func_wrap(
                                from,
                                name,
                                |caller: $engine::Caller<'_, Data<H>>, $d($d arg: i32),*| {
                                    let results = answer::<H, F>(caller, &[$d($d arg),*])?;
                                    Ok::<_, $error>(results.first().unwrap_or_default())
                                },
                            )
                        }
                    };
                }
                $crate::by_arity!(F, wrap)
                    .map(drop)
                    .map_err(|error| $crate::Error::because($crate::ErrorKind::Import, error))
            }
        }

        /// Makes the memory that a host offers one to be imported.
        fn offered<H: $crate::Host>(
            store: &mut $engine::Store<Data<H>>,
            memory: $engine::Memory,
        ) -> $engine::Memory {
            H::begin_memory(memory.data_mut(&mut *store));
            store.data_mut().memory = Some(memory);
            memory
        }

        /// Between calls.
        fn lend<H, T>(
            store: &mut $engine::Store<Data<H>>,
            f: impl FnOnce(&mut H, &mut [u8]) -> T,
        ) -> Option<T> {
            let memory = store.data().memory?;
            let (bytes, data) = memory.data_and_store_mut(store);
            Some(f(&mut data.host, bytes))
        }

        /// Limits memory to the host's, or to what the module declares. Only an
        /// exported memory can be asked for its size; a module without one is
        /// not run.
        fn frozen<H: $crate::Host>(module: &$engine::Module) -> $engine::StoreLimits {
            let limits = $engine::StoreLimitsBuilder::new();
            let pages: u64 = match (H::MEMORY_PAGES, module.get_export($crate::text($crate::MEMORY))) {
                (Some(pages), _) => pages.into(),
                (None, Some($engine::ExternType::Memory(memory))) => ($minimum)(&memory).into(),
                _ => return limits.build(),
            };
            let bytes = usize::try_from(pages.saturating_mul($crate::PAGE_BYTES));
            limits.memory_size(bytes.unwrap_or(usize::MAX)).build()
        }
    };
}
