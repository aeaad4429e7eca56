package pybadge;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * The replies, one JSON object a line. Frames are held back: a pipe between them would cool the
 * caches. Phases are told at once, so that a crash shows in which phase it happened.
 */
final class Transcript {
    /** Longest text that is told, in bytes of UTF-8. */
    private static final int MAX_TEXT_BYTES = 4096;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    void hello(String runtime, String config, String version, long resolution) throws IOException {
        line("hello", json -> {
            json.writeNumberProperty("protocol", Request.PROTOCOL);
            json.writeStringProperty("runtime", runtime);
            json.writeStringProperty("config", config);
            json.writeStringProperty("version", version);
            json.writeStringProperty("unit", "ns");
            json.writeNumberProperty("hz", 1_000_000_000);
            json.writeNumberProperty("resolution", resolution);
        });
        flush();
    }

    void phase(Phase phase, long elapsed) throws IOException {
        line("phase", json -> {
            json.writeStringProperty("phase", phase.word());
            json.writeNumberProperty("elapsed", elapsed);
        });
        flush();
    }

    void started(long elapsed, int link) throws IOException {
        line("phase", json -> {
            json.writeStringProperty("phase", Phase.START.word());
            json.writeNumberProperty("elapsed", elapsed);
            json.writeStringProperty("link", hex(link));
        });
        flush();
    }

    void frame(int index, long elapsed, int link) {
        line("frame", json -> {
            json.writeNumberProperty("index", index);
            json.writeNumberProperty("elapsed", elapsed);
            json.writeStringProperty("link", hex(link));
        });
    }

    void trap(int frame, Failure failure) {
        line("trap", json -> {
            json.writeNumberProperty("frame", frame);
            words(json, failure);
        });
    }

    void fail(Phase stage, Failure failure) {
        line("fail", json -> {
            json.writeStringProperty("stage", stage.word());
            words(json, failure);
        });
    }

    void results(List<Value> values) {
        line("results", json -> {
            json.writeArrayPropertyStart("values");
            values.forEach(value -> json.writeString(value.toString()));
            json.writeEndArray();
        });
    }

    /** A module of a script, told at once; {@code refused} is null where it was loaded. */
    void module(int index, Phase stage, Failure refused) throws IOException {
        line("module", json -> {
            json.writeNumberProperty("index", index);
            if (refused != null) {
                json.writeStringProperty("stage", stage.word());
                words(json, refused);
            }
        });
        flush();
    }

    /** A call of a script that returned, told at once. */
    void returned(int index, List<Value> values) throws IOException {
        line("call", json -> {
            json.writeNumberProperty("index", index);
            json.writeArrayPropertyStart("values");
            values.forEach(value -> json.writeString(value.toString()));
            json.writeEndArray();
        });
        flush();
    }

    /** A call of a script that did not return, told at once. */
    void threw(int index, Failure failure) throws IOException {
        line("call", json -> {
            json.writeNumberProperty("index", index);
            words(json, failure);
        });
        flush();
    }

    void done(int frames, int link, boolean nondeterministic) throws IOException {
        OptionalLong peak = peakResidentBytes();
        line("memory", json -> peak.ifPresent(bytes -> json.writeNumberProperty("peak_rss_bytes", bytes)));
        line("done", json -> {
            json.writeNumberProperty("frames", frames);
            json.writeStringProperty("link", hex(link));
            json.writeBooleanProperty("nondeterministic", nondeterministic);
        });
        flush();
    }

    private void line(String type, Consumer<JsonGenerator> content) {
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), held)) {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            content.accept(json);
            json.writeEndObject();
        }
        held.write('\n');
    }

    private void flush() throws IOException {
        held.writeTo(out);
        held.reset();
    }

    private static void words(JsonGenerator json, Failure failure) {
        json.writeStringProperty("kind", failure.kind().word());
        json.writeStringProperty("text", bounded(failure.getMessage()));
    }

    /** Text of at most {@link #MAX_TEXT_BYTES} bytes; a character takes at most four. */
    private static String bounded(String text) {
        int end = 0;
        int bytes = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > MAX_TEXT_BYTES) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }

    private static String hex(int link) {
        return String.format("%08x", link);
    }

    /** {@code VmHWM} of this process, where the system tells. */
    private static OptionalLong peakResidentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    String kibibytes = line.substring("VmHWM:".length()).replace("kB", "").trim();
                    return OptionalLong.of(Long.parseLong(kibibytes) * 1024);
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            // Another system than Linux: the key is left out.
        }
        return OptionalLong.empty();
    }
}
