//! `results/index.html` in a real browser: a script presses its buttons, and what
//! the page then shows is compared with its own data.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// The browser; another one may be named by `BADGE_BROWSER`.
fn browser() -> Option<String> {
    let program = env::var("BADGE_BROWSER").unwrap_or_else(|_| "chromium".to_owned());
    let found = Command::new(&program).arg("--version").output().is_ok_and(|o| o.status.success());
    if !found {
        println!("skipped: no browser `{program}`: `apt-get install chromium` supplies it");
    }
    found.then_some(program)
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/index.html")
}

/// Opens the page at a state and runs a script in it; what the script returns.
/// The script has `rows()`, the shown rows as lists of texts, and `press(selector)`.
fn observed(browser: &str, state: &str, script: &str) -> Value {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("index.html");
    let html = fs::read_to_string(page()).expect("the generated page");
    let (before, after) = html.rsplit_once("</body>").expect("a body");
    let helpers = r##"
        const rows = () => [...document.querySelectorAll("#table tbody tr")].map(
            row => [...row.children].slice(1).map(cell => cell.textContent));
        const press = selector => document.querySelector(selector).click();
        const choose = (id, value) => {
            const field = document.getElementById(id);
            field.value = value;
            field.dispatchEvent(new Event("input", { bubbles: true }));
        };"##;
    let html = format!(
        "{before}<script>{{ {helpers}\nconst result = (() => {{ {script} }})();\n\
         const pre = document.createElement('pre'); pre.id = 'observed';\n\
         pre.textContent = encodeURIComponent(JSON.stringify(result));\n\
         document.body.append(pre); }}</script></body>{after}"
    );
    fs::write(&file, html).expect("the directory can be written to");
    let output = command(browser, dir.path())
        .arg("--dump-dom")
        .arg(format!("file://{}#{state}", file.display()))
        .output()
        .expect("the browser starts");
    let dom = String::from_utf8_lossy(&output.stdout);
    let marked = dom.split_once("<pre id=\"observed\">").and_then(|(_, rest)| rest.split_once('<'));
    let Some((encoded, _)) = marked else {
        panic!("the script did not end:\n{}", String::from_utf8_lossy(&output.stderr));
    };
    serde_json::from_str(&decoded(encoded)).expect("JSON")
}

fn command(browser: &str, profile: &Path) -> Command {
    let mut command = Command::new(browser);
    // Nothing is loaded from elsewhere, and CI runs as root in a container.
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]);
    command.arg(format!("--user-data-dir={}", profile.join("profile").display()));
    command
}

/// The inverse of `encodeURIComponent`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let hex: Vec<u8> = rest.by_ref().take(2).collect();
                let hex = String::from_utf8(hex).expect("two digits");
                u8::from_str_radix(&hex, 16).expect("two digits")
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// The numbers of a column, without the cells that have none.
fn numbers(rows: &Value, column: usize) -> Vec<f64> {
    let rows = rows.as_array().expect("rows");
    let text = |row: &Value| row[column].as_str().expect("a text").replace([',', '≈'], "");
    rows.iter().filter_map(|row| text(row).parse().ok()).collect()
}

/// The column of `ms per frame` and of flash on the badge, behind name, kind and
/// language.
const FRAME: usize = 3;
const FLASH: usize = 6;

#[test]
fn a_press_sorts_and_another_reverses() {
    let Some(browser) = browser() else { return };
    let script = r##"
        const first = rows();
        press("button[data-sort=flash]");
        const up = rows(), sorted = document.querySelector("th[aria-sort]").textContent;
        press("button[data-sort=flash]");
        const direction = document.querySelector("th[aria-sort]").getAttribute("aria-sort");
        return { first, up, sorted, down: rows(), direction, hash: location.hash,
            focus: document.activeElement.dataset.sort };"##;
    let page = observed(&browser, "", script);
    let first = numbers(&page["first"], FRAME);
    assert!(first.len() > 5 && first.is_sorted(), "the fastest stands first: {first:?}");
    let up = numbers(&page["up"], FLASH);
    assert!(up.len() > 5 && up.is_sorted(), "{up:?}");
    assert_eq!(page["sorted"], "flash, KiB of 496");
    let mut down = numbers(&page["down"], FLASH);
    assert_ne!(down, up);
    down.reverse();
    assert_eq!(down, up);
    assert_eq!(page["direction"], "descending");
    assert_eq!(page["hash"], "#target=badge&sort=flash&down=1");
    assert_eq!(page["focus"], "flash", "the keyboard stays where it was");
}

#[test]
fn filters_leave_what_was_asked_for() {
    let Some(browser) = browser() else { return };
    let script = r##"
        const all = rows().length;
        choose("language", "Rust");
        const rust = rows();
        press("#small");
        const small = rows();
        press("#bounded");
        const bounded = rows();
        choose("target", "host");
        press("#small");
        press("#bounded");
        choose("language", "");
        choose("name", "wasm3");
        return { all, rust, small, bounded, host: rows(), count: document.getElementById("count").textContent };"##;
    let page = observed(&browser, "", script);
    let all = page["all"].as_u64().expect("a number") as usize;
    let length = |key: &str| page[key].as_array().expect("rows").len();
    assert!(length("rust") < all && length("small") < length("rust"));
    let rust = page["rust"].as_array().expect("rows");
    assert!(!rust.is_empty() && rust.iter().all(|row| row[2] == "Rust"), "{rust:?}");
    let small = numbers(&page["small"], FLASH);
    assert!(!small.is_empty() && small.iter().all(|kib| *kib <= 256.0), "{small:?}");
    let bounded = page["bounded"].as_array().expect("rows");
    assert!(bounded.iter().all(|row| row[8] != "by a reset"), "{bounded:?}");
    let host = page["host"].as_array().expect("rows");
    let is_named = |row: &Value| row[0].as_str().is_some_and(|name| name.contains("asm3"));
    assert!(host.len() > 2 && host.iter().all(is_named), "{host:?}");
    let count = format!("{} of ", host.len());
    assert!(page["count"].as_str().is_some_and(|text| text.starts_with(&count)), "{page}");
}

#[test]
fn an_address_gives_back_its_state_and_compares() {
    let Some(browser) = browser() else { return };
    let script = r##"
        const head = [...document.querySelectorAll("#side-by-side thead th")].map(th => th.textContent);
        const lines = [...document.querySelectorAll("#side-by-side tbody tr")].map(
            row => [...row.children].map(cell => cell.textContent));
        const charts = document.querySelectorAll("#side-by-side svg.frames path").length;
        const table = rows();
        press("#clear");
        return { head, lines, charts, table, after: document.querySelectorAll("#side-by-side").length,
            sort: document.querySelector("th[aria-sort] button").dataset.sort };"##;
    let state = "target=badge&sort=ram&compare=wasm3%2Fdefault,wasmtime%2Fpulley32";
    let page = observed(&browser, state, script);
    assert_eq!(page["sort"], "ram");
    assert_eq!(page["head"], serde_json::json!(["", "Wasm3/default", "Wasmtime/pulley32"]));
    let lines = page["lines"].as_array().expect("lines");
    let line = lines.iter().find(|line| line[0] == "badge: flash, KiB of 496").expect("a line");
    let table = page["table"].as_array().expect("rows");
    for (name, place) in [("Wasm3/default", 1), ("Wasmtime/pulley32", 2)] {
        let row = table.iter().find(|row| row[0] == name).expect("a row");
        assert_eq!(row[FLASH], line[place]);
    }
    // On the badge both, on a host at least one.
    assert!(page["charts"].as_u64().expect("a number") >= 3, "{}", page["charts"]);
    assert_eq!(page["after"], 0, "cleared");
}

#[test]
fn the_page_is_small_and_needs_no_network() {
    let html = fs::read_to_string(page()).expect("the generated page");
    assert!(html.len() <= 600_000, "{} bytes", html.len());
    for outside in ["<script src", "<link", "@import", "fetch(", "src=\"http"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

/// The picture in the README; `UPDATE_EXPECT=1` draws it anew.
#[test]
fn a_picture_of_it_can_be_taken() {
    let Some(browser) = browser() else { return };
    let dir = tempfile::tempdir().expect("a directory");
    let picture = match env::var_os("UPDATE_EXPECT") {
        Some(_) => page().with_file_name("img").join("index.png"),
        None => dir.path().join("index.png"),
    };
    let path = page().canonicalize().expect("the generated page");
    let status = command(&browser, dir.path())
        .arg("--window-size=1200,760")
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("file://{}", path.display()))
        .status()
        .expect("the browser starts");
    assert!(status.success());
    let bytes = fs::read(picture).expect("a picture");
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 20_000, "{} bytes", bytes.len());
}
