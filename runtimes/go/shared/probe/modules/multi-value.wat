;; Two results: WebAssembly 2.0.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func $two (result i32 i32) (i32.const 1) (i32.const 2))
  (func (export "update") (call $two) drop drop))
