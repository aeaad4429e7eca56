;; After wasmerio/wasmer#4212, RIOT/Cortex-M ports of C engines (unaligned access).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (data (i32.const 1) "\01\02\03\04\05\06\07\08")
  (func (export "f") (result i64)
    (f64.store align=8 (i32.const 33) (f64.load align=8 (i32.const 1)))
    (i64.load align=8 (i32.const 33))))
