;; After bytecodealliance/wasmtime#10613 (Winch), wasmi-labs/wasmi#1972.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $g (param $i i32) (result i32)
    block $o (result i32 i32)
      block $m (result i32 i32)
        i32.const 5
        i32.const 30
        i32.const 4
        local.get $i
        br_table $m $o $o
      end
      i32.sub
      i32.const 1
    end
    i32.mul)
  (func (export "f") (result i32)
    (i32.add (i32.mul (call $g (i32.const 0)) (i32.const 1000)) (call $g (i32.const 1)))))
