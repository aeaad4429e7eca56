//! Numbered notes below a table, each said once.

use serde::Serialize;

use crate::view::Name;

/// Notes in the order of their first mark. Cells that share a text share the
/// number.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Notes<'a>(Vec<Note<'a>>);

#[derive(Serialize)]
struct Note<'a> {
    text: String,
    subjects: Vec<Subject<'a>>,
}

#[derive(Serialize)]
struct Subject<'a> {
    name: Name<'a>,
    /// Empty where the note is about no workload in particular.
    workloads: Vec<&'a str>,
}

impl<'a> Notes<'a> {
    /// Notes that `text` holds for `name` on `workload`; returns its number.
    pub(crate) fn mark(&mut self, text: &str, name: Name<'a>, workload: Option<&'a str>) -> usize {
        let i = self.0.iter().position(|n| n.text == text).unwrap_or_else(|| {
            self.0.push(Note { text: text.to_owned(), subjects: Vec::new() });
            self.0.len() - 1
        });
        let note = &mut self.0[i];
        let j = note.subjects.iter().position(|s| s.name == name).unwrap_or_else(|| {
            note.subjects.push(Subject { name, workloads: Vec::new() });
            note.subjects.len() - 1
        });
        note.subjects[j].workloads.extend(workload);
        i + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_said_once() {
        let [a, b] = ["a", "b"].map(|name| Name { runtime: name, title: name, config: None });
        let mut notes = Notes::default();
        assert_eq!(notes.mark("`timeout`: no fuel", a, Some("spin")), 1);
        assert_eq!(notes.mark("`trap`: bug", a, Some("life")), 2);
        assert_eq!(notes.mark("`timeout`: no fuel", a, Some("recurse")), 1);
        assert_eq!(notes.mark("`timeout`: no fuel", b, None), 1);
        let subjects = |note: &Note<'_>| {
            let subjects = note.subjects.iter();
            subjects.map(|s| format!("{} {:?}", s.name.runtime, s.workloads)).collect::<Vec<_>>()
        };
        assert_eq!(subjects(&notes.0[0]), [r#"a ["spin", "recurse"]"#, "b []"]);
        assert_eq!(subjects(&notes.0[1]), [r#"a ["life"]"#]);
    }
}
