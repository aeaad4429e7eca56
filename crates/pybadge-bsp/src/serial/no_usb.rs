//! Without USB no host listens: the same functions as `usb`.

pub(super) fn open() -> bool {
    false
}

pub(super) fn queued() -> usize {
    0
}

pub(super) fn free() -> usize {
    0
}

pub(super) fn put(_bytes: &[u8]) {}

pub(super) fn take() -> Option<u8> {
    None
}

pub(super) fn has_received() -> bool {
    false
}

pub(super) fn kick() {}

pub(super) fn poll() {}
