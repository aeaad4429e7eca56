(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (local $n i32)
    (loop $again
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_table $again $again $again (local.get $n)))))
