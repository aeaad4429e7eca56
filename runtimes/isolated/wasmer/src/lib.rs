pub use wasmer;
