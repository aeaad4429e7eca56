//! The one error type of the seam.

use crate::{TrapKind, text};
use core::ffi::CStr;
use core::fmt;

/// What went wrong, without the engine's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The bytes are no valid module (or artifact).
    Invalid,
    /// The engine lacks what was asked for: a proposal, fuel, an interrupt.
    Unsupported,
    /// An import does not exist or has another type.
    Import,
    /// An export does not exist or has another type.
    Export,
    /// Memory could not be had.
    OutOfMemory,
    /// A call into the guest trapped.
    Trap(TrapKind),
    /// The engine failed in a way of its own; its text says how.
    Other,
}

impl ErrorKind {
    /// The word of the transcript; a trap's is that of its kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Unsupported => "unsupported",
            Self::Import => "import",
            Self::Export => "export",
            Self::OutOfMemory => "out-of-memory",
            Self::Trap(kind) => kind.as_str(),
            Self::Other => "other",
        }
    }
}

/// A refusal or a trap. Without the feature `text` at most two bytes and `Copy`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "text"), derive(Copy))]
pub struct Error {
    kind: ErrorKind,
    #[cfg(feature = "text")]
    text: alloc::boxed::Box<str>,
}

impl Error {
    /// An error about which the engine said nothing.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self {
            kind,
            #[cfg(feature = "text")]
            text: alloc::boxed::Box::from(""),
        }
    }

    /// An error in the engine's own words, which are formatted only where the
    /// feature `text` is on.
    #[must_use]
    #[cfg_attr(not(feature = "text"), allow(unused_variables))]
    pub fn because(kind: ErrorKind, engine: impl fmt::Display) -> Self {
        Self {
            kind,
            #[cfg(feature = "text")]
            text: alloc::format!("{engine}").into_boxed_str(),
        }
    }

    /// A trap in the engine's own words.
    #[must_use]
    pub fn trap(kind: TrapKind, engine: impl fmt::Display) -> Self {
        Self::because(ErrorKind::Trap(kind), engine)
    }

    /// An export that the guest must have is missing.
    #[must_use]
    pub fn no_export(name: &CStr) -> Self {
        Self::because(ErrorKind::Export, format_args!("the module exports no {}", text(name)))
    }

    /// An export is no function `() -> ()`.
    #[must_use]
    pub fn no_entry(name: &CStr) -> Self {
        Self::because(ErrorKind::Export, format_args!("{} is not of type () -> ()", text(name)))
    }

    /// The arguments of a call have other types than the function's parameters.
    #[must_use]
    pub fn arguments() -> Self {
        Self::because(ErrorKind::Export, "the arguments do not fit the function")
    }

    /// A value has no counterpart in this engine, or none in [`crate::Value`].
    #[must_use]
    pub fn no_value() -> Self {
        Self::because(ErrorKind::Unsupported, "a value of a type that cannot be passed")
    }

    /// An import that the host does not have.
    #[must_use]
    pub fn no_import(module: &str, name: &str) -> Self {
        Self::because(ErrorKind::Import, format_args!("unknown import: {module} {name}"))
    }

    /// Fuel, where calls are not metered.
    #[must_use]
    pub fn unmetered() -> Self {
        Self::because(ErrorKind::Unsupported, "this config does not meter")
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The engine's words, empty without the feature `text`.
    #[must_use]
    pub fn text(&self) -> &str {
        #[cfg(feature = "text")]
        return &self.text;
        #[cfg(not(feature = "text"))]
        return "";
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        match self.text() {
            "" => Ok(()),
            text => write!(f, ": {text}"),
        }
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(feature = "text"))]
    fn an_error_is_at_most_two_bytes_without_text() {
        assert!(size_of::<Error>() <= 2);
    }

    #[test]
    #[cfg(feature = "text")]
    fn an_error_keeps_the_engines_words() {
        let error = Error::because(ErrorKind::Invalid, "unexpected end at offset 12");
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(alloc::format!("{error}"), "invalid: unexpected end at offset 12");
    }
}
