;; After chakra-core/ChakraCore#5730 (outer loop ran once).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param $n i32) (result i32) (local $i i32) (local $j i32) (local $c i32)
    block $out
      loop $outer
        (br_if $out (i32.eq (local.get $j) (local.get $n)))
        (local.set $i (i32.const 0))
        block $in
          loop $inner
            (br_if $in (i32.eq (local.get $i) (local.get $n)))
            (local.set $c (i32.add (local.get $c) (i32.const 1)))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $inner)
          end
        end
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br $outer)
      end
    end
    local.get $c))
