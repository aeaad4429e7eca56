(module
  (func $tree (param $depth i32)
    (if (local.get $depth)
      (then
        (call $tree (i32.sub (local.get $depth) (i32.const 1)))
        (call $tree (i32.sub (local.get $depth) (i32.const 1))))))
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")
    (call $tree (i32.const 60))))
