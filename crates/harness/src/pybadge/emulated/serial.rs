//! From the bytes of the serial line to whole transcripts.

use badge_protocol::{MAX_LINE_BYTES, Reader, Transcript, Violation};

/// Takes the bytes of a serial line as they come.
///
/// A line that begins with `{` belongs to a transcript and is read strictly;
/// any other is the firmware's word to people: what it says of itself, or why
/// it gave up.
#[derive(Debug, Default)]
pub struct Serial {
    line: Vec<u8>,
    reader: Reader,
    /// Whole transcripts in order.
    pub transcripts: Vec<Transcript>,
    /// Lines for people.
    pub remarks: Vec<String>,
    /// The first departure from the protocol; nothing is read after it.
    pub violation: Option<Violation>,
}

/// How many lines for people are kept.
const MAX_REMARKS: usize = 200;

impl Serial {
    /// Takes more bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                self.end_line(line.strip_suffix(b"\r").unwrap_or(&line));
            } else if self.line.len() <= MAX_LINE_BYTES {
                self.line.push(byte);
            }
        }
    }

    fn end_line(&mut self, line: &[u8]) {
        if line.is_empty() || self.violation.is_some() {
            return;
        }
        if line[0] != b'{' {
            if self.remarks.len() < MAX_REMARKS {
                self.remarks.push(String::from_utf8_lossy(line).into_owned());
            }
            return;
        }
        if let Err(violation) = self.reader.line(line) {
            self.violation = Some(violation);
            return;
        }
        if self.reader.is_complete() {
            match std::mem::take(&mut self.reader).finish() {
                Ok(transcript) => self.transcripts.push(transcript),
                Err(violation) => self.violation = Some(violation),
            }
        }
    }

    /// Forgets what is not whole, and what was wrong with it: the badge starts
    /// again. Gives the violation.
    pub fn restart(&mut self) -> Option<Violation> {
        self.line.clear();
        self.reader = Reader::default();
        self.violation.take()
    }

    /// Whether a transcript, or a line of one, has begun and is not whole.
    #[must_use]
    pub fn is_within_transcript(&self) -> bool {
        self.reader.has_begun() || self.line.first() == Some(&b'{')
    }

    /// How far the transcript that is not whole has come.
    #[must_use]
    pub fn progress(&self) -> String {
        self.reader.progress()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = concat!(
        r#"{"type":"hello","protocol":1,"runtime":"a","config":"b","version":"1","unit":"cycles","hz":120000000,"resolution":1,"image":"0123456789abcdef","workload":"noop","pass":"measure"}"#,
        "\r\n",
        r#"{"type":"phase","phase":"start","elapsed":5,"link":"d669b5b7"}"#,
        "\r\n",
        r#"{"type":"memory"}"#,
        "\r\n",
        r#"{"type":"done","frames":0,"link":"d669b5b7","nondeterministic":false}"#,
        "\r\n"
    );

    #[test]
    fn one_line_carries_several_transcripts_and_words_for_people() {
        let mut serial = Serial::default();
        for byte in format!("hello, badge\r\n{RUN}\r\n{RUN}bye\n").bytes() {
            serial.take(&[byte]);
        }
        assert_eq!(serial.transcripts.len(), 2);
        assert_eq!(serial.remarks, ["hello, badge", "bye"]);
        assert_eq!(serial.violation, None);
    }

    #[test]
    fn a_lost_line_is_a_violation_and_nothing_is_read_after_it() {
        let cut: Vec<&str> = RUN.lines().collect();
        let mut serial = Serial::default();
        serial.take(format!("{}\n{}\n{RUN}", cut[0], cut[3]).as_bytes());
        let violation = serial.violation.map(|v| v.to_string()).unwrap_or_default();
        assert!(violation.contains("done without memory"), "{violation}");
        assert!(serial.transcripts.is_empty());
    }

    #[test]
    fn an_endless_line_takes_no_memory() {
        let mut serial = Serial::default();
        for _ in 0..100 {
            serial.take(&[b'{'; 4096]);
        }
        assert!(serial.line.len() <= MAX_LINE_BYTES + 1);
        serial.take(b"\n");
        assert!(serial.violation.is_some());
    }
}
