(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (loop $again
      (drop (memory.grow (i32.const 1)))
      (br $again))))
