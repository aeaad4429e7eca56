//! What the instructions do, by class (Armv7-M ARM A7.7).

pub(super) mod alu;
pub(super) mod branch;
pub(super) mod data;
pub(super) mod exclusive;
pub(super) mod float;
pub(super) mod float_move;
pub(super) mod load_store;
pub(super) mod multiply;
pub(super) mod parallel;
pub(super) mod system;
