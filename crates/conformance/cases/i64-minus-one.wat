;; After wasm-micro-runtime#2956, #2955 (i64 constants through branches).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $c i32) (result i64)
    local.get $c
    if (result i64)
      block (result i64)
        i64.const -1
        br 0
      end
    else
      i64.const 0x44e5d17eb93a0ce
    end))
