;; An import that does not exist, and is not called.
(module
  (import "env" "nothing" (func $nothing (param i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")))
