(module
  (func $pair (result i32 i32) i32.const 50 i32.const 8)
  (func (export "test") (result i32)
    call $pair
    i32.sub))
