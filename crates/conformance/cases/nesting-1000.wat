;; After engines that recurse over blocks (wabt, wain, ppci); qdrvm/kagome#2037.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i32) (result i32)
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block block block block block block
    block block block block block block block block block block
      (local.set 0 (i32.add (local.get 0) (i32.const 1000)))
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end end end end end end end end end end end end end
    end end end end end end end end end end end
    local.get 0))
