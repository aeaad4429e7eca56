//! Conversions between [`crate::Value`] and an engine's own enumeration.

/// Defines `to_engine` and `from_engine` for an engine's `$val`, whose variants
/// `I32` and `I64` hold such integers.
///
/// ```ignore
/// badge_runtime::values! {
///     Val;
///     F32(F32::from_bits, F32::to_bits), F64(F64::from_bits, F64::to_bits);
///     FuncRef as FuncRef(FuncRef::null(), FuncRef::is_null)
/// }
/// ```
///
/// Numbers are converted by value, references made from an expression for null
/// and asked by reference. What is left out is refused.
#[macro_export]
macro_rules! values {
    ($val:ident; $($number:ident($to:expr, $from:expr)),*
     $(; $($reference:ident as $kind:ident($null:expr, $is_null:expr)),*)?) => {
        fn to_engine(value: $crate::Value) -> Result<$val, $crate::Error> {
            Ok(match value {
                $crate::Value::I32(value) => $val::I32(value),
                $crate::Value::I64(value) => $val::I64(value),
                $($crate::Value::$number(bits) => $val::$number(($to)(bits)),)*
                $($($crate::Value::$kind { null: true } => $val::$reference($null),)*)?
                _ => return Err($crate::Error::no_value()),
            })
        }

        #[allow(clippy::redundant_closure_call)]
        fn from_engine(value: &$val) -> Result<$crate::Value, $crate::Error> {
            Ok(match value {
                $val::I32(value) => $crate::Value::I32(*value),
                $val::I64(value) => $crate::Value::I64(*value),
                $($val::$number(value) => $crate::Value::$number(($from)(*value)),)*
                $($($val::$reference(value) => $crate::Value::$kind { null: ($is_null)(value) },)*)?
                #[allow(unreachable_patterns)]
                _ => return Err($crate::Error::no_value()),
            })
        }
    };
}
