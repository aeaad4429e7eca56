(module
  (func (export "test") (result i32)
    (i64.mul_wide_u (i64.const 0x8000000000000000) (i64.const 84))
    i32.wrap_i64
    return))
