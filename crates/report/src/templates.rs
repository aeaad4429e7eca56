//! The templates, and what they can do: filters for numbers and Markdown, and
//! `table`, which makes a table of rows and columns.

use badge_records::statistics::Estimate;
use minijinja::functions::Function;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{FunctionArgs, FunctionResult, Serde, Value};
use minijinja::{Environment, Error, ErrorKind, Expression, State, UndefinedBehavior, context};
use serde::Serialize;

use crate::carts::{microseconds, milliseconds};
use crate::chart::Chart;
use crate::number::{UNSTEADY, estimated, integer, kib, mib, percent, significant, with_interval};
use crate::{FLAGSHIP, LARGE};

/// What stands where nothing is known.
pub(crate) const NONE: &str = "–";

/// Longest text of an engine that a page repeats, in characters.
const LONGEST_DETAIL: usize = 240;

macro_rules! templates {
    ($($name:literal),+) => { [$(($name, include_str!(concat!("../templates/", $name, ".j2")))),+] };
}

/// Every template, by the name of the page it makes.
const TEMPLATES: [(&str, &str); 18] = templates![
    "macros.md",
    "overview.md",
    "head.md",
    "pybadge.md",
    "workload.md",
    "catalogue.md",
    "conformance.md",
    "unobtainable.md",
    "chart.svg",
    "room.svg",
    "heat.svg",
    "suite.svg",
    "index.html",
    "metering.md",
    "limits.md",
    "cartridges.md",
    "carts.md",
    "carts.html"
];

pub(crate) struct Templates(Environment<'static>);

impl Templates {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut env = Environment::new();
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
        env.set_syntax(syntax.build()?);
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.add_global("NONE", NONE);
        env.add_global("FLAGSHIP", FLAGSHIP);
        env.add_global("LARGE", LARGE);
        env.add_global("UNSTEADY", UNSTEADY);
        env.add_filter("table", table);
        env.add_filter("per_workload", per_workload);
        env.add_filter("link", link);
        env.add_filter("code", |text: &str| code(text));
        env.add_filter("codes", codes);
        env.add_filter("sentence", |text: &str| sentence(text).to_owned());
        env.add_filter("one_line", |text: &str| one_line(text));
        env.add_filter("signed", signed);
        env.add_filter("signs", signs);
        env.add_filter("catalogued", catalogued);
        env.add_filter("facts", facts);
        env.add_filter("document", |number: u16| format!("{number:03}"));
        env.add_filter("saying", |saying: &Value| -> Result<String, Error> {
            let number = u16::try_from(saying.get_attr("document")?)?;
            Ok(format!("{number:03}: {}", saying.get_attr("text")?))
        });
        env.add_filter("px", |value: f64| format!("{value:.1}"));
        env.add_filter("ms", |nanoseconds: Option<u64>| known(nanoseconds, milliseconds));
        env.add_filter("us", |nanoseconds: Option<u64>| known(nanoseconds, microseconds));
        env.add_filter("fixed", |value: f64| format!("{value:.1}"));
        env.add_filter("significant", |value: Option<f64>, divisor: Option<f64>| {
            known(value, |value| significant(value / divisor.unwrap_or(1.0)))
        });
        env.add_filter("estimate", |value: &Value| estimate(value, estimated));
        env.add_filter("interval", |value: &Value| estimate(value, with_interval));
        env.add_filter("of_ppm", |share: Option<u64>| {
            known(share, |ppm| percent(ppm as f64 / 1e6))
        });
        env.add_filter("percent", |share: Option<f64>| known(share, percent));
        env.add_filter("integer", |value: Option<u64>| known(value, integer));
        env.add_filter("kib", |bytes: Option<u64>| known(bytes, kib));
        env.add_filter("mib", |bytes: Option<u64>| known(bytes, mib));
        for (name, source) in TEMPLATES {
            env.add_template(name, source)?;
        }
        Ok(Templates(env))
    }

    pub(crate) fn page(&self, name: &str, view: impl Serialize) -> Result<String, Error> {
        self.0.get_template(name)?.render(Value::from(Serde(view)))
    }

    pub(crate) fn chart(&self, chart: &Chart) -> Result<String, Error> {
        self.page("chart.svg", chart)
    }

    /// The page that sorts and compares in the browser, around its data.
    pub(crate) fn explorer(&self, data: &str) -> Result<String, Error> {
        self.0.get_template("index.html")?.render(context! { data })
    }

    /// Offers a function to texts and expressions.
    pub(crate) fn add<F, R, A>(&mut self, name: &'static str, function: F)
    where
        F: Function<R, A>,
        R: FunctionResult,
        A: for<'a> FunctionArgs<'a>,
    {
        self.0.add_function(name, function);
    }

    /// The value of an expression that has no variables.
    pub(crate) fn evaluate(&self, expression: &str) -> Result<Value, Error> {
        self.0.compile_expression(expression)?.eval(())
    }

    /// A text that is a template without variables.
    pub(crate) fn text(&self, source: &str) -> Result<String, Error> {
        self.0.render_str(source, ())
    }
}

/// A ratio of a view in words, or the sign for none.
fn estimate(value: &Value, words: fn(&Estimate) -> String) -> Result<String, Error> {
    if value.is_none() {
        return Ok(NONE.to_owned());
    }
    let field = |name: &str| f64::try_from(value.get_attr(name)?);
    Ok(words(&Estimate { ratio: field("ratio")?, low: field("low")?, high: field("high")? }))
}

fn known<T>(value: Option<T>, format: impl Fn(T) -> String) -> String {
    value.map_or_else(|| NONE.to_owned(), format)
}

/// A table of Markdown. Each column is a list of title, alignment (`left`,
/// `right` or `centre`) and an expression that gives the cell; the fields of
/// the row are its variables.
fn table(state: &State<'_, '_>, rows: &Value, columns: &Value) -> Result<String, Error> {
    let mut header = Vec::new();
    let mut cells = Vec::new();
    for column in columns.try_iter()? {
        let column: Vec<Value> = column.try_iter()?.collect();
        let [title, align, expression] = &column[..] else {
            return Err(mistake("a column is a list of title, alignment and expression"));
        };
        header.push((title.to_string(), align.to_string()));
        let expression = expression.as_str().unwrap_or_default().to_owned();
        cells.push((title.to_string(), state.env().compile_expression_owned(expression)?));
    }
    let row = |row: Value| cells.iter().map(|(title, cell)| evaluated(title, cell, &row)).collect();
    markdown(&header, rows.try_iter()?.map(row))
}

/// A table with one column for each workload of a matrix, titled with links to
/// their pages; the expression gives a cell from the value `cell`.
fn per_workload(
    state: &State<'_, '_>,
    matrix: &Value,
    align: &str,
    unit: &str,
    expression: &str,
) -> Result<String, Error> {
    let mut header = vec![("runtime/config".to_owned(), "left".to_owned())];
    for workload in matrix.get_attr("workloads")?.try_iter()? {
        header.push((format!("[{workload}](workloads/{workload}.md){unit}"), align.to_owned()));
    }
    let expression = state.env().compile_expression_owned(expression.to_owned())?;
    let row = |row: Value| {
        let mut cells = vec![link(&row.get_attr("name")?)?];
        for cell in row.get_attr("cells")?.try_iter()? {
            cells.push(evaluated("of a workload", &expression, &context! { cell })?);
        }
        Ok(cells)
    };
    markdown(&header, matrix.get_attr("rows")?.try_iter()?.map(row))
}

/// A table of pairs of fact and value, without those of which nothing is known.
fn facts(facts: Vec<Vec<Value>>) -> Result<String, Error> {
    let header = ["fact", "value"].map(|title| (title.to_owned(), "left".to_owned()));
    let known = facts.into_iter().filter(|fact| fact.last().is_some_and(Value::is_true));
    markdown(&header, known.map(|fact| Ok(fact.iter().map(Value::to_string).collect())))
}

fn evaluated(title: &str, cell: &Expression<'_, '_>, row: &Value) -> Result<String, Error> {
    // Filters would take what is undefined for what is unknown.
    for field in cell.undeclared_variables(false) {
        if row.get_attr(&field)?.is_undefined() {
            return Err(mistake(&format!("column {title}: no field `{field}`")));
        }
    }
    let value = cell.eval(row.clone())?;
    if value.is_undefined() {
        return Err(mistake(&format!("column {title}: its expression has no value")));
    }
    Ok(if value.is_none() { NONE.to_owned() } else { value.to_string() })
}

fn markdown(
    header: &[(String, String)],
    rows: impl Iterator<Item = Result<Vec<String>, Error>>,
) -> Result<String, Error> {
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells = cells.map(|cell| one_line(&cell.replace('|', "\\|")));
        cells.map(|cell| format!("| {cell} ")).collect::<String>() + "|"
    };
    let mut rules = String::new();
    for (title, align) in header {
        rules += match align.as_str() {
            "left" => "| --- ",
            "right" => "| --: ",
            "centre" => "| :-: ",
            _ => return Err(mistake(&format!("column {title}: no alignment `{align}`"))),
        };
    }
    let mut lines = vec![line(&mut header.iter().map(|(title, _)| title.as_str())), rules + "|"];
    for row in rows {
        lines.push(line(&mut row?.iter().map(String::as_str)));
    }
    Ok(lines.join("\n"))
}

fn mistake(words: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, words.to_owned())
}

/// White space, line breaks included, as single spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The link by reference to a runtime, with the name of the config where there is one.
fn link(name: &Value) -> Result<String, Error> {
    let [runtime, title, config] = ["runtime", "title", "config"].map(|field| name.get_attr(field));
    let (runtime, title, config) = (runtime?, title?, config?);
    let config = if config.is_none() { String::new() } else { format!("/{config}") };
    let name =
        if runtime == title { format!("[{runtime}]") } else { format!("[{title}][{runtime}]") };
    Ok(name + &config)
}

/// Text of a machine, such as an engine's message, as inline code of limited
/// length.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text).replace('`', "'");
    if text.chars().count() <= LONGEST_DETAIL {
        return format!("`{text}`");
    }
    let cut: String = text.chars().take(LONGEST_DETAIL).collect();
    format!("`{}…`", cut.trim_end())
}

/// Words as code, put together.
fn codes(words: Vec<String>, between: Option<&str>) -> String {
    words.iter().map(|word| code(word)).collect::<Vec<_>>().join(between.unwrap_or(", "))
}

/// A sentence without its full stop, so that a list can end it.
pub(crate) fn sentence(text: &str) -> &str {
    text.trim_end().trim_end_matches('.')
}

/// The signs of languages that have one.
const SIGNS: [(&str, &str); 5] =
    [("Go", "🐹"), ("Rust", "🦀"), ("Python", "🐍"), ("Java", "☕"), ("Swift", "🐦")];

/// The name of a language with its sign.
fn signed(language: &str) -> String {
    let sign = SIGNS.iter().find(|(name, _)| *name == language);
    sign.map_or_else(|| language.to_owned(), |(_, sign)| format!("{sign} {language}"))
}

/// Signs of the state of a project, with the time for which it is stale.
fn signs(status: &Value) -> Result<String, Error> {
    let stale = status.get_attr("stale")?;
    let all = [
        status.get_attr("archived")?.is_true().then(|| "🗃️".to_owned()),
        (!stale.is_none()).then(|| format!("💀 {stale}").trim_end().to_owned()),
        status.get_attr("micro")?.is_true().then(|| "🔬".to_owned()),
    ];
    Ok(all.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The link to what the catalogue says of a runtime, and the name of the config
/// where there is one; `base` leads from the page to `results/`.
fn catalogued(name: &Value, base: &str) -> Result<String, Error> {
    let [runtime, title, config] = ["runtime", "title", "config"].map(|field| name.get_attr(field));
    let (runtime, title, config) = (runtime?, title?, config?);
    let anchor = runtime.to_string().replace('.', "");
    let config = if config.is_none() { String::new() } else { format!("/{config}") };
    Ok(format!("[{title}]({base}catalogue.md#{anchor}){config}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(source: &str) -> Result<String, Error> {
        let templates = Templates::new().expect("valid templates");
        templates.0.render_str(source, ())
    }

    #[test]
    fn cells_cannot_break_out_of_the_table() {
        let source = r#"{{ [{"a": "x|y\nz", "b": 1}, {"a": "", "b": none}] |
            table([["a", "left", "a"], ["b", "right", "b | integer"]]) }}"#;
        let expected = "| a | b |\n| --- | --: |\n| x\\|y z | 1 |\n|  | – |";
        assert_eq!(rendered(source).expect("valid"), expected);
    }

    #[test]
    fn a_column_of_a_field_that_no_row_has_is_refused() {
        #[track_caller]
        fn check(column: &str, words: &str) {
            let source = format!("{{{{ [{{'a': 1}}] | table([{column}]) }}}}");
            let error = rendered(&source).expect_err("invalid").to_string();
            assert!(error.contains(words), "{error}");
        }
        check("['a', 'left', 'b | integer']", "no field `b`");
        check("['a', 'left', 'a.b']", "no value");
        check("['a', 'middle', 'a']", "no alignment");
        check("['a', 'left']", "a list of title");
    }

    #[test]
    fn texts_of_engines_are_code_of_limited_length() {
        assert_eq!(code("a `b`\n  c"), "`a 'b' c`");
        assert_eq!(code(&"é".repeat(300)).chars().count(), LONGEST_DETAIL + 3);
    }

    #[test]
    fn languages_have_their_sign() {
        assert_eq!(["Go", "C++"].map(signed), ["🐹 Go", "C++"]);
    }
}
