//! Panics, shown with place and message.

use core::panic::PanicInfo;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    match info.location() {
        Some(at) => {
            super::show("Panic", format_args!("{}\nat {}:{}", info.message(), at.file(), at.line()))
        }
        None => super::show("Panic", format_args!("{}", info.message())),
    }
}
