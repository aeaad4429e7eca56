;; After DLR-FT/wasm-interpreter#341 (fuel and memory.fill); wazero/wazero#2395.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (result i32) (local $i i32) (local $s i32)
    (memory.fill (i32.const 8) (i32.const 7) (i32.const 200))
    (i32.store8 (i32.const 8) (i32.const 1))
    (memory.copy (i32.const 100) (i32.const 8) (i32.const 150))
    (memory.copy (i32.const 9) (i32.const 8) (i32.const 50))
    loop $l
      (local.set $s (i32.add (local.get $s) (i32.load8_u (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get $i) (i32.const 300)))
    end
    local.get $s))
