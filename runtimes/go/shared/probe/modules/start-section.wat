;; A start section that traps.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $trap unreachable)
  (start $trap))
