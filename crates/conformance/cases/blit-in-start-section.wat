(module
  (import "env" "blit" (func $blit (param i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (func $begin
    (call $blit (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1)
      (i32.const -1)))
  (start $begin)
  (func (export "start"))
  (func (export "update")))
