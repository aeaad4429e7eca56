package pybadge;

/** A refusal or a trap, with the engine's words. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public Failure(Kind kind, String words) {
        super(words, null, false, false);
        this.kind = kind;
    }

    /** The words of an engine's exception: its message, or its name where it has none. */
    public static Failure of(Kind kind, Throwable thrown) {
        String message = thrown.getMessage();
        return new Failure(kind, message == null || message.isBlank() ? thrown.toString() : message);
    }

    /** An export that the guest must have is missing or of another type. */
    public static Failure noExport(String name) {
        return new Failure(Kind.EXPORT, "the module exports no " + name);
    }

    public Kind kind() {
        return kind;
    }
}
