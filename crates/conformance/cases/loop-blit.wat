(module
  (import "env" "blit" (func $blit (param i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (loop $again
      (call $blit (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 16) (i32.const 16)
        (i32.const -1))
      (br $again))))
