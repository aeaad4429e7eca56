;; A cartridge that traps in start; its update is none, as it takes a parameter.
(module
  (import "env" "memory" (memory 1 1))
  (func (export "start") (i32.store (i32.const 65533) (i32.const 0)))
  (func (export "update") (param i32)))
