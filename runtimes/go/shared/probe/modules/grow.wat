;; Memory keeps its initial size, so that memory.grow returns -1; otherwise this traps.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))))
