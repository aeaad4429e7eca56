(module
  (func (export "start"))
  (func (export "update")))
