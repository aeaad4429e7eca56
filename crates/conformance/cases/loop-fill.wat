(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (loop $again
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536))
      (br $again))))
