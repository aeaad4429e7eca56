//! Use of a memory as a bar, on a terminal.

/// Characters of a whole bar.
const WIDTH: u64 = 40;

/// A line that says how much of a budget is used.
#[must_use]
pub fn bar(what: &str, used: u64, budget: u64) -> String {
    let share = used * WIDTH;
    let full = share.div_ceil(budget.max(1)).min(WIDTH) as usize;
    let empty = WIDTH as usize - full;
    let percent = used as f64 / budget.max(1) as f64 * 100.0;
    let over = match used.checked_sub(budget) {
        Some(over) if over > 0 => format!(", {over} over"),
        _ => String::new(),
    };
    format!(
        "{what:<10} [{}{}] {used} of {budget} bytes, {percent:.1} %{over}",
        "#".repeat(full),
        ".".repeat(empty)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_the_share_and_what_is_over() {
        let half = bar("flash", 50, 100);
        assert_eq!(half.matches('#').count(), 20);
        assert!(half.ends_with("50 of 100 bytes, 50.0 %"), "{half}");
        let over = bar("flash", 130, 100);
        assert_eq!(over.matches('#').count(), 40);
        assert!(over.ends_with("130.0 %, 30 over"), "{over}");
        assert_eq!(bar("flash", 1, 1_000_000).matches('#').count(), 1);
    }
}
