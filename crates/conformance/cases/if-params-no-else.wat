;; After wasm-micro-runtime#3386, #3387, #3388.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $two (param i32 i32) (result i32 i32) i32.const 50 i32.const 8)
  (func (export "f") (param $c i32) (result i32)
    (call $two (i32.const 1) (i32.const 2))
    local.get $c
    if (param i32 i32) (result i32 i32)
    end
    i32.sub))
