;; A NaN has no integer.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (global $nan (mut f32) (f32.const nan))
  (func (export "update") (drop (i32.trunc_f32_s (global.get $nan)))))
