;; No memory at all, and a text given to the host.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (func (export "start"))
  (func (export "update") (call $log (i32.const 0) (i32.const 1))))
