;; An indirect call of a function that has another type.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (type $none (func))
  (table 3 3 funcref)
  (elem (i32.const 0) $one)
  (global $index (mut i32) (i32.const 0))
  (func $one (param i32) (result i32) (local.get 0))
  (func (export "update") (call_indirect (type $none) (global.get $index))))
