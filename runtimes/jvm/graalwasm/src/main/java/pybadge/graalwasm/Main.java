package pybadge.graalwasm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import pybadge.Badge;
import pybadge.Engine;
import pybadge.Failure;
import pybadge.HostTrap;
import pybadge.Import;
import pybadge.Kind;
import pybadge.Longs;
import pybadge.PagedMemory;
import pybadge.Runner;
import pybadge.Words;

/** GraalWasm. */
public final class Main {
    /** Words of the engine that are not those of the specification's test suite. */
    private static final Map<String, Kind> WORDS = Map.of(
            "memory access at address", Kind.MEMORY_OUT_OF_BOUNDS,
            "out of table bounds", Kind.TABLE_OUT_OF_BOUNDS,
            "is uninitialized", Kind.UNINITIALIZED_ELEMENT,
            "differ in the indirect call", Kind.INDIRECT_CALL_TYPE_MISMATCH,
            "exceeds limit", Kind.UNSUPPORTED);

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Context context = Context.newBuilder("wasm").allowPolyglotAccess(PolyglotAccess.ALL)
                .allowHostAccess(HostAccess.newBuilder(HostAccess.EXPLICIT).allowArrayAccess(true).build())
                // Interpreting is what is measured.
                .option("engine.WarnInterpreterOnly", "false").build();
        context.initialize("wasm");
        Value members = context.getPolyglotBindings().getMember("WebAssembly");
        Api api = (name, given) -> members.getMember(name).execute(given);
        // Of the release only this note tells: an engine calls itself a development build.
        try (var version = Context.class.getResourceAsStream("/META-INF/graalvm/org.graalvm.polyglot/version")) {
            Runner.main("graalwasm", new String(version.readAllBytes(), StandardCharsets.UTF_8).strip(),
                    Map.of("interpreter", () -> wasm -> compile(api, wasm)));
        }
    }

    /** What the engine offers to an implementation of JavaScript: host functions are bound there alone. */
    private interface Api {
        Value call(String name, Object... given);
    }

    private static Engine.Module compile(Api api, byte[] wasm) throws Failure {
        Value module = attempt(Kind.INVALID, () -> api.call("module_decode", (Object) wasm));
        return badge -> new Guest(attempt(Kind.IMPORT,
                () -> api.call("module_instantiate", module, imports(badge))), api, badge);
    }

    private static ProxyObject imports(Badge badge) {
        Map<String, Object> functions = new HashMap<>();
        for (Import function : Import.of(badge)) {
            ProxyExecutable body = arguments -> {
                long[] words = new long[arguments.length];
                for (int i = 0; i < words.length; i++) {
                    words[i] = arguments[i].asInt();
                }
                long[] results = function.body().call(words);
                return results.length == 0 ? null : (int) results[0];
            };
            functions.put(function.name(), body);
        }
        return ProxyObject.fromMap(Map.of(Import.MODULE, ProxyObject.fromMap(functions)));
    }

    private record Guest(Value instance, Api api, Badge badge) implements Engine.Instance {
        @Override
        public Engine.Entry entry(String name) throws Failure {
            Value function = export(name);
            if (!type(function).equals("()")) {
                throw new Failure(Kind.EXPORT, name + " has the type " + type(function));
            }
            return () -> attempt(Kind.UNKNOWN, () -> {
                function.executeVoid();
                return null;
            });
        }

        @Override
        public void bindMemory() throws Failure {
            Value memory = export("memory");
            if (!memory.hasBufferElements()) {
                throw Failure.noExport("memory");
            }
            badge.setMemory(new PagedMemory(() -> (int) (memory.getBufferSize() / 65_536), (at, length) -> {
                byte[] bytes = new byte[length];
                memory.readBuffer(Integer.toUnsignedLong(at), bytes, 0, length);
                return bytes;
            }));
        }

        @Override
        public List<pybadge.Value> call(String name, List<pybadge.Value> arguments) throws Failure {
            Value function = export(name);
            String[] type = type(function).substring(1).split("\\)", 2);
            List<String> parameters = names(type[0]);
            List<String> results = names(type[1]);
            long[] raw = Longs.of(name, arguments, parameters);
            Object[] given = new Object[parameters.size()];
            Arrays.setAll(given, i -> object(raw[i], parameters.get(i)));
            Value returned = attempt(Kind.UNKNOWN, () -> function.execute(given));
            long[] longs = new long[results.size()];
            Arrays.setAll(longs, i -> bits(longs.length == 1 ? returned : returned.getArrayElement(i), results.get(i)));
            return Longs.values(longs, results);
        }

        private Value export(String name) throws Failure {
            return attempt(Kind.EXPORT, () -> api.call("instance_export", instance, name));
        }

        /** As in {@code (i32 i64)f32}; the engine puts a number before it. */
        private String type(Value function) throws Failure {
            String type = attempt(Kind.EXPORT, () -> api.call("func_type", function).asString());
            return type.substring(type.indexOf('('));
        }

        private static List<String> names(String types) {
            return types.isEmpty() ? List.of() : List.of(types.split(" "));
        }
    }

    private static Object object(long raw, String type) {
        return switch (type) {
            case "i32" -> (int) raw;
            case "f32" -> Float.intBitsToFloat((int) raw);
            case "f64" -> Double.longBitsToDouble(raw);
            default -> raw;
        };
    }

    private static long bits(Value result, String type) {
        return switch (type) {
            case "i32" -> result.asInt();
            case "i64" -> result.asLong();
            case "f32" -> Float.floatToRawIntBits(result.asFloat());
            case "f64" -> Double.doubleToRawLongBits(result.asDouble());
            default -> result.isNull() ? -1 : 0;
        };
    }

    /** What the engine throws becomes a failure with its words. */
    private static <T> T attempt(Kind otherwise, Supplier<T> attempt) throws Failure {
        try {
            return attempt.get();
        } catch (PolyglotException thrown) {
            throw Failure.of(kind(thrown, otherwise), thrown);
        }
    }

    private static Kind kind(PolyglotException thrown, Kind otherwise) {
        if (thrown.isHostException()) {
            return thrown.asHostException() instanceof HostTrap ? Kind.HOST : Kind.OTHER;
        }
        String words = String.valueOf(thrown.getMessage());
        Kind known = WORDS.keySet().stream().filter(words::contains).map(WORDS::get).findFirst().orElse(otherwise);
        return Words.kind(thrown, thrown.isResourceExhausted() ? Kind.OUT_OF_MEMORY : known);
    }
}
