;; After nasa/spacewasm#23 (off by one from 255 targets on).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $g (param $i i32) (result i32)
    block $c
      block $b
        block $a
          (br_table $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a
            $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $a $b $c (local.get
            $i))
        end
        (return (i32.const 10))
      end
      (return (i32.const 20))
    end
    i32.const 30)
  (func (export "f") (result i32)
    (i32.add (i32.add (i32.add (call $g (i32.const 254)) (i32.mul (call $g (i32.const 255))
      (i32.const 10)))
      (i32.add (i32.mul (call $g (i32.const 256)) (i32.const 100)) (i32.mul (call $g (i32.const
        299)) (i32.const 1000))))
      (i32.add (i32.mul (call $g (i32.const 300)) (i32.const 10000)) (i32.mul (call $g
        (i32.const -1)) (i32.const 100000))))))
