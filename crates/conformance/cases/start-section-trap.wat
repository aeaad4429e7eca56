(module
  (memory (export "memory") 1)
  (func $begin unreachable)
  (start $begin)
  (func (export "start"))
  (func (export "update")))
