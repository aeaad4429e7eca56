//! Numbered notes below a table, each said once.

use super::markdown::NONE;

/// Notes in the order of their first mark. Cells that share a text share the
/// number.
#[derive(Default)]
pub(super) struct Notes(Vec<Note>);

struct Note {
    text: String,
    subjects: Vec<Subject>,
}

struct Subject {
    name: String,
    workloads: Vec<String>,
}

impl Notes {
    /// Notes that `text` holds for `name` on `workload`; returns its number.
    pub(super) fn mark(&mut self, text: &str, name: &str, workload: Option<&str>) -> usize {
        let i = self.0.iter().position(|n| n.text == text).unwrap_or_else(|| {
            self.0.push(Note { text: text.to_owned(), subjects: Vec::new() });
            self.0.len() - 1
        });
        let note = &mut self.0[i];
        let j = note.subjects.iter().position(|s| s.name == name).unwrap_or_else(|| {
            note.subjects.push(Subject { name: name.to_owned(), workloads: Vec::new() });
            note.subjects.len() - 1
        });
        note.subjects[j].workloads.extend(workload.map(str::to_owned));
        i + 1
    }

    /// The numbered list. `all` is the number of workloads there are.
    pub(super) fn list(&self, all: usize) -> String {
        let mut text = String::new();
        for note in &self.0 {
            let subjects: Vec<_> = note.subjects.iter().map(|s| s.text(all)).collect();
            text += &format!("1. {}: {}.\n", subjects.join("; "), note.text);
        }
        text
    }
}

impl Subject {
    fn text(&self, all: usize) -> String {
        if self.workloads.is_empty() {
            return self.name.clone();
        }
        if self.workloads.len() > 1 && self.workloads.len() == all {
            return format!("{} on every workload", self.name);
        }
        let workloads: Vec<_> = self.workloads.iter().map(|w| format!("`{w}`")).collect();
        format!("{} on {}", self.name, workloads.join(", "))
    }
}

/// Marks as they stand behind the content of a cell.
pub(super) fn marked(content: &str, mut marks: Vec<usize>) -> String {
    marks.sort_unstable();
    marks.dedup();
    if marks.is_empty() {
        return content.to_owned();
    }
    let marks: Vec<_> = marks.iter().map(usize::to_string).collect();
    let content = if content.is_empty() { NONE } else { content };
    format!("{content}&nbsp;<sup>{}</sup>", marks.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_said_once() {
        let mut notes = Notes::default();
        assert_eq!(notes.mark("`timeout`: no fuel", "[a]", Some("spin")), 1);
        assert_eq!(notes.mark("`trap`: bug", "[a]", Some("life")), 2);
        assert_eq!(notes.mark("`timeout`: no fuel", "[a]", Some("recurse")), 1);
        assert_eq!(notes.mark("`timeout`: no fuel", "[b]", None), 1);
        assert_eq!(
            notes.list(3),
            "1. [a] on `spin`, `recurse`; [b]: `timeout`: no fuel.\n1. [a] on `life`: `trap`: bug.\n"
        );
        assert_eq!(
            notes.list(2),
            "1. [a] on every workload; [b]: `timeout`: no fuel.\n1. [a] on `life`: `trap`: bug.\n"
        );
        assert_eq!(marked("7/8", vec![2, 1, 2]), "7/8&nbsp;<sup>1,2</sup>");
    }
}
