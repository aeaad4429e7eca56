//! Work that is shared among threads.

use anyhow::Result;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// As many threads as there are processors: for what is not timed.
#[must_use]
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, |count| count.get())
}

/// Does `work` with each item; whoever of the threads is free takes the next one.
/// `done` is called here, with the index of each item, in the order in which they
/// end.
///
/// # Errors
///
/// The first of `work` or `done`; no further item is begun then.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<R> + Sync,
    mut done: impl FnMut(usize, R) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else {
                        return;
                    };
                    // Nobody listens after an error.
                    if sender.send((index, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let result = receiver.iter().try_for_each(|(index, result)| done(index, result?));
        next.store(items.len(), Ordering::Relaxed);
        drop(receiver);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::each;
    use anyhow::bail;

    #[test]
    fn each_item_is_worked_on_once_and_an_error_ends_it() {
        let items: Vec<usize> = (0..100).collect();
        let mut seen = vec![0; 100];
        let done = |index: usize, square: usize| {
            assert_eq!(square, index * index);
            seen[index] += 1;
            Ok(())
        };
        each(&items, 3, |item| Ok(item * item), done).unwrap();
        assert_eq!(seen, [1; 100]);
        let fails = |item: &usize| if *item == 5 { bail!("five") } else { Ok(()) };
        let error = each(&items, 2, fails, |_, ()| Ok(())).expect_err("five");
        assert_eq!(error.to_string(), "five");
    }
}
