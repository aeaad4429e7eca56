//! What an adapter owes that only Rust can ask: fuel and interrupts, instances
//! beside each other, what a trap leaves behind, hosts that are no badge. What a
//! module shows through the protocol is asked by the conformance cases.
//!
//! One line makes the tests of an engine, another those of a config with a bound:
//!
//! ```ignore
//! badge_contract::contract!(eager: Wasmi, Subject::load("eager"));
//! badge_contract::bounds!(fuel: Wasmi, Subject::load("fuel").claiming(&[Fuel]));
//! ```
//!
//! Where an engine deviates, the adapter declares the test together with what is
//! observed instead ([`Subject::known`]); it must then fail in just that way, so
//! that a deviation which disappears fails the tests.
//!
//! This crate knows no engine.
#![forbid(unsafe_code)]

mod calls;
mod hosts;
mod instances;
mod limits;
mod modules;
mod subject;
mod traps;
mod vectors;

/// The modules, from `modules/*.wat`.
mod assembled {
    include!(concat!(env!("OUT_DIR"), "/modules.rs"));
}

/// The tests, one function each.
pub mod cases {
    pub use crate::calls::*;
    pub use crate::hosts::*;
    pub use crate::instances::*;
    pub use crate::limits::*;
    pub use crate::modules::*;
    pub use crate::traps::*;
    pub use crate::vectors::*;
}

pub use subject::{AfterTrap, Claim, Subject, Verdict};

/// Makes the tests of the default config: `contract!(module_name: Runtime, subject)`.
#[macro_export]
macro_rules! contract {
    ($module:ident: $runtime:ty, $subject:expr) => {
        $crate::contract!(@cases $module, $runtime, $subject, [
            // Names.
            the_config_exists_and_others_do_not
            the_version_is_known
            missing_exports_are_named
            // Calls.
            vectors_pass_through_where_claimed
            references_pass_through_where_claimed
            too_few_places_for_results_are_refused
            entries_are_resolved_once_and_called_often
            an_entry_of_another_type_is_refused
            // Traps.
            an_instance_after_a_trap_is_as_declared
            an_instance_after_endless_recursion_is_as_declared
            an_instance_after_a_host_trap_is_as_declared
            blit_outside_memory_traps_and_draws_nothing
            pointers_at_the_end_of_memory_are_accepted
            // Instances.
            two_instances_share_nothing
            two_instances_take_turns
            // Hosts.
            functions_of_every_shape_are_called
            a_memory_of_the_host_is_imported_where_claimed
            a_memory_of_the_host_has_its_limits_where_claimed
            a_memory_of_the_host_begins_with_its_contents_and_is_lent_where_claimed
            // Limits.
            fuel_is_set_and_not_added
            exhausted_fuel_traps
            equal_work_costs_equal_fuel
            fuel_bounds_work_after_exhaustion
            an_interrupt_ends_a_call
            // The badge.
            the_idle_vector_holds
            the_drawing_vector_holds
            inputs_reach_the_guest
        ]);
    };
    (@cases $module:ident, $runtime:ty, $subject:expr, [$($case:ident)*]) => {
        mod $module {
            #[allow(unused_imports)]
            use super::*;

            fn subject() -> $crate::Subject<$runtime> {
                $subject
            }

            #[test]
            fn every_declared_deviation_names_a_case() {
                subject().assert_known_are_among(&[$(stringify!($case)),*]);
            }

            $(
                #[test]
                fn $case() {
                    subject().check(stringify!($case), $crate::cases::$case);
                }
            )*
        }
    };
}

/// Makes the tests of a config that bounds its guests by fuel or an interrupt:
/// `bounds!(module_name: Runtime, subject)`.
#[macro_export]
macro_rules! bounds {
    ($module:ident: $runtime:ty, $subject:expr) => {
        $crate::contract!(@cases $module, $runtime, $subject, [
            the_config_exists_and_others_do_not
            fuel_is_set_and_not_added
            exhausted_fuel_traps
            equal_work_costs_equal_fuel
            fuel_bounds_work_after_exhaustion
            an_interrupt_ends_a_call
        ]);
    };
}
