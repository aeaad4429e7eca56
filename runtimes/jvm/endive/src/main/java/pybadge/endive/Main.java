package pybadge.endive;

import java.util.Map;
import pybadge.Runner;
import pybadge.fork.Embedding;
import run.endive.runtime.Instance;

/**
 * Endive. The part that is built beside this file has the class {@code Mode}: the interpreter and the
 * compiler need different versions of the runtime.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        String version = Runner.version(Instance.class, "run.endive", "runtime");
        Runner.main("endive", version, Map.of(Mode.CONFIG, () -> wasm -> Embedding.compile(wasm, Mode::of)));
    }
}
