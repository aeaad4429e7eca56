(module
  (import "env" "no_such_global" (global i32))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")))
