;; A trap that the program asks for.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") unreachable))
