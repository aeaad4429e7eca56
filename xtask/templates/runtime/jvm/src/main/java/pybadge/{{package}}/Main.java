package pybadge.{{package}};

import java.util.List;
import java.util.Map;
import pybadge.Badge;
import pybadge.Engine;
import pybadge.Failure;
import pybadge.Kind;
import pybadge.Runner;
import pybadge.Value;

/** {{name}}, to be written: every part that is missing refuses and says what it has to do. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        // To be written: Runner.version(a class of the engine, its group, its artifact).
        Runner.main("{{name}}", "unknown", Map.of("default", () -> Main::compile));
    }

    private static Failure unwritten(String part) {
        return new Failure(Kind.OTHER, "not written yet: " + part);
    }

    private static Engine.Module compile(byte[] wasm) throws Failure {
        throw unwritten("compile: " + wasm.length + " bytes become a module (badge -> instantiate(badge)), or Kind.INVALID");
    }

    /** To be written: memory limited to its initial size, Import.of(badge) linked, start section run. */
    static Engine.Instance instantiate(Badge badge) throws Failure {
        return new Guest(badge);
    }

    private record Guest(Badge badge) implements Engine.Instance {
        @Override
        public Engine.Entry entry(String name) throws Failure {
            throw unwritten("entry: look " + name + " up once; each trap of the engine has its Kind");
        }

        @Override
        public void bindMemory() throws Failure {
            throw unwritten("bindMemory: badge.setMemory of the exported memory");
        }

        @Override
        public List<Value> call(String name, List<Value> arguments) throws Failure {
            throw unwritten("call: any export by name, with its arguments checked and values converted");
        }
    }
}
