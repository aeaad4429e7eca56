(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "fill") (memory.fill (i32.const 65535) (i32.const 1) (i32.const 2)))
  (func (export "copy") (memory.copy (i32.const 65535) (i32.const 0) (i32.const 2)))
  (func (export "inside") (memory.fill (i32.const 65534) (i32.const 1) (i32.const 2))))
