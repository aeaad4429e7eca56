(module
  (memory 1)
  (global (export "memory") i32 (i32.const 0))
  (func (export "start"))
  (func (export "update")))
