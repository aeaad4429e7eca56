;; Questions to which the standard allows several answers. Each export is asked once,
;; in this order, of one instance; its name is its title on the page.
(module
  (memory (export "memory") 1)

  ;; Sign and payload of a NaN that comes of numbers.
  (func (export "0 / 0, f32") (result i32)
    (i32.reinterpret_f32 (f32.div (f32.const 0) (f32.const 0))))
  (func (export "0 / 0, f64") (result i64)
    (i64.reinterpret_f64 (f64.div (f64.const 0) (f64.const 0))))
  (func (export "sqrt(-1), f32") (result i32)
    (i32.reinterpret_f32 (f32.sqrt (f32.const -1))))
  (func (export "sqrt(-1), f64") (result i64)
    (i64.reinterpret_f64 (f64.sqrt (f64.const -1))))
  (func (export "inf - inf, f32") (result i32)
    (i32.reinterpret_f32 (f32.sub (f32.const inf) (f32.const inf))))
  (func (export "inf * 0, f64") (result i64)
    (i64.reinterpret_f64 (f64.mul (f64.const inf) (f64.const 0))))

  ;; The same with numbers that no compiler knows.
  (func (export "0 / 0 of numbers in memory, f32") (result i32)
    (i32.reinterpret_f32 (f32.div (f32.load (i32.const 64)) (f32.load (i32.const 64)))))
  (func (export "0 / 0 of numbers in memory, f64") (result i64)
    (i64.reinterpret_f64 (f64.div (f64.load (i32.const 64)) (f64.load (i32.const 64)))))

  ;; What becomes of a payload.
  (func $quiet (result f32) (f32.load (i32.const 0)))
  (func $other (result f32) (f32.load (i32.const 4)))
  (func $signalling (result f32) (f32.load (i32.const 8)))
  (func (export "nan:0x400001 + 1, f32") (result i32)
    (i32.reinterpret_f32 (f32.add (call $quiet) (f32.const 1))))
  (func (export "1 + nan:0x400001, f32") (result i32)
    (i32.reinterpret_f32 (f32.add (f32.const 1) (call $quiet))))
  (func (export "nan:0x400001 + nan:0x400002, f32") (result i32)
    (i32.reinterpret_f32 (f32.add (call $quiet) (call $other))))
  (func (export "nan:0x400002 * nan:0x400001, f32") (result i32)
    (i32.reinterpret_f32 (f32.mul (call $other) (call $quiet))))
  (func (export "nan:0x200001 + 0, f32") (result i32)
    (i32.reinterpret_f32 (f32.add (call $signalling) (f32.const 0))))
  (func (export "nan:0x200001 * 1, f32") (result i32)
    (i32.reinterpret_f32 (f32.mul (call $signalling) (f32.const 1))))
  (func (export "min(nan:0x400001, 1), f32") (result i32)
    (i32.reinterpret_f32 (f32.min (call $quiet) (f32.const 1))))
  (func (export "max(1, nan:0x200001), f32") (result i32)
    (i32.reinterpret_f32 (f32.max (f32.const 1) (call $signalling))))
  (func (export "min(nan:0x400001, nan:0x400002), f32") (result i32)
    (i32.reinterpret_f32 (f32.min (call $quiet) (call $other))))
  (func (export "floor(nan:0x200001), f32") (result i32)
    (i32.reinterpret_f32 (f32.floor (call $signalling))))
  (func (export "nearest(nan:0x400001), f32") (result i32)
    (i32.reinterpret_f32 (f32.nearest (call $quiet))))
  (func (export "sqrt(nan:0x200001), f32") (result i32)
    (i32.reinterpret_f32 (f32.sqrt (call $signalling))))
  (func (export "nan:0x200001 as f64") (result i64)
    (i64.reinterpret_f64 (f64.promote_f32 (call $signalling))))
  (func (export "nan:0x400001 as f64") (result i64)
    (i64.reinterpret_f64 (f64.promote_f32 (call $quiet))))
  (func (export "nan:0x8000000000001 as f32") (result i32)
    (i32.reinterpret_f32 (f32.demote_f64 (f64.load (i32.const 16)))))
  (func (export "nan:0x4000000000000 as f32") (result i32)
    (i32.reinterpret_f32 (f32.demote_f64 (f64.load (i32.const 24)))))

  ;; What the host gets of a NaN and gives back.
  (func (export "nan:0x400001 through the host, f32") (param f32) (result f32)
    (local.get 0))
  (func (export "nan:0x8000000000001 through the host, f64") (param f64) (result f64)
    (local.get 0))

  ;; What a trap leaves behind.
  (func (export "an i64.store across the end") (i64.store (i32.const 65532) (i64.const -1)))
  (func (export "what it left in the last word") (result i32) (i32.load (i32.const 65532)))

  (data (i32.const 0) "\01\00\c0\7f\02\00\c0\7f\01\00\a0\7f")
  (data (i32.const 16) "\01\00\00\00\00\00\f8\7f\00\00\00\00\00\00\f4\7f"))
