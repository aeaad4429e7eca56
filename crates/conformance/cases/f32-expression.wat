;; After polywasm README; xtuc/webassemblyjs#368 (f32 not rounded inside an expression).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $x f32) (result f32)
    (f32.sub (f32.add (local.get $x) (f32.const 1)) (local.get $x))))
