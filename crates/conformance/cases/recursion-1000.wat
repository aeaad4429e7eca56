;; After wasmx/fizzy (2048 calls), perlin-network/life (512 calls).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $f (export "f") (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (i32.add (local.get 0) (call $f (i32.sub (local.get 0) (i32.const 1))))))))
