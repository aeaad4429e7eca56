;; After wasm3/wasm3#554 (65,536 pages wrap to 0 bytes).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (result i32)
    (if (result i32) (i32.eq (memory.grow (i32.const 65535)) (i32.const -1))
      (then (i32.const 1))
      (else (i32.store8 (i32.const -1) (i32.const 1)) (i32.load8_u (i32.const -1))))))
