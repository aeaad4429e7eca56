;; After wasm-micro-runtime#3170 (fast interpreter).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (result i32)
    block (result i64)
      i64.const 0x1122334455667788
      br 0
    end
    (drop (i64.clz (i64.const 77)))
    i32.wrap_i64))
