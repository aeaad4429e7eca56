;; After wago-org/wago#585 (local.set sunk past a load that uses the local).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (data (i32.const 0) "\08\00\00\00\00\00\00\00\14\00\00\00")
  (func (export "f") (param $p i32) (result i32)
    (local.tee $p (i32.load (local.get $p)))
    (local.tee $p (i32.load (local.get $p)))
    i32.sub
    (i32.add (i32.mul (local.get $p) (i32.const 100)))))
