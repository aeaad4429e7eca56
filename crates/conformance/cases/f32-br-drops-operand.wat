;; After wasm3/wasm3#465 (SIGSEGV up to 0.5.0).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func (export "f") (param f32 f32) (result f32)
    f32.const 100
    block (result f32)
      local.get 0
      local.get 1
      br 0
    end
    f32.add))
