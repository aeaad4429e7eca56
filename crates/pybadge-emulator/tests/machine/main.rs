//! Processor, devices and board, tested by code of a few halfwords and by
//! stores to registers.

mod board;
mod boot;
mod exceptions;
mod faults;
mod instructions;
mod support;
