;; After tinywasm-parser 0.10.0 optimize.rs (shl 8, shr_s 8 rewritten to extend8_s).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $x i32) (result i32)
    (i32.shr_s (i32.shl (local.get $x) (i32.const 8)) (i32.const 8))))
