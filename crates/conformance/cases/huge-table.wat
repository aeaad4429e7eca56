;; After nasa/spacewasm#156 (table of 4,294,967,295 elements).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (table 4294967295 funcref)
  (func (export "f") (result i32) i32.const 1))
