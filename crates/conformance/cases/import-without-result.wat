(module
  (import "env" "buttons" (func))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")))
