(module
  (func (export "test") (result i32)
    (i32.add (i32.const 42) (i32.trunc_sat_f32_s (f32.const nan)))))
