;; The export update has another type.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (param i32)))
