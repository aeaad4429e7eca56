package pybadge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The {@code main} of every runner on the JVM: one request on standard input, one transcript on
 * standard output, anything else on standard error. Only this class reads the clock, and only
 * around the phase being timed: starting the virtual machine is not among them.
 */
public final class Runner {
    private static final int MAX_REQUEST_BYTES = 16 << 20;
    private static final int ORIGIN = 0;
    private static final Badge.Echo SILENCE = bytes -> { };

    private final long began = System.nanoTime();
    private final Transcript transcript = new Transcript();

    private Runner() {
    }

    /** Answers the request with the engine of the config that it names, and ends the process. */
    public static void main(String runtime, String version, Map<String, Supplier<Engine>> configs) {
        int status = 0;
        try {
            new Runner().answer(runtime, version, configs);
        } catch (IOException | IllegalArgumentException refused) {
            System.err.println(refused.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    /** The version that Maven wrote into a library's archive: that of the engine really linked. */
    public static String version(Class<?> of, String group, String artifact) {
        String name = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (var file = of.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            var properties = new java.util.Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            throw new IllegalStateException(name, unreadable);
        }
    }

    private void answer(String runtime, String version, Map<String, Supplier<Engine>> configs) throws IOException {
        byte[] text = System.in.readNBytes(MAX_REQUEST_BYTES);
        Request request;
        try {
            request = Request.parse(text);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("the request on standard input: " + refused.getMessage()
                    + "; crates/protocol/README.md defines it", refused);
        }
        Supplier<Engine> engine = configs.get(request.config());
        if (engine == null) {
            throw new IllegalArgumentException(runtime + " has no config " + request.config()
                    + "; there are: " + String.join(", ", configs.keySet()));
        }
        if (request.action() instanceof Request.Prepare) {
            throw new IllegalArgumentException(runtime + " prepares nothing");
        }
        if (request.action() instanceof Request.Script script) {
            transcript.hello(runtime, request.config(), version, resolution());
            script(engine.get(), script);
            return;
        }
        byte[] wasm = read(request.module());
        transcript.hello(runtime, request.config(), version, resolution());
        if (request.action() instanceof Request.Run run) {
            run(engine.get(), wasm, run);
        } else if (request.action() instanceof Request.Invoke invoke) {
            invoke(engine.get(), wasm, invoke);
        }
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new IOException(file + ": " + unreadable, unreadable);
        }
    }

    /** Tells of each module and call before the next one begins: a crash shows where it happened. */
    private void script(Engine engine, Request.Script script) throws IOException {
        for (int index = 0; index < script.modules().size(); index++) {
            Request.ScriptModule asked = script.modules().get(index);
            Phase stage = Phase.COMPILE;
            Engine.Instance instance;
            byte[] wasm = read(asked.file());
            try {
                Engine.Module module = engine.compile(wasm);
                stage = Phase.INSTANTIATE;
                instance = module.instantiate(new Badge(1, this::milliseconds, SILENCE));
            } catch (Failure refused) {
                transcript.module(index, stage, refused);
                continue;
            }
            transcript.module(index, stage, null);
            for (int call = 0; call < asked.calls().size(); call++) {
                call(instance, call, asked.calls().get(call));
            }
        }
        transcript.done(0, ORIGIN, false);
    }

    private void call(Engine.Instance instance, int index, Request.Call call) throws IOException {
        try {
            List<Value> arguments = call.arguments().stream().map(Value::parse).toList();
            transcript.returned(index, instance.call(call.name(), arguments));
        } catch (Failure failure) {
            transcript.threw(index, failure);
        } catch (IllegalArgumentException unknown) {
            transcript.threw(index, new Failure(Kind.UNSUPPORTED, unknown.getMessage()));
        }
    }

    private void run(Engine engine, byte[] wasm, Request.Run run) throws IOException {
        Badge badge = new Badge(run.seed(), this::milliseconds, run.echoLog() ? Runner::echo : SILENCE);
        Session session = new Session(badge, run);
        Phase stage = Phase.COMPILE;
        try {
            long before = System.nanoTime();
            Engine.Module module = engine.compile(wasm);
            transcript.phase(stage, elapsed(before));
            stage = Phase.INSTANTIATE;
            before = System.nanoTime();
            Engine.Instance instance = module.instantiate(badge);
            Engine.Entry start = instance.entry("start");
            Engine.Entry update = instance.entry("update");
            instance.bindMemory();
            transcript.phase(stage, elapsed(before));
            if (run.fuel().isPresent()) {
                throw new Failure(Kind.UNSUPPORTED, "this engine has no fuel");
            }
            session.drive(start, update);
        } catch (Failure refused) {
            transcript.fail(stage, refused);
        }
        transcript.done(session.frames, session.link, badge.nondeterministic());
    }

    /** The calls of one run. */
    private final class Session {
        private final Badge badge;
        private final Request.Run run;
        private final Watchdog watchdog;
        private int frames;
        private int link = ORIGIN;

        Session(Badge badge, Request.Run run) {
            this.badge = badge;
            this.run = run;
            this.watchdog = run.interruptMilliseconds().isPresent()
                    ? Watchdog.after(run.interruptMilliseconds().getAsLong())
                    : null;
        }

        void drive(Engine.Entry start, Engine.Entry update) throws IOException {
            int frame = -1;
            try {
                badge.enterStart();
                long took = timed(start, 1);
                link = badge.link(link);
                transcript.started(took, link);
                for (frame = 0; frame < run.frames(); frame++) {
                    badge.enterUpdate(frame, run.buttons(frame));
                    took = timed(update, run.callsPerFrame());
                    link = badge.link(link);
                    frames = frame + 1;
                    transcript.frame(frame, took, link);
                    show(frame);
                }
            } catch (Failure ended) {
                if (ended.kind().isTrap()) {
                    transcript.trap(frame, ended);
                } else {
                    transcript.fail(frame < 0 ? Phase.START : Phase.UPDATE, ended);
                }
            }
        }

        private long timed(Engine.Entry entry, long calls) throws Failure {
            if (watchdog != null) {
                watchdog.enter();
            }
            try {
                long before = System.nanoTime();
                for (long i = 0; i < calls; i++) {
                    entry.call();
                }
                return elapsed(before);
            } finally {
                if (watchdog != null) {
                    watchdog.leave();
                }
            }
        }

        private void show(int frame) throws IOException {
            Request.Screens screens = run.screens();
            if (screens != null && screens.frames().contains((long) frame)) {
                Files.write(screens.directory().resolve(frame + ".bin"), badge.screenAndLeds());
            }
        }
    }

    private void invoke(Engine engine, byte[] wasm, Request.Invoke invoke) throws IOException {
        Badge badge = new Badge(invoke.seed(), this::milliseconds, Runner::echo);
        Phase stage = Phase.COMPILE;
        try {
            long before = System.nanoTime();
            Engine.Module module = engine.compile(wasm);
            transcript.phase(stage, elapsed(before));
            stage = Phase.INSTANTIATE;
            before = System.nanoTime();
            Engine.Instance instance = module.instantiate(badge);
            transcript.phase(stage, elapsed(before));
            stage = Phase.UPDATE;
            // A module that is called by hand need not have a memory.
            bindMemoryIfAny(instance);
            transcript.results(instance.call(invoke.function(), invoke.arguments()));
        } catch (Failure refused) {
            // A trap too: the call is no frame.
            transcript.fail(stage, refused);
        }
        transcript.done(0, ORIGIN, false);
    }

    private static void bindMemoryIfAny(Engine.Instance instance) {
        try {
            instance.bindMemory();
        } catch (Failure none) {
            // Pointers then lie outside, and the host functions say so.
        }
    }

    private int milliseconds() {
        return (int) ((System.nanoTime() - began) / 1_000_000);
    }

    private static long elapsed(long before) throws Failure {
        long elapsed = System.nanoTime() - before;
        if (elapsed < 0) {
            throw new Failure(Kind.OTHER, "the clock stepped backwards");
        }
        return elapsed;
    }

    /** Smallest step of the clock over some thousand readings. */
    private static long resolution() {
        long smallest = Long.MAX_VALUE;
        long before = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            long now = System.nanoTime();
            if (now > before) {
                smallest = Math.min(smallest, now - before);
            }
            before = now;
        }
        return smallest;
    }

    private static void echo(byte[] bytes) {
        System.err.write(bytes, 0, bytes.length);
        System.err.write('\n');
        System.err.flush();
    }
}
