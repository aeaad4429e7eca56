"""The vectors of crates/badge/README.md, and the corners of its definitions."""

import unittest

from badge_runner.badge import DEFAULT_SEED, SCREEN_BYTES, WIDTH, Badge
from badge_runner.errors import HostTrap
from badge_runner.xxh32 import xxh32_intdigest


def badge(memory: bytes = b""):
    made = Badge(DEFAULT_SEED)
    made.memory = lambda: memoryview(memory)
    return made, {function.name: function.call for function in made.functions()}


def words(*links: int) -> list:
    return [f"{link:08x}" for link in links]


def drawn(made: Badge) -> int:
    return sum(pixel != 0 for pixel in made.picture()[:SCREEN_BYTES])


class Hash(unittest.TestCase):
    def test_own_xxh32_gives_the_published_hashes(self):
        for text, digest in [
            (b"", 0x02CC5D05),
            (b"a", 0x550D7456),
            (b"abc", 0x32D153FF),
            (b"Nobody inspects the spammish repetition", 0xE2293B2F),
        ]:
            self.assertEqual(xxh32_intdigest(text, 0), digest, text)


class Vectors(unittest.TestCase):
    def test_a_guest_that_does_nothing(self):
        made, _ = badge()
        start = made.link(0)
        first = made.link(start)
        links = words(start, first, made.link(first))
        self.assertEqual(links, ["d669b5b7", "79517755", "7af4e0a6"])

    def test_a_guest_that_draws_lights_sounds_and_logs(self):
        made, env = badge(b"..hi")
        made.enter_start()
        start = made.link(0)
        made.enter_update(0, 0)
        env["rect"](-2, -2, 4, 4, 0xE3)
        env["led"](0, 0xFF112233 - (1 << 32))
        env["tone"](440, 100)
        env["log"](2, 2)
        first = made.link(start)
        made.enter_update(1, 0)
        links = words(start, first, made.link(first))
        self.assertEqual(links, ["d669b5b7", "fa567105", "1931674b"])
        self.assertEqual(made.led(0), 0x112233)

    def test_random_is_xorshift32(self):
        _, env = badge()
        numbers = [env["random"]() & 0xFFFFFFFF for _ in range(3)]
        self.assertEqual(numbers, [0x510C4619, 0xE02E553E, 0x7BB98F3A])

    def test_random_is_an_i32(self):
        _, env = badge()
        numbers = [env["random"]() for _ in range(50)]
        self.assertTrue(all(-(1 << 31) <= number < 1 << 31 for number in numbers))
        self.assertTrue(any(number < 0 for number in numbers))


class Inputs(unittest.TestCase):
    def test_time_is_that_of_the_frame(self):
        made, env = badge()
        made.enter_update(1, 0)
        self.assertEqual(env["millis"](), 33)
        made.enter_update(599, 0x81)
        self.assertEqual((env["millis"](), env["buttons"]()), (19966, 0x81))
        made.enter_start()
        self.assertEqual((env["millis"](), env["buttons"]()), (0, 0))

    def test_asking_for_real_time_marks_the_run(self):
        made, env = badge()
        made.clock = lambda: 42
        self.assertFalse(made.nondeterministic)
        self.assertEqual(env["clock_ms"](), 42)
        self.assertTrue(made.nondeterministic)


class Drawing(unittest.TestCase):
    def test_rect_clips_on_every_side_and_never_overflows(self):
        most, least = (1 << 31) - 1, -(1 << 31)
        for x, y, w, h, expected in [
            (0, 0, 160, 128, SCREEN_BYTES),
            (-2, -2, 4, 4, 4),
            (158, 126, 4, 4, 4),
            (160, 0, 1, 1, 0),
            (-5, 0, 5, 5, 0),
            (most, most, most, most, 0),
            (least, least, most, most, 0),
            (-1, -1, most, most, SCREEN_BYTES),
            (10, 10, 0, 5, 0),
            (10, 10, 5, -1, 0),
        ]:
            made, env = badge()
            env["rect"](x, y, w, h, 0x101)
            self.assertEqual(drawn(made), expected, (x, y, w, h))

    def test_blit_checks_the_whole_rectangle_before_clipping(self):
        most = (1 << 31) - 1
        made, env = badge(bytes([7]) * 64)
        for refused in [
            (1, 0, 0, 8, 8, -1),
            (1, 1000, 1000, 8, 8, -1),
            (-1, 0, 0, 1, 1, -1),
            (0, 0, 0, 65536, 65536, -1),
            (-1, 0, 0, most, most, -1),
        ]:
            with self.assertRaises(HostTrap):
                env["blit"](*refused)
        self.assertEqual(drawn(made), 0)
        env["blit"](-1, 0, 0, 0, 8, -1)
        env["blit"](0, 0, 0, 8, 8, -1)
        self.assertEqual(drawn(made), 64)

    def test_blit_skips_the_key_and_keeps_the_row_stride(self):
        made, env = badge(bytes(range(12)))
        env["rect"](0, 0, 160, 128, 99)
        env["blit"](0, -1, -1, 4, 3, 6)
        self.assertEqual(list(made.picture()[:4]), [5, 99, 7, 99])
        self.assertEqual(list(made.picture()[WIDTH : WIDTH + 4]), [9, 10, 11, 99])
        env["blit"](0, 0, 0, 4, 1, 256)
        self.assertEqual(list(made.picture()[:4]), [0, 1, 2, 3])

    def test_pixels_equal_to_the_key_at_both_ends_are_left_out(self):
        made, env = badge(bytes([6, 6, 1, 6, 2, 6]))
        env["blit"](0, 0, 0, 6, 1, 6)
        self.assertEqual(list(made.picture()[:6]), [0, 0, 1, 0, 2, 0])


class Events(unittest.TestCase):
    def test_a_log_outside_memory_traps_and_leaves_no_event(self):
        made, env = badge(b"hi")
        idle = made.link(0)
        for refused in [(1, 2), (0, -1), (-1, 1)]:
            with self.assertRaises(HostTrap):
                env["log"](*refused)
        self.assertEqual(made.link(0), idle)
        env["log"](-1, 0)
        self.assertNotEqual(made.link(0), idle, "an empty log is an event")

    def test_leds_beyond_the_fifth_are_ignored(self):
        made, env = badge()
        for index in [-1, 5, (1 << 31) - 1, -(1 << 31)]:
            env["led"](index, -1)
        self.assertEqual([made.led(index) for index in range(5)], [0] * 5)

    def test_a_tone_replaces_the_one_before_and_zero_silences(self):
        made, env = badge()
        env["tone"](440, 100)
        self.assertEqual(made.tone, (440, 100))
        env["tone"](0, 100)
        self.assertIsNone(made.tone)


if __name__ == "__main__":
    unittest.main()
