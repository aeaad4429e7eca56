;; After WebKit/WebKit#52960 (loop entered from another tier with live floats).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $n i32) (result f64) (local $i i32) (local $s f64)
    f64.const 1.5
    f64.const 2.25
    loop $l
      (local.set $s (f64.add (local.get $s) (f64.const 0.5)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get $i) (local.get $n)))
    end
    f64.mul
    (f64.add (local.get $s))))
