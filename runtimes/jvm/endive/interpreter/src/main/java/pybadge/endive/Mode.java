package pybadge.endive;

import java.util.function.Supplier;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;

/** The interpreter. */
final class Mode {
    static final String CONFIG = "interpreter";

    private Mode() {
    }

    static Supplier<Instance.Builder> of(WasmModule module) {
        return () -> Instance.builder(module);
    }
}
