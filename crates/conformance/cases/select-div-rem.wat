;; After wago-org/wago#585 (select operands in registers that division needs).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $g (param $a i32) (param $b i32) (param $c i32) (param $w i32) (result i32)
    (select (i32.div_u (local.get $a) (local.get $b)) (i32.rem_u (local.get $a) (local.get $b))
      (i32.lt_u (i32.shl (local.get $a) (local.get $w)) (i32.shr_u (local.get $b) (local.get $c)))))
  (func (export "f") (param $a i32) (param $b i32) (param $c i32) (result i32)
    (i32.add (i32.mul (call $g (local.get $a) (local.get $b) (i32.const 0) (i32.const 31)) (i32.const 100))
             (call $g (local.get $a) (local.get $b) (local.get $c) (local.get $c)))))
