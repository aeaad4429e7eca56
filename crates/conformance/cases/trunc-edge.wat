;; After WebAssembly/spec#1224 (engines disagreed on -2147483648.9).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param f64) (result i32) (i32.trunc_f64_s (local.get 0))))
