(module
  (memory (export "memory") 1 8)
  (func (export "start"))
  (func (export "update"))
  (func (export "test") (result i32) (memory.grow (i32.const 1))))
