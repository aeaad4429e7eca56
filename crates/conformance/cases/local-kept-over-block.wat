;; After wasmi-labs/wasmi#934, wasm3/wasm3#42.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $g (param $v i32) (param $skip i32) (result i32)
    local.get $v
    block
      (br_if 0 (local.get $skip))
      (local.set $v (i32.const 99))
    end
    (i32.add (i32.mul (local.get $v) (i32.const 1000))))
  (func (export "f") (param $v i32) (result i32)
    (i32.add (call $g (local.get $v) (i32.const 0)) (i32.mul (call $g (local.get $v) (i32.const 1)) (i32.const 7)))))
