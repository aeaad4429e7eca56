(module
  (type $answer (func (result i32)))
  (func $forty-two (type $answer) i32.const 42)
  (elem declare func $forty-two)
  (func (export "test") (result i32)
    (call_ref $answer (ref.func $forty-two))))
