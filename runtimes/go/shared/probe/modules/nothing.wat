;; The first guest of the vectors in crates/badge/README.md.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update")))
