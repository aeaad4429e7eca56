(module
  (type $nothing (func))
  (table 1 1 funcref)
  (elem (i32.const 0) $nothing)
  (func $nothing (type $nothing))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (loop $again
      (call_indirect (type $nothing) (i32.const 0))
      (br $again))))
