(module
  (func (export "test") (result i32)
    (i32x4.extract_lane 3 (i32x4.add (v128.const i32x4 1 2 3 40) (v128.const i32x4 0 0 0 2)))))
