;; A cartridge that asks the disk for bytes outside memory in its first tick.
(module
  (import "env" "memory" (memory 1 1))
  (import "env" "diskw" (func $diskw (param i32 i32) (result i32)))
  (func (export "update") (drop (call $diskw (i32.const 65535) (i32.const 2)))))
