(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update") (loop $again (br $again)))
  (func (export "work") (param i32)
      (loop $again
          (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
          (br_if $again (i32.gt_s (local.get 0) (i32.const 0))))))
