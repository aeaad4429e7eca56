;; After wasm-micro-runtime#2833, #4141 (NaN bits); loads, stores, locals and select keep bits.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i32) (result i32) (local $x f32)
    (i32.store (i32.const 16) (local.get 0))
    (local.set $x (f32.load (i32.const 16)))
    (f32.store (i32.const 24) (select (local.get $x) (f32.const 1) (i32.const 1)))
    (i32.load (i32.const 24))))
