(module
  (func (export "func") (param funcref) (result funcref) local.get 0)
  (func (export "extern") (param externref) (result externref) local.get 0))
