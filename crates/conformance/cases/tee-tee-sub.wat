;; After tinywasm-parser 0.10.0 macros.rs fold_local_binop (two tees taken for two operands).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $id (param i32) (result i32) local.get 0)
  (func (export "f") (param $p i32) (param $q i32) (result i32) (local $x i32) (local $y i32) (local $z i32)
    (call $id (local.get $p))
    (call $id (local.get $q))
    local.tee $x
    local.tee $y
    i32.sub
    local.set $z
    (i32.add (i32.add (i32.mul (local.get $z) (i32.const 10000)) (i32.mul (local.get $x) (i32.const 100))) (local.get $y))))
