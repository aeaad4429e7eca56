(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "i32") (param i32) (result i32) local.get 0)
  (func (export "i64") (param i64) (result i64) local.get 0)
  (func (export "f32") (param f32) (result f32) local.get 0)
  (func (export "f64") (param f64) (result f64) local.get 0)
  (func (export "mixed") (param i32 i64 f32 f64) (result f64) local.get 3))
