(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "test") (result i32) i32.const -1))
