(module
  (global $answer (export "answer") (mut i32) (i32.const 0))
  (func (export "test") (result i32)
    (global.set $answer (i32.const 42))
    (global.get $answer)))
