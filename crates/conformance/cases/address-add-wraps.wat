;; After CVE-2021-32629, CVE-2026-34987 (upper half of the address register).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (data (i32.const 0) "\00\2a")
  (func (export "f") (param $x i32) (result i32) (local $y i32)
    (local.set $y (i32.wrap_i64 (i64.add (i64.extend_i32_u (local.get $x)) (i64.const 0x700000009))))
    (i32.load8_u (local.get $y))))
