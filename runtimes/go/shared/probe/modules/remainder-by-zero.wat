;; The remainder of a division by zero.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (global $zero (mut i64) (i64.const 0))
  (func (export "update") (drop (i64.rem_s (i64.const 1) (global.get $zero)))))
