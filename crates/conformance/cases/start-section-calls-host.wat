(module
  (import "env" "buttons" (func $buttons (result i32)))
  (import "env" "led" (func $led (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (global $ran (mut i32) (i32.const 0))
  (func $begin
    (call $led (i32.const 2) (i32.const 0x7f010203))
    (global.set $ran (i32.add (call $buttons) (i32.const 1))))
  (start $begin)
  (func (export "test") (result i32) global.get $ran))
