package pybadge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The keys of one JSON object of a request; what is missing, of another type or unknown is refused. */
final class Fields {
    private final String place;
    private final Map<?, ?> object;
    private final Set<String> known = new TreeSet<>();

    Fields(String place, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(place + " is no object");
        }
        this.place = place;
        this.object = map;
    }

    boolean has(String key) {
        known.add(key);
        return object.get(key) != null;
    }

    String string(String key) {
        return as(String.class, key, "a string");
    }

    boolean flag(String key, boolean otherwise) {
        return has(key) ? as(Boolean.class, key, "true or false") : otherwise;
    }

    /** An unsigned integer of so many bits; 64 bits come back as they are. */
    long integer(String key, int bits) {
        return unsigned(place + "." + key, as(BigInteger.class, key, "an integer"), bits);
    }

    Fields object(String key) {
        return new Fields(place + "." + key, get(key));
    }

    <T> List<T> list(String key, Function<Object, T> element) {
        List<T> list = new ArrayList<>();
        for (Object value : as(List.class, key, "a list")) {
            list.add(element.apply(value));
        }
        return list;
    }

    /** Refuses keys that nobody asked for. */
    void close() {
        for (Object key : object.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        place + ": unknown key `" + key + "`; there are: " + String.join(", ", known));
            }
        }
    }

    static long unsigned(String place, Object value, int bits) {
        if (value instanceof BigInteger number && number.signum() >= 0 && number.bitLength() <= bits) {
            return number.longValue();
        }
        throw new IllegalArgumentException(place + " is no unsigned integer of " + bits + " bits");
    }

    private <T> T as(Class<T> type, String key, String what) {
        Object value = get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(place + "." + key + " is not " + what);
        }
        return type.cast(value);
    }

    private Object get(String key) {
        known.add(key);
        if (!object.containsKey(key)) {
            throw new IllegalArgumentException(place + ": `" + key + "` is missing");
        }
        return object.get(key);
    }
}
