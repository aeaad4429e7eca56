(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (local $n i64)
    (local.set $n (i64.const 0x4000000000000000))
    (loop $again
      (br_if $again (i64.ne (i64.const 0) (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))))
