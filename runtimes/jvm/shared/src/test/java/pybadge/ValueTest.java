package pybadge;

/** Values as {@code crates/protocol/README.md} and the Rust runners spell them. */
public class ValueTest {
    public void testValuesReadBackAsTheyPrint() {
        for (String text : new String[] {
                "i32:-1", "i64:-9223372036854775808", "f32:1.5", "f32:0.1", "f64:-0.0", "f64:inf", "f64:-inf",
                "f32:NaN", "f32:nan:0x200001", "f32:-nan:0x7fffff", "f64:nan:0x1", "f64:0.0001", "f64:9e-5", "f64:1000000000000000.0", "f64:1e16",
                "f64:1.2345678901234568e17", "f64:5e-324", "f32:16777216.0",
                "v128:0x000102030405060708090a0b0c0d0e0f"}) {
            Check.equal(text, Value.parse(text).toString());
        }
    }

    public void testOtherSpellingsAreAccepted() {
        Check.equal("i32:7", Value.parse("7").toString());
        Check.equal("i32:-1", Value.parse("i32:4294967295").toString());
        Check.equal("i64:-1", Value.parse("i64:18446744073709551615").toString());
        Check.equal("f32:inf", Value.parse("f32:infinity").toString());
        Check.equal("f64:5.0", Value.parse("f64:5.").toString());
    }

    public void testWhatIsNoValueIsRefused() {
        for (String text : new String[] {"i31:1", "i32:1.5", "i32:4294967296", "i32:", "f32:1f", "f64: 1", "v128:-1",
                "f32:nan:0x0", "f32:nan:0x800000", "f32:nan:"}) {
            Check.refused(IllegalArgumentException.class, () -> Value.parse(text));
        }
    }
}
