;; After wasmi-labs/wasmi#1779 (below 1.0.9: copies merged wrongly).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i32 i32 i32 i32) (result i32)
    local.get 1  local.get 2  local.get 3  local.get 0
    local.set 3  local.set 2  local.set 1  local.set 0
    (local.set 0 (local.get 1)) (local.set 1 (local.get 2)) (local.set 2 (local.get 3))
    (i32.add (i32.add (i32.mul (local.get 0) (i32.const 1000)) (i32.mul (local.get 1) (i32.const 100)))
             (i32.add (i32.mul (local.get 2) (i32.const 10)) (local.get 3)))))
