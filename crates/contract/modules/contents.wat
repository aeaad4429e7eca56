;; What a memory of the host holds when a guest begins: the start section adds
;; up a byte of the host, one of a segment over it, and what a call of the host
;; wrote.
(module
  (import "env" "memory" (memory 1 1))
  (import "env" "peek" (func $peek (param i32) (result i32)))
  (import "env" "put" (func $put (param i32 i32)))
  (data (i32.const 16) "\2a")
  (func $begin
    (call $put (i32.const 32) (i32.const 5))
    (i32.store8 (i32.const 48)
      (i32.add (i32.load8_u (i32.const 8))
        (i32.add (i32.load8_u (i32.const 16))
          (i32.add (i32.load8_u (i32.const 32)) (call $peek (i32.const 8)))))))
  (start $begin)
  (func (export "update")
    (i32.store8 (i32.const 48) (i32.add (i32.load8_u (i32.const 64)) (i32.const 1)))))
