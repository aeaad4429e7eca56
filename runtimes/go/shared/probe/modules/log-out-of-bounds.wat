;; A text outside memory, given to the host.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (call $log (i32.const 65530) (i32.const 7))))
