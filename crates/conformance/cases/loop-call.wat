(module
  (func $nothing)
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (loop $again
      (call $nothing)
      (br $again))))
