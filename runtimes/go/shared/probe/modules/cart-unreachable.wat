;; A cartridge that traps in its second tick, and has no other export.
(module
  (import "env" "memory" (memory 1 1))
  (global $tick (mut i32) (i32.const 0))
  (func (export "update")
    (if (global.get $tick) (then unreachable))
    (global.set $tick (i32.const 1))))
