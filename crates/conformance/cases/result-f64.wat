(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "test") (result f64) f64.const -0.0))
