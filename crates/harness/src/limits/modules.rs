//! Modules that reach for a limit: each exports `f`, which returns a number if all is
//! well.

use badge_records::Limit;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, MemorySection, MemoryType, Module,
    RefType, TableSection, TableType, TypeSection, ValType,
};

/// The function that is called.
pub(super) const CALLED: &str = "f";

/// What a function returns that has nothing to count.
const WELL: i32 = 7;

/// Sections of a module, in their order; an empty one is left out.
#[derive(Default)]
struct Parts {
    types: TypeSection,
    functions: FunctionSection,
    tables: TableSection,
    memories: MemorySection,
    globals: GlobalSection,
    exports: ExportSection,
    elements: ElementSection,
    code: CodeSection,
}

impl Parts {
    /// With the types `() -> i32`, which is 0, and `(i32) -> i32`, which is 1.
    fn new() -> Self {
        let mut parts = Self::default();
        parts.types.ty().function([], [ValType::I32]);
        parts.types.ty().function([ValType::I32], [ValType::I32]);
        parts
    }

    /// Adds a function of a type; its index.
    fn function(&mut self, of_type: u32, function: &Function) -> u32 {
        self.functions.function(of_type);
        self.code.function(function);
        self.functions.len() - 1
    }

    /// The module, whose called function is the last one.
    fn finish(mut self) -> Vec<u8> {
        self.exports.export(CALLED, ExportKind::Func, self.functions.len() - 1);
        let mut module = Module::new();
        module.section(&self.types).section(&self.functions);
        if !self.tables.is_empty() {
            module.section(&self.tables);
        }
        if !self.memories.is_empty() {
            module.section(&self.memories);
        }
        if !self.globals.is_empty() {
            module.section(&self.globals);
        }
        module.section(&self.exports);
        if !self.elements.is_empty() {
            module.section(&self.elements);
        }
        module.section(&self.code);
        module.finish()
    }
}

/// A function without parameters that returns a number.
fn constant(value: i32) -> Function {
    let mut function = Function::new([]);
    function.instructions().i32_const(value).end();
    function
}

/// A module that reaches for `count`, which is at least 1, and what its function
/// returns.
pub(super) fn reaching(limit: Limit, count: u32) -> (Vec<u8>, i32) {
    let mut parts = Parts::new();
    let signed = count.cast_signed();
    let mut function = match limit {
        Limit::Locals => Function::new([(count, ValType::I32)]),
        _ => Function::new([]),
    };
    let mut body = function.instructions();
    let returned = match limit {
        Limit::Recursion => {
            let mut deep = Function::new([]);
            deep.instructions()
                .local_get(0)
                .i32_eqz()
                .if_(BlockType::Result(ValType::I32))
                .i32_const(0)
                .else_()
                .i32_const(1)
                .local_get(0)
                .i32_const(1)
                .i32_sub()
                .call(0)
                .i32_add()
                .end()
                .end();
            let deep = parts.function(1, &deep);
            body.i32_const(signed).call(deep);
            signed
        }
        Limit::Memory => {
            let pages = u64::from(count);
            parts.memories.memory(MemoryType {
                minimum: pages,
                maximum: Some(pages),
                memory64: false,
                shared: false,
                page_size_log2: None,
            });
            let last = (count << 16).wrapping_sub(4).cast_signed();
            let word = wasm_encoder::MemArg { offset: 0, align: 2, memory_index: 0 };
            body.i32_const(last).i32_const(WELL).i32_store(word);
            body.i32_const(last).i32_load(word);
            WELL
        }
        Limit::Table => {
            let well = parts.function(0, &constant(WELL));
            parts.tables.table(TableType {
                element_type: RefType::FUNCREF,
                minimum: u64::from(count),
                maximum: None,
                table64: false,
                shared: false,
            });
            let last = ConstExpr::i32_const(signed - 1);
            parts.elements.active(None, &last, Elements::Functions([well][..].into()));
            body.i32_const(signed - 1).call_indirect(0, 0);
            WELL
        }
        Limit::Functions => {
            for index in 1..signed {
                parts.function(0, &constant(index));
            }
            body.i32_const(signed);
            signed
        }
        Limit::Instructions => {
            body.i32_const(0);
            for _ in 0..count {
                body.i32_const(1).i32_add();
            }
            signed
        }
        Limit::Locals => {
            body.i32_const(WELL).local_set(count - 1).local_get(count - 1);
            WELL
        }
        Limit::Parameters => {
            parts.types.ty().function((0..count).map(|_| ValType::I32), [ValType::I32]);
            let mut last = Function::new([]);
            last.instructions().local_get(count - 1).end();
            let last = parts.function(2, &last);
            for value in 1..=signed {
                body.i32_const(value);
            }
            body.call(last);
            signed
        }
        Limit::Operands => {
            for _ in 0..count {
                body.i32_const(1);
            }
            for _ in 1..count {
                body.i32_add();
            }
            signed
        }
        Limit::Branches => {
            body.block(BlockType::Empty);
            body.i32_const(signed - 1).br_table((0..count).map(|_| 0), 0).end();
            body.i32_const(WELL);
            WELL
        }
        Limit::Nesting => {
            for _ in 0..count {
                body.block(BlockType::Empty);
            }
            body.br(count - 1);
            for _ in 0..count {
                body.end();
            }
            body.i32_const(WELL);
            WELL
        }
        Limit::Exports => {
            // With the function that is called there are as many as are wanted.
            for index in 1..count {
                parts.exports.export(&format!("e{index}"), ExportKind::Func, 0);
            }
            body.i32_const(WELL);
            WELL
        }
        Limit::Globals => {
            let number = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            for _ in 0..count {
                parts.globals.global(number, &ConstExpr::i32_const(0));
            }
            body.i32_const(WELL).global_set(count - 1).global_get(count - 1);
            WELL
        }
    };
    body.end();
    parts.function(0, &function);
    (parts.finish(), returned)
}

/// A module of that many functions with a loop each, some forty bytes long.
pub(super) fn to_compile(functions: u32) -> Vec<u8> {
    let mut parts = Parts::new();
    for index in 1..functions {
        let mut function = Function::new([(1, ValType::I32)]);
        function
            .instructions()
            .loop_(BlockType::Empty)
            .local_get(0)
            .i32_const(index.cast_signed())
            .i32_xor()
            .local_get(1)
            .i32_add()
            .local_set(1)
            .local_get(0)
            .i32_const(1)
            .i32_sub()
            .local_tee(0)
            .i32_const(0)
            .i32_gt_s()
            .br_if(0)
            .end()
            .local_get(1)
            .end();
        parts.function(1, &function);
    }
    parts.function(0, &constant(WELL));
    parts.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::{Validator, WasmFeatures};

    #[test]
    fn every_module_is_of_webassembly_1() {
        let validate = |what: &str, bytes: &[u8]| {
            let mut validator = Validator::new_with_features(WasmFeatures::WASM1);
            if let Err(error) = validator.validate_all(bytes) {
                panic!("{what}: {error}");
            }
        };
        for limit in Limit::ALL {
            for count in [1, 2, 900] {
                validate(&format!("{limit} {count}"), &reaching(limit, count).0);
            }
        }
        let (small, large) = (to_compile(25), to_compile(25_000));
        validate("to compile", &large);
        assert!(small.len() > 800 && large.len() > 800_000, "{} {}", small.len(), large.len());
    }
}
