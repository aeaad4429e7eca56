;; After wasmi-labs/wasmi#1970 (fused abs and neg).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $x f32) (result f32)
    (f32.add (f32.mul (f32.neg (f32.abs (f32.mul (local.get $x) (f32.const 1)))) (f32.const 10))
             (f32.abs (f32.neg (local.get $x))))))
