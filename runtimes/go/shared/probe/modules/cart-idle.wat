;; A cartridge with nothing that the console calls.
(module
  (import "env" "memory" (memory 1 1))
  (func (export "update") (param i32) unreachable))
