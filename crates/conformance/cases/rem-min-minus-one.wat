;; After wasmi-labs/wasmi rev 1c3682f (1.0.5: rem_s by -1 trapped).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i32 i32) (result i32)
    (i32.or (i32.rem_s (local.get 0) (local.get 1)) (i32.rem_s (local.get 0) (i32.const -1)))))
