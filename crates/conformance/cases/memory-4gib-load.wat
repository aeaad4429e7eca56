;; After wazero/wazero#2505 (interpreter up to 1.12.0: slice end overflows to 0).
(module
  (memory (export "memory") 65536)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i32) (result i32) (i32.load (local.get 0))))
