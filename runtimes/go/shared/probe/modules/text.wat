;; Logs a text of two characters, one of them outside ASCII.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (data (i32.const 8) "h\c3\a9")
  (func (export "update") (call $log (i32.const 8) (i32.const 3))))
