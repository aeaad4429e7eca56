;; memory.fill: WebAssembly 2.0.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (memory.fill (i32.const 0) (i32.const 1) (i32.const 16))))
