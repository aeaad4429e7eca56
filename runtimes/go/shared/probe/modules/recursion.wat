;; A function that calls itself for ever.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func $again (export "update") (call $again)))
