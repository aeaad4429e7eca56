(module
  (memory (export "memory") 1 8)
  (func (export "start"))
  (func (export "update"))
  (global $grown (mut i32) (i32.const 0))
  (func $begin (global.set $grown (memory.grow (i32.const 1))))
  (start $begin)
  (func (export "test") (result i32) global.get $grown))
