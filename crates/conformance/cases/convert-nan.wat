(module
  (global $float (mut f32) (f32.const nan))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (drop (i32.trunc_f32_s (global.get $float)))))
