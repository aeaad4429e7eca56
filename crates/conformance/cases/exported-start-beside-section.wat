(module
  (memory (export "memory") 1)
  (global $ran (mut i32) (i32.const 0))
  (func (export "_start") (global.set $ran (i32.const 1)))
  (func $begin)
  (start $begin)
  (func (export "start"))
  (func (export "update") (if (global.get $ran) (then unreachable))))
