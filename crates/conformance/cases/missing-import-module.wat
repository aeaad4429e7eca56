(module
  (import "badge" "led" (func (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") ))
