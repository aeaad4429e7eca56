(module
  (import "env" "no_such_table" (table 1 funcref))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")))
