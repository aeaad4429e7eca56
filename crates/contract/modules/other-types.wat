(module
  (func (export "takes") (param i32))
  (func (export "returns") (result i32) i32.const 1)
  (global (export "global") i32 (i32.const 0)))
