(module
  (import "env" "led" (func (param i32 i64)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") ))
