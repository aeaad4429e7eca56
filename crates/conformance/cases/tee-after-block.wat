;; After explodingcamera/tinywasm#56 (fixed 2026-09, after 0.10.0).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $take i32) (result i32) (local $a i32) (local $b i32) (local $t i32)
    (local.set $a (i32.const 7)) (local.set $b (i32.const 9))
    block (result i32)
      local.get $a
      local.get $take
      br_if 0
      drop
      local.get $b
    end
    local.tee $t
    i32.const 100
    i32.mul
    local.get $t
    i32.add))
