;; After Samsung/walrus#207, WebAssembly/spec conversions (double rounding through f64).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i64) (result i32)
    (i32.reinterpret_f32 (f32.convert_i64_s (local.get 0)))))
