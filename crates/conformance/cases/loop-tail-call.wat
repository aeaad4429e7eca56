(module
  (func $again (return_call $again))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (call $again)))
