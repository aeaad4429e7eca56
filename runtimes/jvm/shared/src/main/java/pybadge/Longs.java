package pybadge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values as the engines carry them: a {@code long} each, a {@code v128} as two, low half first. */
public final class Longs {
    /** A null reference. */
    private static final long NULL = -1;

    private Longs() {
    }

    /** Arguments of a call to {@code function}, which takes values of these types. */
    public static long[] of(String function, List<Value> arguments, List<String> types) throws Failure {
        boolean fits = arguments.size() == types.size();
        for (int i = 0; fits && i < types.size(); i++) {
            fits = arguments.get(i).type().word().equals(types.get(i).toLowerCase(Locale.ROOT));
        }
        if (!fits) {
            throw new Failure(Kind.EXPORT, function + " takes (" + String.join(", ", types) + ")");
        }
        List<Long> longs = new ArrayList<>();
        for (Value argument : arguments) {
            longs.add(argument.low());
            if (argument.type() == Value.Type.V128) {
                longs.add(argument.high());
            }
        }
        return longs.stream().mapToLong(Long::longValue).toArray();
    }

    /** Results of these types; {@code longs} may be null where there are none. */
    public static List<Value> values(long[] longs, List<String> types) throws Failure {
        List<Value> values = new ArrayList<>();
        int at = 0;
        for (String name : types) {
            Value.Type type = type(name);
            long low = longs[at++];
            values.add(switch (type) {
                case V128 -> new Value(type, low, longs[at++]);
                case FUNCREF, EXTERNREF -> new Value(type, low == NULL ? 0 : 1);
                default -> new Value(type, low);
            });
        }
        return values;
    }

    private static Value.Type type(String name) throws Failure {
        for (Value.Type type : Value.Type.values()) {
            if (type.word().equals(name.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new Failure(Kind.UNSUPPORTED, "the protocol has no value of type " + name);
    }
}
