(module
  (memory $one 1)
  (memory $two 1)
  (func (export "test") (result i32)
    (i32.store $two (i32.const 0) (i32.const 42))
    (i32.add (i32.load $one (i32.const 0)) (i32.load $two (i32.const 0)))))
