//! Tables: columns without lines, cut to the terminal's width.

use comfy_table::{ContentArrangement, presets};

use super::human::clean;
use super::line;
use crate::Failure;

/// A table that is being filled.
#[derive(Debug)]
pub(crate) struct Table {
    table: comfy_table::Table,
}

impl Table {
    pub(crate) fn new(columns: &[&str]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_preset(presets::NOTHING).set_header(columns);
        table.set_content_arrangement(ContentArrangement::Disabled);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Self { table }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.table.add_row(cells.into_iter().map(|cell| clean(&cell)));
    }

    /// Prints the rows alone.
    pub(crate) fn print_bare(&self) -> Result<(), Failure> {
        self.table.lines().skip(1).try_for_each(|text| line(text.trim_end()))
    }

    /// Prints the table, or what there is to say when it is empty.
    pub(crate) fn print(&self, empty: &str) -> Result<(), Failure> {
        if self.table.row_count() == 0 {
            return line(empty);
        }
        self.table.lines().try_for_each(|text| line(text.trim_end()))
    }
}
