(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "pair") (param i32 i64) (result i64 i32) local.get 1 local.get 0))
