;; An integer divided by zero.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (global $zero (mut i32) (i32.const 0))
  (func (export "update") (drop (i32.div_u (i32.const 1) (global.get $zero)))))
