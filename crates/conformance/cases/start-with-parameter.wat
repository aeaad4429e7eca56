(module
  (memory (export "memory") 1)
  (func (export "start") (param i32))
  (func (export "update")))
