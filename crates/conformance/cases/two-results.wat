;; After wasmerio/wasmer#3940 (Singlepass gave 2 2).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i32 i32) (result i32 i32) local.get 0 local.get 1))
