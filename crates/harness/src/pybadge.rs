//! The rooms of the badge: what it is asked, the image that asks it, the emulated
//! badge that answers, and the way to a real one and back.

pub mod choice;
pub mod device;
pub mod emulated;
pub mod flash;
pub mod image;
pub mod ingest;
pub mod keys;
pub mod request;
