;; After wasmi-labs/wasmi#1612 (not(a<b) is not a>=b for NaN).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $sel (param $x f32) (param $y f32) (result i32)
    (select (i32.const 11) (i32.const 22) (i32.eqz (f32.lt (local.get $x) (local.get $y)))))
  (func $brn (param $x f64) (param $y f64) (result i32)
    block
      (br_if 0 (i32.eqz (f64.ge (local.get $x) (local.get $y))))
      (return (i32.const 4))
    end
    i32.const 3)
  (func (export "f") (result i32)
    (i32.add (i32.add (i32.mul (call $sel (f32.const nan) (f32.const 1)) (i32.const 10000))
                      (i32.mul (call $sel (f32.const 0) (f32.const 1)) (i32.const 100)))
             (i32.add (i32.mul (call $brn (f64.const nan) (f64.const 1)) (i32.const 10))
                      (call $brn (f64.const 2) (f64.const 1))))))
