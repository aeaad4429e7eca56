;; After titzer/wizard-engine#275.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $g (param $d i32) (result i32) (local $t i32)
    i32.const 1000
    i32.const 1
    (local.tee $t (local.get $d))
    (i32.eqz (local.get $t))
    select
    i32.div_s)
  (func (export "f") (param $d i32) (result i32)
    (i32.add (i32.mul (call $g (i32.const 0)) (i32.const 1000)) (call $g (local.get $d)))))
