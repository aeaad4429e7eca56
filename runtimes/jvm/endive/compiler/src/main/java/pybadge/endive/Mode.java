package pybadge.endive;

import java.util.function.Supplier;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;

/** The compiler to JVM byte code. */
interface Mode {
    String CONFIG = "compiler";

    static Supplier<Instance.Builder> of(WasmModule module) {
        // A function that cannot be compiled is refused: silently interpreted, it would be
        // measured as what it is not.
        var machine = MachineFactoryCompiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .compile();
        return () -> Instance.builder(module).withMachineFactory(machine);
    }
}
