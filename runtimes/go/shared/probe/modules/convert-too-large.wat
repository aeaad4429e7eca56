;; A float beyond the integers.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (global $large (mut f64) (f64.const 1e20))
  (func (export "update") (drop (i32.trunc_f64_s (global.get $large)))))
