(module
  (memory (export "memory") 0)
  (func (export "start"))
  (func (export "update"))
  (func (export "size") (result i32) memory.size)
  (func (export "grow") (param i32) (result i32) local.get 0 memory.grow))
