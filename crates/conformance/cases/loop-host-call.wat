(module
  (import "env" "buttons" (func $buttons (result i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (loop $again
      (drop (call $buttons))
      (br $again))))
