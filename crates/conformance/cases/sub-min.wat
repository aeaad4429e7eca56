;; After wasmi-labs/wasmi#1914 (x - MIN lowered to x + -MIN).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i64) (result i64)
    (i64.sub (local.get 0) (i64.const -9223372036854775808))))
