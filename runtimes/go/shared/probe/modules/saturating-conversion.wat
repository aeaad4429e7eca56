;; i32.trunc_sat_f32_s: WebAssembly 2.0.
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (global $large (mut f32) (f32.const 1e20))
  (func (export "update")
    (if (i32.ne (i32.trunc_sat_f32_s (global.get $large)) (i32.const 0x7fffffff)) (then unreachable))))
