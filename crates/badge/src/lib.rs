//! badge
