;; After nasa/spacewasm#156 (result-typed if without else accepted).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param i32) (result i32)
    local.get 0
    if (result i32)
      unreachable
    end))
