;; After titzer/wizard-engine#305 (each round leaves its operands; 100,000 rounds).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $n i32) (result i32) (local $i i32)
    block $out
      loop $l
        i32.const 1
        i32.const 2
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $out (i32.ge_u (local.get $i) (local.get $n)))
        br $l
      end
    end
    local.get $i))
