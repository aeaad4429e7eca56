(module
  (type $nullary (func))
  (table 2 funcref)
  (elem (i32.const 0) $takes)
  (func $takes (param i32))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (call_indirect (type $nullary) (i32.const 0))))
