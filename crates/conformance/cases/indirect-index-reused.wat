;; After wasmi-labs/wasmi#768 (index overwritten by the arguments).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (type $t (func (param i32 i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 0) $f0 $f1 $f2 $f3)
  (func $mk (param i32 i32 i32) (result i32)
    (i32.add (i32.mul (local.get 0) (i32.const 1000)) (i32.add (i32.mul (local.get 1) (i32.const 10)) (local.get 2))))
  (func $f0 (type $t) (call $mk (i32.const 0) (local.get 0) (local.get 1)))
  (func $f1 (type $t) (call $mk (i32.const 1) (local.get 0) (local.get 1)))
  (func $f2 (type $t) (call $mk (i32.const 2) (local.get 0) (local.get 1)))
  (func $f3 (type $t) (call $mk (i32.const 3) (local.get 0) (local.get 1)))
  (func (export "f") (param $i i32) (param $a i32) (result i32)
    local.get $a
    local.get $i
    local.get $i
    call_indirect (type $t)))
