(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (local $at i32)
    (loop $again
      (i32.store (local.get $at) (local.get $at))
      (local.set $at (i32.and (i32.add (local.get $at) (i32.const 4)) (i32.const 0xfffc)))
      (br $again))))
