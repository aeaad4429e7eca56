;; After nasa/spacewasm#100; wazero/wazero#2492 (more arguments than registers).
(module
  (memory (export "memory") 1)
  (func (export "start"))
  (func (export "update"))
  (func $g (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
    i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
    i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
    i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
    i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    local.get 0 local.get 1 i32.add local.get 2 i32.add local.get 3 i32.add local.get 4 i32.add
      local.get 5 i32.add local.get 6 i32.add local.get 7 i32.add local.get 8 i32.add local.get
      9 i32.add local.get 10 i32.add local.get 11 i32.add local.get 12 i32.add local.get 13
      i32.add local.get 14 i32.add local.get 15 i32.add local.get 16 i32.add local.get 17
      i32.add local.get 18 i32.add local.get 19 i32.add local.get 20 i32.add local.get 21
      i32.add local.get 22 i32.add local.get 23 i32.add local.get 24 i32.add local.get 25
      i32.add local.get 26 i32.add local.get 27 i32.add local.get 28 i32.add local.get 29
      i32.add local.get 30 i32.add local.get 31 i32.add local.get 32 i32.add local.get 33
      i32.add local.get 34 i32.add local.get 35 i32.add local.get 36 i32.add local.get 37
      i32.add local.get 38 i32.add local.get 39 i32.add local.get 40 i32.add local.get 41
      i32.add local.get 42 i32.add local.get 43 i32.add local.get 44 i32.add local.get 45
      i32.add local.get 46 i32.add local.get 47 i32.add local.get 48 i32.add local.get 49
      i32.add local.get 50 i32.add local.get 51 i32.add local.get 52 i32.add local.get 53
      i32.add local.get 54 i32.add local.get 55 i32.add local.get 56 i32.add local.get 57
      i32.add local.get 58 i32.add local.get 59 i32.add local.get 60 i32.add local.get 61
      i32.add local.get 62 i32.add local.get 63 i32.add local.get 64 i32.add local.get 65
      i32.add local.get 66 i32.add local.get 67 i32.add local.get 68 i32.add local.get 69
      i32.add local.get 70 i32.add local.get 71 i32.add local.get 72 i32.add local.get 73
      i32.add local.get 74 i32.add local.get 75 i32.add local.get 76 i32.add local.get 77
      i32.add local.get 78 i32.add local.get 79 i32.add local.get 80 i32.add local.get 81
      i32.add local.get 82 i32.add local.get 83 i32.add local.get 84 i32.add local.get 85
      i32.add local.get 86 i32.add local.get 87 i32.add local.get 88 i32.add local.get 89
      i32.add local.get 90 i32.add local.get 91 i32.add local.get 92 i32.add local.get 93
      i32.add local.get 94 i32.add local.get 95 i32.add local.get 96 i32.add local.get 97
      i32.add local.get 98 i32.add local.get 99 i32.add)
  (func (export "f") (result i32)
    i32.const 1 i32.const 2 i32.const 3 i32.const 4 i32.const 5 i32.const 6 i32.const 7
      i32.const 8 i32.const 9 i32.const 10 i32.const 11 i32.const 12 i32.const 13 i32.const 14
      i32.const 15 i32.const 16 i32.const 17 i32.const 18 i32.const 19 i32.const 20 i32.const 21
      i32.const 22 i32.const 23 i32.const 24 i32.const 25 i32.const 26 i32.const 27 i32.const 28
      i32.const 29 i32.const 30 i32.const 31 i32.const 32 i32.const 33 i32.const 34 i32.const 35
      i32.const 36 i32.const 37 i32.const 38 i32.const 39 i32.const 40 i32.const 41 i32.const 42
      i32.const 43 i32.const 44 i32.const 45 i32.const 46 i32.const 47 i32.const 48 i32.const 49
      i32.const 50 i32.const 51 i32.const 52 i32.const 53 i32.const 54 i32.const 55 i32.const 56
      i32.const 57 i32.const 58 i32.const 59 i32.const 60 i32.const 61 i32.const 62 i32.const 63
      i32.const 64 i32.const 65 i32.const 66 i32.const 67 i32.const 68 i32.const 69 i32.const 70
      i32.const 71 i32.const 72 i32.const 73 i32.const 74 i32.const 75 i32.const 76 i32.const 77
      i32.const 78 i32.const 79 i32.const 80 i32.const 81 i32.const 82 i32.const 83 i32.const 84
      i32.const 85 i32.const 86 i32.const 87 i32.const 88 i32.const 89 i32.const 90 i32.const 91
      i32.const 92 i32.const 93 i32.const 94 i32.const 95 i32.const 96 i32.const 97 i32.const 98
      i32.const 99 i32.const 100 call $g))
