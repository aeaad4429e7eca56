;; The smallest integer divided by -1.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (global $one (mut i32) (i32.const -1))
  (func (export "update") (drop (i32.div_s (i32.const 0x80000000) (global.get $one)))))
