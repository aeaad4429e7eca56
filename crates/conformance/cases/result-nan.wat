(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "test") (result f32) f32.const nan))
