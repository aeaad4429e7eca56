;; After CVE-2023-26489 / GHSA-ff4p-7xrq-q5r8 (Cranelift 0.84 to 0.91.0: wasmtime 1.0.2).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (data (i32.const 0) "\2a")
  (func (export "f") (param i32) (result i32)
    (i32.load8_u (i32.shl (local.get 0) (i32.const 3)))))
