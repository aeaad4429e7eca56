(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")))
