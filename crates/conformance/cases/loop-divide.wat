(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (local $x f64)
    (local.set $x (f64.const 1))
    (loop $again
      (local.set $x (f64.div (local.get $x) (f64.const 1.0000001)))
      (br $again))))
