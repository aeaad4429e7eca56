package pybadge.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.Map;
import java.util.function.Supplier;
import pybadge.Runner;
import pybadge.fork.Embedding;

/** Chicory. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        String version = Runner.version(Instance.class, "com.dylibso.chicory", "runtime");
        Runner.main("chicory", version, Map.of(
                "interpreter", () -> wasm -> Embedding.compile(wasm, Main::interpreted),
                "compiler", () -> wasm -> Embedding.compile(wasm, Main::compiled)));
    }

    private static Supplier<Instance.Builder> interpreted(WasmModule module) {
        return () -> Instance.builder(module);
    }

    private static Supplier<Instance.Builder> compiled(WasmModule module) {
        // A function that cannot be compiled is refused: silently interpreted, it would be
        // measured as what it is not.
        var machine = MachineFactoryCompiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .compile();
        return () -> Instance.builder(module).withMachineFactory(machine);
    }
}
