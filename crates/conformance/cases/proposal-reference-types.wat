(module
  (table $t 1 externref)
  (func (export "test") (result i32)
    (i32.add (i32.const 41) (ref.is_null (table.get $t (i32.const 0))))))
