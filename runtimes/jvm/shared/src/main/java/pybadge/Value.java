package pybadge;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.regex.Pattern;

/**
 * A WebAssembly value as bits, so that the payload of a NaN survives; {@code high} is used by
 * {@code v128} alone. Of references only nullness is known: 1 for non-null.
 */
public record Value(Type type, long low, long high) {
    /** Types of values. */
    public enum Type {
        I32, I64, F32, F64, V128, FUNCREF, EXTERNREF;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

    private static final Pattern NAN = Pattern.compile("[+-]?nan(:0x[0-9a-f]+)?", Pattern.CASE_INSENSITIVE);

    public Value(Type type, long low) {
        this(type, low, 0);
    }

    /** Reads {@code TYPE:NUMBER}, or a plain integer as {@code i32}. */
    public static Value parse(String text) {
        int colon = text.indexOf(':');
        String type = colon < 0 ? "i32" : text.substring(0, colon);
        String number = text.substring(colon + 1);
        try {
            return switch (type) {
                case "i32" -> new Value(Type.I32, integer(number, 32).intValue());
                case "i64" -> new Value(Type.I64, integer(number, 64).longValue());
                case "f32" -> new Value(Type.F32, NAN.matcher(number).matches() ? nan(number, 23, 8)
                        : Integer.toUnsignedLong(Float.floatToRawIntBits(Float.parseFloat(real(number)))));
                case "f64" -> new Value(Type.F64, NAN.matcher(number).matches() ? nan(number, 52, 11)
                        : Double.doubleToRawLongBits(Double.parseDouble(real(number))));
                case "v128" -> {
                    BigInteger bits = vector(number);
                    yield new Value(Type.V128, bits.longValue(), bits.shiftRight(64).longValue());
                }
                default -> throw new NumberFormatException("unknown type");
            };
        } catch (NumberFormatException refused) {
            throw new IllegalArgumentException("argument \"" + text + "\": expected TYPE:NUMBER with TYPE "
                    + "i32, i64, f32, f64 or v128, or a plain i32", refused);
        }
    }

    private static BigInteger integer(String number, int bits) {
        BigInteger value = new BigInteger(number);
        boolean fits = value.bitLength() < bits || value.signum() > 0 && value.bitLength() == bits;
        if (!fits) {
            throw new NumberFormatException("out of range");
        }
        return value;
    }

    private static BigInteger vector(String number) {
        BigInteger bits = new BigInteger(number.startsWith("0x") ? number.substring(2) : number, 16);
        if (bits.signum() < 0 || bits.bitLength() > 128) {
            throw new NumberFormatException("out of range");
        }
        return bits;
    }

    /** The bits of {@code nan}, {@code -nan} and {@code nan:0x200001}. */
    private static long nan(String number, int fraction, int exponent) {
        int colon = number.indexOf(':');
        long payload = colon < 0 ? 1L << (fraction - 1) : Long.parseLong(number.substring(colon + 3), 16);
        if (payload == 0 || payload >>> fraction != 0) {
            throw new NumberFormatException("no payload");
        }
        long sign = number.startsWith("-") ? 1L << (fraction + exponent) : 0;
        return sign | ((1L << exponent) - 1) << fraction | payload;
    }

    /** A NaN that is not canonical with its payload, and {@code shown} otherwise. */
    private String orPayload(int fraction, int exponent, String shown) {
        long payload = low & (1L << fraction) - 1;
        if (!shown.equals("NaN") || payload == 1L << (fraction - 1)) {
            return shown;
        }
        return ((low >>> (fraction + exponent) & 1) == 0 ? "" : "-") + "nan:0x" + Long.toHexString(payload);
    }

    /** The number in Java's spelling, which also knows suffixes that the protocol does not. */
    private static String real(String number) {
        if (DECIMAL.matcher(number).matches()) {
            return number;
        }
        if (!NOT_FINITE.matcher(number).matches()) {
            throw new NumberFormatException("no number");
        }
        String sign = number.startsWith("-") ? "-" : "";
        return number.toLowerCase(java.util.Locale.ROOT).endsWith("nan") ? "NaN" : sign + "Infinity";
    }

    /** {@code TYPE:VALUE}. */
    @Override
    public String toString() {
        return type.word() + ":" + switch (type) {
            case I32 -> Integer.toString((int) low);
            case I64 -> Long.toString(low);
            case F32 -> orPayload(23, 8, shortest(Float.intBitsToFloat((int) low), 9, true));
            case F64 -> orPayload(52, 11, shortest(Double.longBitsToDouble(low), 17, false));
            case V128 -> String.format("0x%016x%016x", high, low);
            case FUNCREF, EXTERNREF -> low == 0 ? "null" : "non-null";
        };
    }

    /**
     * The fewest digits that read back as the same number. Java 17 itself sometimes prints more,
     * and it spells exponents differently from the other runners.
     */
    private static String shortest(double value, int digits, boolean single) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value < 0 ? "-inf" : "inf";
        }
        String sign = Math.copySign(1, value) < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (magnitude == 0) {
            return sign + "0.0";
        }
        BigDecimal exact = new BigDecimal(magnitude);
        BigDecimal rounded = exact;
        for (int precision = 1; precision <= digits; precision++) {
            rounded = exact.round(new MathContext(precision));
            double back = single ? rounded.floatValue() : rounded.doubleValue();
            if (back == magnitude) {
                break;
            }
        }
        rounded = rounded.stripTrailingZeros();
        if (magnitude >= 1e-4 && magnitude < 1e16) {
            return sign + (rounded.scale() <= 0 ? rounded.setScale(1) : rounded).toPlainString();
        }
        String all = rounded.unscaledValue().toString();
        int exponent = all.length() - 1 - rounded.scale();
        String fraction = all.length() > 1 ? "." + all.substring(1) : "";
        return sign + all.charAt(0) + fraction + "e" + exponent;
    }
}
