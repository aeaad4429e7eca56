//! JSON Lines: reading and writing a file of records.

use std::collections::BTreeSet;

use badge_catalogue::FileError;

use crate::Record;

/// What a record is about, for messages.
pub(crate) fn cell_name(record: &Record) -> String {
    format!("{}/{} on {}", record.runtime, record.config, record.workload)
}

/// Reads a file of records. `path_label` names it in errors.
pub fn parse_lines(path_label: &str, text: &str) -> Result<Vec<Record>, FileError> {
    let mut records = Vec::new();
    let mut cells = BTreeSet::new();
    for (line, content) in (1..).zip(text.lines()) {
        let record: Record = serde_json::from_str(content)
            .map_err(|error| FileError::new(path_label, line, "", error))?;
        record.check().map_err(|(key, reason)| FileError::new(path_label, line, key, reason))?;
        let cell = (record.runtime.clone(), record.config.clone(), record.workload.clone());
        if !cells.insert(cell) {
            let reason = format!("a second record of {}", cell_name(&record));
            return Err(FileError::new(path_label, line, "workload", reason));
        }
        records.push(record);
    }
    Ok(records)
}

/// Writes records, sorted by runtime, config and workload, one per line; what
/// [`parse_lines`] reads back is written to the same bytes.
pub fn format_lines(records: &[Record]) -> Result<String, FileError> {
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|r| (&r.runtime, &r.config, &r.workload));
    let mut text = String::new();
    for record in sorted {
        let name = cell_name(record);
        record.check().map_err(|(key, reason)| FileError::new(&name, None, key, reason))?;
        text += &serde_json::to_string(record)
            .map_err(|error| FileError::new(&name, None, "", error))?;
        text.push('\n');
    }
    Ok(text)
}
