;; The import led with one parameter in place of two.
(module
  (import "env" "led" (func $led (param i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (call $led (i32.const 0))))
