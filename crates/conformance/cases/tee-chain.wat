;; After wasmi-labs/wasmi#1051 (0.32.0).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $c i32) (result i32) (local $a i32) (local $b i32)
    (local.set $a (i32.const 10)) (local.set $b (i32.const 20))
    local.get $c
    local.tee $a
    local.tee $b
    (i32.add (i32.mul (local.get $a) (i32.const 100)))
    (i32.add (i32.mul (local.get $b) (i32.const 10000)))))
