package pybadge;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What a runner is asked; {@code crates/protocol/README.md} defines it. */
record Request(String config, Path module, Action action) {
    /** The version of the protocol that this code speaks. */
    static final int PROTOCOL = 1;

    sealed interface Action permits Run, Prepare, Invoke, Script {
    }

    /** Run a badge program. */
    record Run(int frames, long callsPerFrame, List<Press> trace, int seed, OptionalLong fuel,
            OptionalLong interruptMilliseconds, Screens screens, boolean echoLog) implements Action {
        /** The mask of {@code frame}: that of the last entry not after it. */
        int buttons(int frame) {
            int mask = 0;
            for (Press press : trace) {
                if (press.frame > frame) {
                    break;
                }
                mask = press.mask;
            }
            return mask;
        }
    }

    /** A mask that holds from a frame on. */
    record Press(long frame, int mask) {
    }

    /** Frames to be written to files of a directory. */
    record Screens(Path directory, List<Long> frames) {
    }

    /** Translate the module; no engine here does. */
    record Prepare() implements Action {
    }

    /** Call one export. */
    record Invoke(String function, List<Value> arguments, int seed) implements Action {
    }

    /** Load modules one after the other, and call their exports. */
    record Script(List<ScriptModule> modules) implements Action {
    }

    /** A module that imports nothing, and what is called of it. */
    record ScriptModule(Path file, List<Call> calls) {
    }

    /** An export and its arguments. */
    record Call(String name, List<String> arguments) {
    }

    static Request parse(byte[] text) {
        Fields fields = new Fields("request", Json.read(text));
        long protocol = fields.integer("protocol", 32);
        if (protocol != PROTOCOL) {
            throw new IllegalArgumentException(
                    "the request speaks protocol " + protocol + ", this runner " + PROTOCOL);
        }
        Request request = new Request(
                fields.string("config"), Path.of(fields.string("module")), action(fields.object("action")));
        fields.close();
        return request;
    }

    private static Action action(Fields fields) {
        Action action;
        if (fields.has("run")) {
            action = run(fields.object("run"));
        } else if (fields.has("invoke")) {
            action = invoke(fields.object("invoke"));
        } else if (fields.has("script")) {
            Fields script = fields.object("script");
            action = new Script(script.list("modules", Request::scriptModule));
            script.close();
        } else {
            fields.object("prepare");
            action = new Prepare();
        }
        fields.close();
        return action;
    }

    private static Run run(Fields fields) {
        fields.string("workload");
        long frames = fields.integer("frames", 31);
        Run run = new Run(
                (int) frames,
                fields.has("calls_per_frame") ? fields.integer("calls_per_frame", 32) : 1,
                fields.list("trace", Request::press),
                seed(fields),
                optional(fields, "fuel"),
                optional(fields, "interrupt_ms"),
                fields.has("screens") ? screens(fields.object("screens")) : null,
                fields.flag("echo_log", false));
        fields.close();
        return run;
    }

    private static Invoke invoke(Fields fields) {
        Invoke invoke = new Invoke(
                fields.string("function"),
                fields.list("arguments", value -> Value.parse(String.valueOf(value))),
                seed(fields));
        fields.close();
        return invoke;
    }

    private static ScriptModule scriptModule(Object value) {
        Fields fields = new Fields("modules", value);
        ScriptModule module = new ScriptModule(Path.of(fields.string("file")), fields.list("calls", Request::call));
        fields.close();
        return module;
    }

    private static Call call(Object value) {
        if (value instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof List<?> arguments) {
            return new Call(String.valueOf(pair.get(0)), arguments.stream().map(String::valueOf).toList());
        }
        throw new IllegalArgumentException("a call is no pair of an export and its arguments");
    }

    private static Screens screens(Fields fields) {
        Screens screens = new Screens(
                Path.of(fields.string("directory")),
                fields.list("frames", value -> Fields.unsigned("screens.frames", value, 32)));
        fields.close();
        return screens;
    }

    private static Press press(Object value) {
        if (!(value instanceof List<?> pair) || pair.size() != 2) {
            throw new IllegalArgumentException("an entry of the trace is no pair of frame and mask");
        }
        return new Press(Fields.unsigned("trace", pair.get(0), 32), (int) Fields.unsigned("trace", pair.get(1), 8));
    }

    private static int seed(Fields fields) {
        int seed = (int) fields.integer("seed", 32);
        if (seed == 0) {
            throw new IllegalArgumentException("seed must be 1 to 4294967295");
        }
        return seed;
    }

    private static OptionalLong optional(Fields fields, String key) {
        return fields.has(key) ? OptionalLong.of(fields.integer(key, 64)) : OptionalLong.empty();
    }
}
