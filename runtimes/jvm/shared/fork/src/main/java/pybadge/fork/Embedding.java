package pybadge.fork;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import pybadge.Badge;
import pybadge.Engine;
import pybadge.Failure;
import pybadge.HostTrap;
import pybadge.Import;
import pybadge.Kind;
import pybadge.Longs;
import pybadge.PagedMemory;
import pybadge.Value;
import pybadge.Words;
import ${engine}.runtime.ExportFunction;
import ${engine}.runtime.HostFunction;
import ${engine}.runtime.ImportValues;
import ${engine}.runtime.Instance;
import ${engine}.runtime.Memory;
import ${engine}.wasm.InvalidException;
import ${engine}.wasm.MalformedException;
import ${engine}.wasm.Parser;
import ${engine}.wasm.UnlinkableException;
import ${engine}.wasm.WasmModule;
import ${engine}.wasm.types.ExternalType;
import ${engine}.wasm.types.FunctionType;
import ${engine}.wasm.types.MemoryLimits;
import ${engine}.wasm.types.ValType;

/** The engine's own calls, for every engine whose interface differs in the names of its packages. */
public final class Embedding {
    private Embedding() {}

    /** How the instances of a module are made: interpreted, or with what was compiled. */
    public interface Mode {
        Supplier<Instance.Builder> of(WasmModule module);
    }

    public static Engine.Module compile(byte[] wasm, Mode mode) throws Failure {
        return attempt(Kind.OTHER, () -> {
            WasmModule module = Parser.parse(wasm);
            var builder = mode.of(module);
            return badge -> instantiate(module, builder.get(), badge);
        });
    }

    private static Engine.Instance instantiate(WasmModule module, Instance.Builder builder, Badge badge)
            throws Failure {
        List<HostFunction> imports = new ArrayList<>();
        for (Import function : Import.of(badge)) {
            FunctionType type = FunctionType.of(
                    Collections.nCopies(function.parameters(), ValType.I32),
                    Collections.nCopies(function.results(), ValType.I32));
            imports.add(new HostFunction(Import.MODULE, function.name(), type, (guest, a) -> function.body().call(a)));
        }
        module.memorySection().filter(section -> section.memoryCount() > 0).ifPresent(section -> {
            int pages = section.getMemory(0).limits().initialPages();
            builder.withMemoryLimits(new MemoryLimits(pages, pages));
        });
        Instance instance = attempt(Kind.OTHER, () -> builder
                .withImportValues(ImportValues.builder().addFunction(imports.toArray(HostFunction[]::new)).build())
                // An exported `_start` would run otherwise; a start section runs all the same.
                .withStart(false)
                .build());
        return new Guest(instance, badge);
    }

    private record Guest(Instance instance, Badge badge) implements Engine.Instance {
        @Override
        public Engine.Entry entry(String name) throws Failure {
            FunctionType type = type(name);
            if (!type.params().isEmpty() || !type.returns().isEmpty()) {
                throw new Failure(Kind.EXPORT, name + " has the type " + type);
            }
            ExportFunction function = instance.export(name);
            return () -> attempt(Kind.UNKNOWN, function::apply);
        }

        @Override
        public void bindMemory() throws Failure {
            export("memory", ExternalType.MEMORY);
            Memory memory = instance.exports().memory("memory");
            badge.setMemory(new PagedMemory(memory::pages, memory::readBytes));
        }

        @Override
        public List<Value> call(String name, List<Value> arguments) throws Failure {
            FunctionType type = type(name);
            long[] raw = Longs.of(name, arguments, names(type.params()));
            return Longs.values(attempt(Kind.UNKNOWN, () -> instance.export(name).apply(raw)), names(type.returns()));
        }

        private FunctionType type(String name) throws Failure {
            export(name, ExternalType.FUNCTION);
            return instance.exportType(name);
        }

        private void export(String name, ExternalType type) throws Failure {
            var exports = instance.module().exportSection();
            for (int i = 0; i < exports.exportCount(); i++) {
                if (exports.getExport(i).name().equals(name) && exports.getExport(i).exportType() == type) {
                    return;
                }
            }
            throw Failure.noExport(name);
        }

        private static List<String> names(List<ValType> types) {
            return types.stream().map(ValType::name).toList();
        }
    }

    private interface Attempt<T> {
        T make();
    }

    /** What the engine throws becomes a failure with its words. */
    private static <T> T attempt(Kind otherwise, Attempt<T> attempt) throws Failure {
        try {
            return attempt.make();
        } catch (HostTrap trap) {
            throw Failure.of(Kind.HOST, trap);
        } catch (${interrupted} interrupted) {
            throw Failure.of(Kind.INTERRUPTED, interrupted);
        } catch (UnlinkableException unlinkable) {
            throw Failure.of(Kind.IMPORT, unlinkable);
        } catch (InvalidException | MalformedException invalid) {
            throw Failure.of(Kind.INVALID, invalid);
        } catch (StackOverflowError exhausted) {
            throw Failure.of(Kind.STACK_EXHAUSTED, exhausted);
        } catch (OutOfMemoryError exhausted) {
            throw Failure.of(Kind.OUT_OF_MEMORY, exhausted);
        } catch (RuntimeException thrown) {
            throw Failure.of(Words.kind(thrown, otherwise), thrown);
        }
    }
}
