//! The tests that every adapter must pass, whatever its engine.
//!
//! One line per config makes them all:
//!
//! ```ignore
//! badge_contract::contract!(eager: Wasmi, Subject::load("eager"));
//! ```
//!
//! A case says what every engine owes. Where an engine deviates, the adapter
//! declares the case together with what is observed instead
//! ([`Subject::known`]); a declared case must then fail in just that way, so
//! that a deviation which disappears fails the tests.
//!
//! This crate knows no engine.
#![forbid(unsafe_code)]

mod calls;
mod crash;
mod hosts;
mod instances;
mod limits;
mod modules;
mod subject;
mod traps;
mod vectors;

/// The cases, one function each.
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

/// Makes the tests of one config: `contract!(module_name: Runtime, subject)`.
#[macro_export]
macro_rules! contract {
    ($module:ident: $runtime:ty, $subject:expr) => {
        $crate::contract!(@cases $module, $runtime, $subject, [
            // Names and modules.
            the_config_exists_and_others_do_not
            the_version_is_known
            a_module_compiles
            garbage_is_invalid
            empty_bytes_are_invalid
            a_truncated_module_is_invalid
            an_ill_typed_function_is_refused_by_compile
            an_ill_typed_function_never_runs
            a_missing_function_is_an_import_error
            a_missing_memory_is_an_import_error
            a_missing_global_is_an_import_error
            a_missing_table_is_an_import_error
            an_import_from_another_module_is_an_import_error
            a_wrong_signature_is_an_import_error
            missing_exports_are_named
            exports_of_another_type_are_refused
            // Calls.
            integers_pass_through
            floats_pass_through
            nan_payloads_pass_through
            vectors_pass_through_where_claimed
            references_pass_through_where_claimed
            several_results_come_back_where_claimed
            arguments_that_do_not_fit_are_refused
            too_few_places_for_results_are_refused
            entries_are_resolved_once_and_called_often
            an_entry_of_another_type_is_refused
            // Traps.
            unreachable_traps
            out_of_bounds_accesses_trap
            the_last_byte_of_memory_is_accessible
            bulk_operations_out_of_bounds_trap
            a_call_past_the_table_traps
            a_call_of_another_type_traps
            a_call_of_a_null_element_traps
            division_by_zero_traps
            division_overflow_traps
            conversion_of_a_large_float_traps
            conversion_of_nan_traps
            endless_recursion_traps
            a_trap_in_start_and_update_is_reported
            an_instance_after_a_trap_is_as_declared
            an_instance_after_endless_recursion_is_as_declared
            blit_outside_memory_traps_and_draws_nothing
            blit_is_checked_before_clipping
            log_outside_memory_traps
            pointers_at_the_end_of_memory_are_accepted
            an_instance_after_a_host_trap_is_as_declared
            // Instances.
            the_start_section_runs
            a_trap_in_the_start_section_is_reported
            pointers_in_the_start_section_lie_outside
            data_outside_memory_is_a_trap_at_instantiation
            elements_outside_the_table_are_a_trap_at_instantiation
            two_instances_share_nothing
            two_instances_take_turns
            // Hosts.
            functions_of_every_shape_are_called
            a_memory_of_the_host_is_imported_where_claimed
            a_memory_of_the_host_has_its_limits_where_claimed
            // Limits.
            memory_has_its_declared_size
            memory_does_not_grow
            memory_does_not_grow_in_the_start_section
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
