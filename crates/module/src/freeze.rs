//! Takes the growth out of a module's memory, for engines without a limit that
//! the embedder could set.

use alloc::vec::Vec;
use core::ops::Range;
use wasmparser::{MemorySectionReader, MemoryType, Parser, Payload};

/// Id of the memory section (core specification, 5.5.2).
const MEMORY_SECTION: u8 = 5;

/// The module, with the maximum of each memory set to its minimum.
#[must_use]
pub fn freeze(wasm: &[u8]) -> Vec<u8> {
    frozen(wasm).unwrap_or_else(|| wasm.to_vec())
}

fn frozen(wasm: &[u8]) -> Option<Vec<u8>> {
    let section = Parser::new(0)
        .parse_all(wasm)
        .map_while(Result::ok)
        .find_map(|payload| match payload {
            Payload::MemorySection(section) => Some(section),
            _ => None,
        })?;
    let Range { start, end } = section.range();
    let body = memories(section)?;
    // Between the id and the body stands the length, in one to five bytes.
    let head = (start.checked_sub(6)?..start)
        .rev()
        .find(|&at| is_head(wasm.get(at..start), end - start))?;
    let mut out = wasm.get(..head)?.to_vec();
    out.push(MEMORY_SECTION);
    unsigned(body.len() as u64, &mut out);
    out.extend(body);
    out.extend(wasm.get(end..)?);
    Some(out)
}

/// Whether the bytes are the id of the section and the length, perhaps padded.
fn is_head(bytes: Option<&[u8]>, length: usize) -> bool {
    let Some([MEMORY_SECTION, digits @ .., last]) = bytes else {
        return false;
    };
    let more = digits.iter().all(|digit| digit & 0x80 != 0);
    let value = bytes
        .into_iter()
        .flat_map(|bytes| bytes.iter().skip(1))
        .enumerate()
        .fold(0u64, |value, (index, digit)| {
            value | u64::from(digit & 0x7F) << (7 * index)
        });
    more && last & 0x80 == 0 && value == length as u64
}

fn memories(section: MemorySectionReader<'_>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    unsigned(section.count().into(), &mut body);
    for memory in section {
        let MemoryType {
            memory64,
            shared,
            initial,
            maximum: _,
            page_size_log2,
        } = memory.ok()?;
        let flags = 1
            | u8::from(shared) << 1
            | u8::from(memory64) << 2
            | u8::from(page_size_log2.is_some()) << 3;
        body.push(flags);
        unsigned(initial, &mut body);
        unsigned(initial, &mut body);
        if let Some(log2) = page_size_log2 {
            unsigned(log2.into(), &mut body);
        }
    }
    Some(body)
}

/// LEB128 without padding (core specification, 5.2.2).
fn unsigned(mut value: u64, out: &mut Vec<u8>) {
    loop {
        let digit = (value & 0x7F) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(digit);
        }
        out.push(digit | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wat: &str, expected: &str) {
        let bytes = |text: &str| wat::parse_str(text).unwrap();
        assert_eq!(freeze(&bytes(wat)), bytes(expected));
    }

    #[test]
    fn a_maximum_is_added_or_lowered() {
        check("(module (memory 1))", "(module (memory 1 1))");
        check("(module (memory 1 300))", "(module (memory 1 1))");
        check("(module (memory 300))", "(module (memory 300 300))");
        check("(module (memory 0))", "(module (memory 0 0))");
    }

    #[test]
    fn what_stands_around_stays() {
        check(
            r#"(module (func (export "f")) (memory (export "m") 2) (data (i32.const 5) "x"))"#,
            r#"(module (func (export "f")) (memory (export "m") 2 2) (data (i32.const 5) "x"))"#,
        );
    }

    #[test]
    fn a_padded_length_is_read() {
        let plain = wat::parse_str("(module (memory 1 1))").unwrap();
        let padded = [&plain[..8], &[5, 0x83, 0x80, 0x00, 1, 0, 1]].concat();
        assert_eq!(freeze(&padded), plain);
    }

    #[test]
    fn what_has_no_memory_or_is_no_module_stays() {
        check("(module)", "(module)");
        assert_eq!(freeze(b"garbage"), b"garbage");
        assert_eq!(freeze(b""), b"");
        let cut = &wat::parse_str("(module (memory 1))").unwrap()[..10];
        assert_eq!(freeze(cut), cut);
    }
}
