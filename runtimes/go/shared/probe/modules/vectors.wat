;; The second guest of the vectors in crates/badge/README.md.
(module
  (import "env" "rect" (func $rect (param i32 i32 i32 i32 i32)))
  (import "env" "led" (func $led (param i32 i32)))
  (import "env" "tone" (func $tone (param i32 i32)))
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "start"))
  (data (i32.const 8) "hi")
  (global $frame (mut i32) (i32.const 0))
  (func (export "update")
    (if (i32.eqz (global.get $frame)) (then
      (call $rect (i32.const -2) (i32.const -2) (i32.const 4) (i32.const 4) (i32.const 0xE3))
      (call $led (i32.const 0) (i32.const 0xFF112233))
      (call $tone (i32.const 440) (i32.const 100))
      (call $log (i32.const 8) (i32.const 2))))
    (global.set $frame (i32.add (global.get $frame) (i32.const 1)))))
