;; A vector of 128 bits: WebAssembly 2.0.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (drop (i32x4.extract_lane 0 (i32x4.add (v128.const i32x4 1 2 3 4) (v128.const i32x4 1 2 3 4))))))
