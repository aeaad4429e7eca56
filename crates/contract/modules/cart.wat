(module
  (import "env" "memory" (memory $LIMITS))
  (import "env" "peek" (func $peek (param i32) (result i32)))
  (data (i32.const 16) "\2a")
  (func (export "peek") (param i32) (result i32) (call $peek (local.get 0)))
  (func (export "poke") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "size") (result i32) memory.size)
  (func (export "grow") (result i32) (memory.grow (i32.const 1)))
  (func (export "outside") (i32.store8 (i32.const 65536) (i32.const 1))))
