//! What this version of wasmi calls otherwise than 2.0.0, whose adapter has the
//! rest of these sources in common.

pub(crate) use wasmi::Ref as Nullable;
use wasmi::errors::ErrorKind;
use wasmi::{Val, ValType};

/// Name of the runtime.
pub(crate) const NAME: &str = "wasmi-1";

/// Zero, or a null reference.
pub(crate) fn default_value(ty: ValType) -> Val {
    Val::default(ty)
}

/// Whether wasmi is not made, or not set up, for a module of that size.
pub(crate) fn is_limit(cause: &ErrorKind) -> bool {
    matches!(cause, ErrorKind::Limits(_))
}
