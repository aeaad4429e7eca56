;; The address and the offset together exceed 32 bits.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (drop (i32.load offset=0xfffffff0 (i32.const 0x7fffffff)))))
