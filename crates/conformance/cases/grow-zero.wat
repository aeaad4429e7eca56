;; After chenfengjin in xuperchain/xvm#13; WebAssembly/wabt#1136 (realloc of size 0).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (result i32)
    (i32.add (i32.mul (memory.grow (i32.const 0)) (i32.const 10)) (memory.size))))
