(module
  (import "env" "no_such_function" (func))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") ))
