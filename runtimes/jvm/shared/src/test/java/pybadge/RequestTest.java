package pybadge;

import java.nio.charset.StandardCharsets;

/** Requests: what is read, and what is refused. */
public class RequestTest {
    private static final String RUN = "{\"protocol\":1,\"config\":\"c\",\"module\":\"m\",\"action\":{\"run\":"
            + "{\"workload\":\"w\",\"frames\":7,\"trace\":[[2,7],[3,0],[5,9]],\"seed\":4294967295}}}";

    public void testAMaskHoldsUntilTheNextEntryAndIsZeroBeforeTheFirst() {
        Request.Run run = (Request.Run) parse(RUN).action();
        int[] due = {0, 0, 7, 0, 0, 9, 9};
        for (int frame = 0; frame < due.length; frame++) {
            Check.equal(due[frame], run.buttons(frame));
        }
        Check.equal(1L, run.callsPerFrame());
        Check.equal(-1, run.seed());
    }

    public void testAnythingElseIsRefused() {
        refused(RUN + "x");
        refused(RUN.substring(1));
        refused("");
        refused("[]");
        refused(RUN.replace("\"protocol\":1", "\"protocol\":2"));
        refused(RUN.replace("\"frames\":7", "\"frames\":-7"));
        refused(RUN.replace("\"frames\":7", "\"frames\":7.0"));
        refused(RUN.replace("\"frames\":7,", ""));
        refused(RUN.replace("\"frames\":7", "\"frames\":7,\"frames\":7"));
        refused(RUN.replace("\"frames\":7", "\"frames\":7,\"colour\":7"));
        refused(RUN.replace("4294967295", "0"));
        refused(RUN.replace("[2,7]", "[2,256]"));
        refused(RUN.replace("\"run\"", "\"walk\""));
    }

    private static void refused(String text) {
        Check.refused(IllegalArgumentException.class, () -> parse(text));
    }

    private static Request parse(String text) {
        return Request.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
