package pybadge.endive;

import java.util.function.Supplier;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;

/** The interpreter. */
interface Mode {
    String CONFIG = "interpreter";

    static Supplier<Instance.Builder> of(WasmModule module) {
        return () -> Instance.builder(module);
    }
}
