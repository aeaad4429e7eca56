;; After wasmerio/wasmer#5736.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (result i32)
    i32.const 40
    i32.const 1
    block $o (param i32) (result i32)
      block (param i32) (result i32)
        i32.const 1
        i32.add
        br $o
      end
      drop
      i32.const 7
    end
    i32.add))
