;; After dylibso/chicory#294.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $g (param $a i32) (result i32) (local $r i32)
    block $o
      i32.const -1
      i32.const -2
      i32.const 1
      if (result i32)
        (local.tee $r (local.get $a))
        br_if $o
        i32.const 100
      else
        i32.const 200
      end
      local.set $r
      drop
      drop
    end
    local.get $r)
  (func (export "f") (param i32) (result i32)
    (i32.add (i32.const 1000) (call $g (local.get 0)))))
