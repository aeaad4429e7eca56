(module
  (tag $problem (param i32))
  (func (export "test") (result i32)
    (block $caught (result i32)
      (try_table (catch $problem $caught) (throw $problem (i32.const 42)))
      unreachable)))
