;; An exported _start, which nobody may call by himself.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "_start") unreachable)
  (func (export "_initialize") unreachable))
