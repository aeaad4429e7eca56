package pybadge;

/** The vectors of {@code crates/badge/README.md}. */
public class BadgeTest {
    private static final int SEED = 0x9E3779B9;

    public void testAnIdleGuestHasTheChainOfTheSpecification() {
        Badge badge = badge();
        Check.equal(0xd669b5b7, badge.link(0));
        Check.equal(0x79517755, badge.link(0xd669b5b7));
        Check.equal(0x7af4e0a6, badge.link(0x79517755));
    }

    public void testADrawingGuestHasTheChainOfTheSpecification() {
        Badge badge = badge();
        badge.setMemory(memory("hi"));
        Check.equal(0xd669b5b7, badge.link(0));
        badge.rect(-2, -2, 4, 4, 0xE3);
        badge.led(0, 0xFF112233);
        badge.tone(440, 100);
        badge.log(0, 2);
        Check.equal(0xfa567105, badge.link(0xd669b5b7));
        Check.equal(0x1931674b, badge.link(0xfa567105));
    }

    public void testEventsAreFoldedInTheirOrder() {
        Events events = new Events();
        events.tone(440, 100);
        events.log(new byte[] {'h', 'i'});
        Check.equal(0x18bd5e5e, events.hash());
        Check.equal(2, events.count());
    }

    public void testRandomIsXorshift() {
        Badge badge = badge();
        Check.equal(0x510c4619, badge.random());
        Check.equal(0xe02e553e, badge.random());
        Check.equal(0x7bb98f3a, badge.random());
    }

    public void testRectanglesAreClippedWithoutOverflow() {
        Check.equal(4, filled(-2, -2, 4, 4));
        Check.equal(4, filled(158, 126, 4, 4));
        Check.equal(0, filled(160, 0, 1, 1));
        Check.equal(0, filled(10, 10, 5, -1));
        Check.equal(0, filled(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
        Check.equal(Screen.WIDTH * Screen.HEIGHT, filled(-1, -1, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    public void testBlitChecksTheWholeRectangleBeforeClipping() {
        Screen screen = new Screen();
        GuestMemory memory = memory("x".repeat(64));
        screen.blit(memory, 0, 0, 0, 8, 8, -1);
        screen.blit(memory, -1, 0, 0, 0, 8, -1);
        Check.refused(HostTrap.class, () -> screen.blit(memory, 1, 0, 0, 8, 8, -1));
        Check.refused(HostTrap.class, () -> screen.blit(memory, 1, 1000, 1000, 8, 8, -1));
        Check.refused(HostTrap.class,
                () -> screen.blit(memory, -1, 0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE, -1));
        Check.equal(64, count(screen, 'x'));
    }

    public void testBlitSkipsTheKeyAndKeepsTheRowStride() {
        Screen screen = new Screen();
        screen.rect(0, 0, 160, 128, 'z');
        screen.blit(memory("abcdefghijkl"), 0, -1, -1, 4, 3, 'g');
        Check.equal("fzhz", row(screen, 0));
        Check.equal("jklz", row(screen, 1));
        screen.blit(memory("abcdefghijkl"), 0, 0, 0, 4, 1, 'a' + 256);
        Check.equal("abcd", row(screen, 0));
    }

    public void testLogExaminesNothingWhereNothingIsLogged() {
        Badge badge = badge();
        badge.log(-1, 0);
        Check.refused(HostTrap.class, () -> badge.log(0, 1));
        Check.refused(HostTrap.class, () -> badge.log(-1, -1));
    }

    public void testTimeIsThatOfTheFrame() {
        Badge badge = badge();
        badge.enterUpdate(599, 3);
        Check.equal(19_966, badge.millis());
        Check.equal(3, badge.buttons());
    }

    private static Badge badge() {
        return new Badge(SEED, () -> 0, bytes -> { });
    }

    private static int filled(int x, int y, int w, int h) {
        Screen screen = new Screen();
        screen.rect(x, y, w, h, 1);
        return count(screen, 1);
    }

    private static int count(Screen screen, int value) {
        int count = 0;
        for (byte pixel : screen.pixels) {
            count += pixel == value ? 1 : 0;
        }
        return count;
    }

    private static String row(Screen screen, int row) {
        return new String(screen.pixels, row * Screen.WIDTH, 4, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static GuestMemory memory(String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return new GuestMemory() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public byte[] bytes(int at, int length) {
                return java.util.Arrays.copyOfRange(bytes, at, at + length);
            }
        };
    }
}
