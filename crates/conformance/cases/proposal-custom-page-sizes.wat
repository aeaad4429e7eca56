(module
  (memory 100 (pagesize 1))
  (func (export "test") (result i32)
    (i32.store8 (i32.const 99) (i32.const 42))
    (i32.load8_u (i32.const 99))))
