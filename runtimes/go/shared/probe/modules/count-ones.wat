;; i32.popcnt and i64.popcnt of numbers that only run time knows.
(module
  (memory (export "memory") 1)
  (global $narrow (mut i32) (i32.const 0x80000001))
  (global $wide (mut i64) (i64.const 0x8000000000000001))
  (func (export "start"))
  (func (export "update")
    (if (i32.ne (i32.popcnt (global.get $narrow)) (i32.const 2)) (then unreachable))
    (if (i64.ne (i64.popcnt (global.get $wide)) (i64.const 2)) (then unreachable))))
