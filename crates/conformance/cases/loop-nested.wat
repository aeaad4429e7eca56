(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (local $n i32)
    (loop $again
      (local.set $n (i32.const 1000))
      (loop $inner
        (br_if $inner (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (br $again))))
