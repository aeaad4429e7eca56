(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "test") (result i64) i64.const -9223372036854775808))
