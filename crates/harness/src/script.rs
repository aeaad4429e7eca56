//! Scripts of what is held from when on: words such as `40:left+a 42:`.

use crate::usage::Usage;
use anyhow::Result;

/// Reads a script of `option`, whose numbers are a `unit`; `held` makes of the
/// names between plus signs what they stand for, all at once.
///
/// # Errors
///
/// [`Usage`] with the word that is wrong, and the errors of `held`.
pub fn parse<T>(
    option: &str,
    unit: &str,
    script: &str,
    held: impl Fn(&[&str]) -> Result<T>,
) -> Result<Vec<(u32, T)>> {
    let mut steps: Vec<(u32, T)> = Vec::new();
    for word in script.split([' ', '\t', '\r', '\n', ',']).filter(|word| !word.is_empty()) {
        let wrong = |why: String| Usage::new(format!("{option}: `{word}`: {why}"));
        let Some((at, names)) = word.split_once(':') else {
            let form = format!("expected {}:BUTTONS, as in 40:left or 42:", unit.to_uppercase());
            return Err(wrong(form).into());
        };
        let at: u32 = at.parse().map_err(|_| wrong(format!("`{at}` is no {unit}")))?;
        if steps.last().is_some_and(|(last, _)| *last >= at) {
            return Err(wrong(format!("{unit}s must increase")).into());
        }
        let names: Vec<&str> = names.split('+').filter(|name| !name.is_empty()).collect();
        steps.push((at, held(&names)?));
    }
    Ok(steps)
}
