(module
  (import "env" "no_such_memory" (memory 1))
  (func (export "start"))
  (func (export "update")))
