;; i32.extend8_s: WebAssembly 2.0.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (global $byte (mut i32) (i32.const 200))
  (func (export "update")
    (if (i32.ne (i32.extend8_s (global.get $byte)) (i32.const -56)) (then unreachable))))
