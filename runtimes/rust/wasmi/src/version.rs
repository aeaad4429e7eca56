//! What this version of wasmi calls otherwise than 1.1.0, whose adapter has the
//! rest of these sources in common.

pub(crate) use wasmi::Nullable;
use wasmi::errors::ErrorKind;
use wasmi::{Val, ValType};

/// Name of the runtime.
pub(crate) const NAME: &str = "wasmi";

/// Zero, or a null reference.
pub(crate) fn default_value(ty: ValType) -> Val {
    Val::default_for_ty(ty)
}

/// Whether wasmi is not made, or not set up, for a module of that size.
pub(crate) fn is_limit(cause: &ErrorKind) -> bool {
    matches!(cause, ErrorKind::ImplementationLimits(_) | ErrorKind::UserLimits(_))
}
