//! JSON Lines: reading and writing a file of records.

use std::collections::BTreeSet;

use super::{Record, RecordError};

/// Reads a file of records. `path_label` names it in errors.
///
/// # Errors
///
/// Names the file, the line, the key and the reason.
pub fn parse_lines(path_label: &str, text: &str) -> Result<Vec<Record>, RecordError> {
    let mut records = Vec::new();
    let mut cells = BTreeSet::new();
    for (i, line) in text.lines().enumerate() {
        let wrong = |key: &str, reason: String| RecordError {
            file: path_label.to_owned(),
            line: i + 1,
            key: key.to_owned(),
            reason,
        };
        let record: Record = serde_json::from_str(line).map_err(|e| wrong("", e.to_string()))?;
        record.check().map_err(|(key, reason)| wrong(key, reason))?;
        let cell = (record.runtime.clone(), record.config.clone(), record.workload.clone());
        if !cells.insert(cell) {
            let reason = format!(
                "a second record of {}/{} on {}",
                record.runtime, record.config, record.workload
            );
            return Err(wrong("workload", reason));
        }
        records.push(record);
    }
    Ok(records)
}

/// Writes records, sorted by runtime, config and workload, one per line; what
/// [`parse_lines`] reads back is written to the same bytes.
///
/// # Errors
///
/// A record that [`Record::check`] refuses.
pub fn format_lines(records: &[Record]) -> Result<String, RecordError> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|r| (&r.runtime, &r.config, &r.workload));
    let mut text = String::new();
    for record in sorted {
        let wrong = |key: &str, reason: String| RecordError {
            file: format!("{}/{} on {}", record.runtime, record.config, record.workload),
            line: 0,
            key: key.to_owned(),
            reason,
        };
        record.check().map_err(|(key, reason)| wrong(key, reason))?;
        text += &serde_json::to_string(record).map_err(|e| wrong("", e.to_string()))?;
        text.push('\n');
    }
    Ok(text)
}
