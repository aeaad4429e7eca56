(module
  (memory (export "memory") 1)
  (global $ran (mut i32) (i32.const 0))
  (func $begin (global.set $ran (i32.const 1)))
  (start $begin)
  (func (export "start"))
  (func (export "update"))
  (func (export "test") (result i32) global.get $ran))
