//! A script as modules and calls.

use crate::module::{Dependence, getter, plain_elements, self_contained};
use crate::{Expected, File, Pattern};
use badge_runtime::Value;
use std::collections::{BTreeMap, BTreeSet};
use wast::core::{self, ModuleKind, WastArgCore};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::{Id, Span};
use wast::{QuoteWat, QuoteWatTest, Wast, WastArg, WastDirective, WastExecute, WastInvoke, Wat};

/// A script of the suite, cut into what a runner can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// Modules in the order in which they stand, each an instance of its own.
    pub modules: Vec<Module>,
    /// What is left out.
    pub skipped: Vec<Skipped>,
}

/// A module, how it is expected to load, and the calls of its instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Line in the script, from 1.
    pub line: usize,
    /// The module, which imports nothing unless it must be refused.
    pub bytes: Vec<u8>,
    /// What is expected of loading it.
    pub loading: Loading,
    /// The calls in their order; none unless it is expected to load.
    pub calls: Vec<Call>,
}

/// What is expected of loading a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loading {
    /// It becomes an instance. This is no assertion of its own.
    Instance,
    /// It is refused before anything of it runs: malformed or invalid, for this
    /// reason.
    Refused(String),
    /// It is valid, and is refused while its imports are linked.
    Unlinkable(String),
    /// It is valid, and its segments or its start section trap.
    Trap(String),
}

/// A call of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Line in the script, from 1.
    pub line: usize,
    /// Name of the export.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<Value>,
    /// What is expected.
    pub expected: Expected,
}

/// Something that is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Line in the script, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// A module of the script before it stands alone.
struct Draft {
    line: usize,
    bytes: Result<Vec<u8>, String>,
    calls: Vec<Call>,
    gets: BTreeSet<String>,
    /// Another module may have changed its state: what is asked from then on is
    /// left out.
    shared: bool,
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    ///
    /// When it is no script: the place and the reason.
    pub fn read(file: &File) -> Result<Self, String> {
        let at = |error: wast::Error| {
            let (line, column) = error.span().linecol_in(&file.text);
            format!("{}:{}:{}: {}", file.name, line + 1, column + 1, error.message())
        };
        let mut lexer = Lexer::new(&file.text);
        // `names.wast` is about names of every kind.
        lexer.allow_confusing_unicode(true);
        let buffer = ParseBuffer::new_with_lexer(lexer).map_err(at)?;
        let wast: Wast<'_> = parser::parse(&buffer).map_err(at)?;
        let mut reader = Reader::new(file);
        for directive in wast.directives {
            reader.take(directive);
        }
        Ok(reader.finish())
    }

    /// How many assertions are asked.
    #[must_use]
    pub fn assertions(&self) -> usize {
        self.modules.iter().map(Module::assertions).sum()
    }
}

impl Module {
    /// How many assertions it carries.
    #[must_use]
    pub fn assertions(&self) -> usize {
        let own = usize::from(self.loading != Loading::Instance);
        own + self.calls.iter().filter(|call| call.expected != Expected::End).count()
    }
}

struct Reader<'a> {
    file: &'a File,
    drafts: Vec<Draft>,
    /// Modules that must not become instances, with their place among the drafts.
    refused: Vec<(usize, Module)>,
    skipped: Vec<Skipped>,
    /// The last module, and those that have a name in the script.
    last: Option<usize>,
    named: BTreeMap<&'a str, usize>,
    registered: BTreeMap<&'a str, usize>,
}

impl<'a> Reader<'a> {
    fn new(file: &'a File) -> Self {
        Self {
            file,
            drafts: Vec::new(),
            refused: Vec::new(),
            skipped: Vec::new(),
            last: None,
            named: BTreeMap::new(),
            registered: BTreeMap::new(),
        }
    }

    fn line(&self, span: Span) -> usize {
        span.linecol_in(&self.file.text).0 + 1
    }

    fn skip(&mut self, span: Span, reason: impl Into<String>) {
        let line = self.line(span);
        self.skipped.push(Skipped { line, reason: reason.into() });
    }

    fn take(&mut self, directive: WastDirective<'a>) {
        let span = directive.span();
        match directive {
            WastDirective::Module(module) => self.module(span, module),
            WastDirective::AssertMalformed { module, message, .. }
            | WastDirective::AssertInvalid { module, message, .. } => {
                self.refused(span, module, message);
            }
            WastDirective::AssertUnlinkable { module, message, .. } => {
                self.unlinkable(span, module, message);
            }
            WastDirective::Register { name, module, .. } => {
                if let Some(at) = self.find(module) {
                    self.registered.insert(name, at);
                }
            }
            WastDirective::Invoke(invoke) => self.invoke(span, &invoke, Expected::End),
            WastDirective::AssertReturn { exec, results, .. } => {
                let patterns: Option<Vec<Pattern>> = results.iter().map(Pattern::of).collect();
                match patterns {
                    Some(patterns) => self.execute(span, exec, Expected::Results(patterns)),
                    None => self.skip(span, "a result that no value of the protocol can be"),
                }
            }
            WastDirective::AssertTrap { exec: WastExecute::Wat(module), message, .. } => {
                self.traps(span, module, message);
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                self.execute(span, exec, Expected::Trap(message.to_owned()));
            }
            WastDirective::AssertExhaustion { call, .. } => {
                self.invoke(span, &call, Expected::Exhaustion);
            }
            WastDirective::AssertException { .. } => self.skip(span, "it throws an exception"),
            WastDirective::ModuleDefinition(_) | WastDirective::ModuleInstance { .. } => {
                self.last = None;
                self.skip(span, "several instances of one module");
            }
            WastDirective::Thread(_) | WastDirective::Wait { .. } => self.skip(span, "threads"),
            WastDirective::AssertSuspension { .. } => self.skip(span, "it suspends"),
            WastDirective::AssertInvalidCustom { .. }
            | WastDirective::AssertMalformedCustom { .. } => {
                self.skip(span, "engines need not read custom sections");
            }
        }
    }

    fn find(&self, module: Option<Id<'a>>) -> Option<usize> {
        match module {
            Some(id) => self.named.get(id.name()).copied(),
            None => self.last,
        }
    }

    fn module(&mut self, span: Span, mut module: QuoteWat<'a>) {
        let name = module.name();
        let bytes = match &mut module {
            QuoteWat::Wat(module) => encoded(module),
            quote => quote.encode().map(plain),
        };
        let bytes = bytes.map_err(|error| error.message());
        let at = self.drafts.len();
        if let Ok(bytes) = &bytes {
            self.share(bytes);
        }
        let line = self.line(span);
        self.drafts.push(Draft {
            line,
            bytes,
            calls: Vec::new(),
            gets: BTreeSet::new(),
            shared: false,
        });
        self.last = Some(at);
        if let Some(id) = name {
            self.named.insert(id.name(), at);
        }
    }

    /// Instances from which a module imports are no longer alone.
    fn share(&mut self, module: &[u8]) {
        if let Err(Dependence::Instance(_)) = self_contained(module, &[]) {
            for at in self.registered.values() {
                self.drafts[*at].shared = true;
            }
        }
    }

    fn refused(&mut self, span: Span, mut module: QuoteWat<'a>, message: &str) {
        // A quote is no question to an engine, which reads no text.
        let is_text = matches!(&module, QuoteWat::Wat(module) if is_text(module));
        match module.to_test() {
            Ok(QuoteWatTest::Binary(bytes)) => {
                let bytes = if is_text { plain(bytes) } else { bytes };
                // An import of `spectest` must not be why it is refused, unless the
                // flaw itself lies in an import and would go with it.
                let bytes = match self_contained(&bytes, &[]) {
                    Ok(alone) if !self.file.version.accepts(&alone) => alone,
                    _ => bytes,
                };
                self.refuse(span, bytes, Loading::Refused(message.to_owned()));
            }
            Ok(QuoteWatTest::Text(_)) => {
                self.skip(span, "the text format, which engines do not read")
            }
            Err(error) => self.skip(span, format!("it is not encoded: {}", error.message())),
        }
    }

    fn unlinkable(&mut self, span: Span, mut module: Wat<'a>, message: &str) {
        match encoded(&mut module) {
            Ok(bytes) => self.refuse(span, bytes, Loading::Unlinkable(message.to_owned())),
            Err(error) => self.skip(span, format!("it is not encoded: {}", error.message())),
        }
    }

    /// A module whose segments or start section trap.
    fn traps(&mut self, span: Span, mut module: Wat<'a>, message: &str) {
        let bytes = match encoded(&mut module) {
            Ok(bytes) => bytes,
            Err(error) => {
                return self.skip(span, format!("it is not encoded: {}", error.message()));
            }
        };
        self.share(&bytes);
        match self_contained(&bytes, &[]) {
            Ok(bytes) => self.refuse(span, bytes, Loading::Trap(message.to_owned())),
            Err(dependence) => self.skip(span, dependence.to_string()),
        }
    }

    fn refuse(&mut self, span: Span, bytes: Vec<u8>, loading: Loading) {
        let module = Module { line: self.line(span), bytes, loading, calls: Vec::new() };
        self.refused.push((self.drafts.len(), module));
    }

    fn execute(&mut self, span: Span, exec: WastExecute<'a>, expected: Expected) {
        match exec {
            WastExecute::Invoke(invoke) => self.invoke(span, &invoke, expected),
            WastExecute::Get { module, global, .. } => match self.find(module) {
                Some(at) if !self.drafts[at].shared => {
                    let line = self.line(span);
                    let draft = &mut self.drafts[at];
                    draft.gets.insert(global.to_owned());
                    let name = getter(global);
                    draft.calls.push(Call { line, name, arguments: Vec::new(), expected });
                }
                Some(_) => self.skip(span, SHARED),
                None => self.skip(span, NO_INSTANCE),
            },
            WastExecute::Wat(_) => self.skip(span, "a module that must return"),
        }
    }

    fn invoke(&mut self, span: Span, invoke: &WastInvoke<'a>, expected: Expected) {
        let arguments: Option<Vec<Value>> = invoke.args.iter().map(argument).collect();
        let Some(arguments) = arguments else {
            return self.skip(span, "an argument that no value of the protocol can be");
        };
        if invoke.name.contains('\0') {
            return self.skip(span, "a name with a zero byte");
        }
        match self.find(invoke.module) {
            Some(at) if !self.drafts[at].shared => {
                let line = self.line(span);
                let name = invoke.name.to_owned();
                self.drafts[at].calls.push(Call { line, name, arguments, expected });
            }
            Some(_) => self.skip(span, SHARED),
            None => self.skip(span, NO_INSTANCE),
        }
    }

    fn finish(mut self) -> Script {
        let mut modules = Vec::new();
        let mut refused = std::mem::take(&mut self.refused).into_iter().peekable();
        for (at, draft) in self.drafts.into_iter().enumerate() {
            while let Some((_, module)) = refused.next_if(|(before, _)| *before <= at) {
                modules.push(module);
            }
            let gets: Vec<&str> = draft.gets.iter().map(String::as_str).collect();
            let alone = draft.bytes.and_then(|bytes| {
                self_contained(&bytes, &gets).map_err(|dependence| dependence.to_string())
            });
            match alone {
                Ok(bytes) => modules.push(Module {
                    line: draft.line,
                    bytes,
                    loading: Loading::Instance,
                    calls: draft.calls,
                }),
                Err(reason) => {
                    let lines = draft.calls.iter().map(|call| call.line);
                    self.skipped.extend(
                        std::iter::once(draft.line)
                            .chain(lines)
                            .map(|line| Skipped { line, reason: reason.clone() }),
                    );
                }
            }
        }
        modules.extend(refused.map(|(_, module)| module));
        self.skipped.sort_by_key(|skipped| skipped.line);
        Script { modules, skipped: self.skipped }
    }
}

const SHARED: &str = "another instance imports from this one";
const NO_INSTANCE: &str = "there is no such instance";

/// A value as the protocol has it.
fn argument(argument: &WastArg<'_>) -> Option<Value> {
    match argument {
        WastArg::Core(core) => Some(match core {
            WastArgCore::I32(value) => Value::I32(*value),
            WastArgCore::I64(value) => Value::I64(*value),
            WastArgCore::F32(value) => Value::F32(value.bits),
            WastArgCore::F64(value) => Value::F64(value.bits),
            WastArgCore::V128(value) => Value::V128(u128::from_le_bytes(value.to_le_bytes())),
            _ => return None,
        }),
        #[allow(unreachable_patterns)]
        _ => None,
    }
}

/// The bytes of a module; those that stand in the script as bytes stay as they are.
fn encoded(module: &mut Wat<'_>) -> Result<Vec<u8>, wast::Error> {
    let is_text = is_text(module);
    let bytes = module.encode()?;
    Ok(if is_text { plain(bytes) } else { bytes })
}

fn is_text(module: &Wat<'_>) -> bool {
    !matches!(module, Wat::Module(core::Module { kind: ModuleKind::Binary(_), .. }))
}

/// What cannot be read stays as it is: it may be what is to be refused.
fn plain(bytes: Vec<u8>) -> Vec<u8> {
    plain_elements(&bytes).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Version, files};

    fn read(text: &str) -> Script {
        Script::read(&File {
            version: Version::V1,
            name: "test.wast".to_owned(),
            text: text.to_owned(),
        })
        .unwrap()
    }

    #[test]
    fn calls_belong_to_the_instance_that_the_script_means() {
        let script = read(
            r#"(module $A (func (export "f") (result i32) (i32.const 1)))
               (module (func (export "f") (result i32) (i32.const 2)))
               (assert_return (invoke "f") (i32.const 2))
               (assert_return (invoke $A "f") (i32.const 1))
               (assert_invalid (module (func (result i32))) "type mismatch")
               (assert_trap (module (func unreachable) (start 0)) "unreachable")
               (assert_malformed (module quote "(func") "unexpected end")"#,
        );
        let lines: Vec<(usize, Vec<usize>)> = script
            .modules
            .iter()
            .map(|module| (module.line, module.calls.iter().map(|call| call.line).collect()))
            .collect();
        assert_eq!(lines, [(1, vec![4]), (2, vec![3]), (5, vec![]), (6, vec![])]);
        assert_eq!(script.assertions(), 4);
        assert_eq!(script.skipped.len(), 1);
    }

    #[test]
    fn what_must_be_refused_stands_alone_unless_its_flaw_is_an_import() {
        let script = read(
            r#"(assert_invalid (module (import "spectest" "print" (func)) (func (result i32)))
                 "type mismatch")
               (assert_malformed
                 (module binary "\00asm" "\01\00\00\00"
                   "\02\98\80\80\80\00\01\08spectest\0aglobal_i32\03\7f\02")
                 "malformed mutability")"#,
        );
        let imports = |module: &Module| module.bytes.windows(8).any(|name| name == b"spectest");
        assert_eq!(script.modules.iter().map(imports).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn what_needs_two_instances_is_left_out() {
        let script = read(
            r#"(module $A (global (export "g") (mut i32) (i32.const 1))
                 (func (export "f") (result i32) (global.get 0)))
               (assert_return (invoke "f") (i32.const 1))
               (register "A")
               (module (import "A" "g" (global (mut i32)))
                 (func (export "set") (global.set 0 (i32.const 5))))
               (assert_return (invoke "set"))
               (assert_return (invoke $A "f") (i32.const 5))"#,
        );
        assert_eq!(script.modules.len(), 1);
        assert_eq!(script.assertions(), 1);
        assert_eq!(script.skipped.len(), 3, "{:?}", script.skipped);
    }

    #[test]
    fn a_global_is_read_by_a_call() {
        let script = read(
            r#"(module (global (export "g") f32 (f32.const 1.5)))
               (assert_return (get "g") (f32.const 1.5))"#,
        );
        assert_eq!(script.modules[0].calls[0].name, "get:g");
        assert_eq!(script.assertions(), 1);
    }

    #[test]
    fn every_script_of_the_suite_is_read_and_most_of_it_is_asked() {
        for (version, at_least) in
            [(Version::V1, 17_500), (Version::V2, 24_000), (Version::V3, 19_000)]
        {
            let (mut asked, mut left_out) = (0, 0);
            for file in files(version) {
                let script = Script::read(&file).unwrap();
                asked += script.assertions();
                left_out += script.skipped.len();
                for module in script.modules.iter().filter(|m| m.loading == Loading::Instance) {
                    assert!(
                        version.accepts(&module.bytes),
                        "{} {}:{} is not valid by that version",
                        version.word(),
                        file.name,
                        module.line
                    );
                }
            }
            assert!(asked > at_least, "{}: {asked} asked", version.word());
            assert!(left_out * 2 < asked, "{}: {left_out} left out of {asked}", version.word());
        }
    }
}
