//! Tables on a terminal: columns as wide as what stands in them, two spaces apart.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width};
use std::fmt;

/// Space between columns, in characters.
const GAP: u16 = 2;

/// Before the header of a column of numbers, whose cells stand right.
const NUMBERS: char = '>';

/// A table, printed whole, or row by row where each takes time.
#[derive(Debug)]
pub struct Table {
    table: comfy_table::Table,
    printed: usize,
}

impl Table {
    /// A table without rows. `|` stands between the headers, `>` before those of
    /// numbers.
    #[must_use]
    pub fn new(headers: &str) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(headers.split('|').map(|header| header.trim_start_matches(NUMBERS)));
        for (column, header) in table.column_iter_mut().zip(headers.split('|')) {
            column.set_padding((0, GAP));
            if header.starts_with(NUMBERS) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self { table, printed: 0 }
    }

    /// A table without a header, of words.
    #[must_use]
    pub fn bare(columns: usize) -> Self {
        Self { printed: 1, ..Self::new(&"|".repeat(columns.saturating_sub(1))) }
    }

    /// Columns that are so wide at least, in characters, because rows that are
    /// printed one by one do not know of later ones.
    #[must_use]
    pub fn at_least(mut self, widths: impl IntoIterator<Item = usize>) -> Self {
        for (column, width) in self.table.column_iter_mut().zip(widths) {
            let width = Width::Fixed(u16::try_from(width).unwrap_or(u16::MAX).saturating_add(GAP));
            column.set_constraint(ColumnConstraint::LowerBoundary(width));
        }
        self
    }

    /// Adds a row.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.table.add_row(cells.into_iter().map(Into::into));
    }

    /// Adds a row and prints it, the first one below the header.
    pub fn print_row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.row(cells);
        print!("{self}");
        self.printed = self.table.lines().count();
    }
}

/// What of it is not printed yet.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.table.lines().skip(self.printed);
        lines.try_for_each(|line| writeln!(f, "{}", line.trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut table = Table::new("config|>ms|");
        table.row(["a", "10.5", "fine"]);
        table.row(["much longer", "1", ""]);
        let expected = "config         ms\na            10.5  fine\nmuch longer     1\n";
        assert_eq!(table.to_string(), expected);
        let wide = Table::new("a|b").at_least([4, 4]);
        assert_eq!(wide.to_string(), "a     b\n");
        let mut bare = Table::bare(2);
        bare.row(["a", "b"]);
        assert_eq!(bare.to_string(), "a  b\n");
    }
}
