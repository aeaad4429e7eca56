;; After wasmi-labs/wasmi rev 1c3682f, for i64.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i64 i64) (result i64)
    (i64.or (i64.rem_s (local.get 0) (local.get 1)) (i64.rem_s (local.get 0) (i64.const -1)))))
