(module
  (memory 1)
  (func (export "test") (result i32)
    (memory.fill (i32.const 8) (i32.const 42) (i32.const 1))
    (memory.copy (i32.const 16) (i32.const 8) (i32.const 1))
    (i32.load8_u (i32.const 16))))
