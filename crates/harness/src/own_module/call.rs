//! Whether a call fits the export that it names.

use super::boundary::{Boundary, Extern, List};
use badge_runtime::Value;
use wasmparser::ValType;

/// Exports that are named where another was asked for.
const NAMED: usize = 20;

/// What is wrong with a call, if anything.
pub(super) fn misfit(boundary: &Boundary, call: &[String]) -> Option<String> {
    let [name, arguments @ ..] = call else {
        return Some("--invoke needs the name of an export".to_owned());
    };
    let signature = match boundary.export(name) {
        Some(Extern::Function(signature)) => signature,
        Some(what) => return Some(format!("its export `{name}` is no function: {what}")),
        None => return Some(format!("it exports no function `{name}`; {}", functions(boundary))),
    };
    let mut wrong = Vec::new();
    let mut given = Vec::new();
    for (number, text) in arguments.iter().enumerate() {
        match text.parse::<Value>() {
            Ok(value) => given.push(of(value)),
            Err(error) => {
                let why = match text.split_once(':') {
                    Some((ty @ ("i32" | "i64" | "f32" | "f64" | "v128"), number)) => {
                        format!("`{number}` is no {ty}")
                    }
                    _ => error.to_string(),
                };
                let number = number + 1;
                wrong.push(format!("argument {number} of `{name}`, `{text}`: {why}"));
            }
        }
    }
    if arguments.iter().any(|text| text.starts_with("--")) {
        wrong.push("options stand before --invoke".to_owned());
    }
    let takes = &signature.parameters;
    if wrong.is_empty() && given != *takes {
        wrong.push(format!("`{name}` takes {}, not {}", List(takes), List(&given)));
    }
    if takes.iter().any(|ty| matches!(ty, ValType::Ref(_))) {
        wrong.push("a reference cannot be given on the command line".to_owned());
    }
    (!wrong.is_empty()).then(|| wrong.join("; "))
}

fn of(value: Value) -> ValType {
    match value {
        Value::I32(_) => ValType::I32,
        Value::I64(_) => ValType::I64,
        Value::F32(_) => ValType::F32,
        Value::F64(_) => ValType::F64,
        Value::V128(_) => ValType::V128,
        Value::FuncRef { .. } => ValType::FUNCREF,
        Value::ExternRef { .. } => ValType::EXTERNREF,
    }
}

fn functions(boundary: &Boundary) -> String {
    let names: Vec<String> = boundary
        .exports
        .iter()
        .filter(|(_, what)| matches!(what, Extern::Function(_)))
        .map(|(name, _)| format!("`{}`", name.escape_debug()))
        .collect();
    match names.len() {
        0 => "it exports none at all".to_owned(),
        count if count > NAMED => {
            format!("there are {}, and {} more", names[..NAMED].join(", "), count - NAMED)
        }
        _ => format!("there are {}", names.join(", ")),
    }
}
