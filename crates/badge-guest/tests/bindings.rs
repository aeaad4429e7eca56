//! The safe bindings, as a native guest uses them.

mod host;

use badge_guest::{Canvas, Decimal, State, button, color, text, wave};
use host::Call;

#[test]
fn arguments_reach_the_host_unchanged() {
    badge_guest::rect(-1, 2, 3, 4, 0xE3);
    badge_guest::blit(&[1, 2, 3, 4, 5, 6], -7, 8, 3, 2, Some(5));
    badge_guest::blit(&[9], 0, 0, 1, 1, None);
    badge_guest::led(4, 0x0012_3456);
    badge_guest::tone(440, 100);
    badge_guest::log("hi");
    assert_eq!(
        host::calls(),
        [
            Call::Rect([-1, 2, 3, 4], 0xE3),
            Call::Blit(vec![1, 2, 3, 4, 5, 6], [-7, 8, 3, 2], 5),
            Call::Blit(vec![9], [0, 0, 1, 1], -1),
            Call::Led(4, 0x0012_3456),
            Call::Tone(440, 100),
            Call::Log(b"hi".to_vec()),
        ]
    );
    assert_eq!(badge_guest::buttons(), button::LEFT | button::B);
    assert_eq!(badge_guest::millis(), u32::MAX);
    assert_eq!(badge_guest::random(), 0x510C_4619);
    assert_eq!(badge_guest::clock_ms(), 7);
}

#[test]
fn blit_of_an_empty_area_does_not_look_at_the_pixels() {
    badge_guest::blit(&[], 0, 0, 0, 1000, None);
    badge_guest::blit(&[], 0, 0, 1000, -1, None);
    assert_eq!(host::calls(), []);
}

#[test]
fn blit_of_too_few_pixels_panics_before_the_host_sees_them() {
    for (w, h) in [(4, 1), (1, 4), (i32::MAX, i32::MAX)] {
        let outcome = std::panic::catch_unwind(|| badge_guest::blit(&[0; 3], 0, 0, w, h, None));
        assert!(outcome.is_err(), "{w} x {h}");
    }
    assert_eq!(host::calls(), []);
}

#[test]
fn state_keeps_its_value_and_refuses_a_second_entry() {
    static CELL: State<u32> = State::new(5);
    CELL.with(|value| *value += 1);
    assert_eq!(CELL.with(|value| *value), 6);
    let outcome = std::panic::catch_unwind(|| CELL.with(|_| CELL.with(|value| *value)));
    assert!(outcome.is_err());
}

#[test]
fn a_letter_is_one_rect_per_vertical_stroke() {
    for (scale, after) in [(1, 16), (2, 22)] {
        assert_eq!(text::draw(10, 20, scale, 7, "L"), after);
        let mut strokes = vec![Call::Rect([10, 20, scale, 7 * scale], 7)];
        strokes.extend(
            (1..5).map(|column| Call::Rect([10 + column * scale, 20 + 6 * scale, scale, scale], 7)),
        );
        assert_eq!(host::calls(), strokes);
    }
}

#[test]
fn a_column_is_one_rect_per_run_of_bits() {
    text::column(3, 0, 1, 7, 0b1110_0101);
    text::column(4, -1, 2, 8, 0);
    text::column(5, -1, 2, 9, u32::MAX);
    text::column(6, 0, 1, 9, 1 << 31);
    let runs = [
        Call::Rect([3, 0, 1, 1], 7),
        Call::Rect([3, 2, 1, 1], 7),
        Call::Rect([3, 5, 1, 3], 7),
        Call::Rect([5, -1, 2, 64], 9),
        Call::Rect([6, 31, 1, 1], 9),
    ];
    assert_eq!(host::calls(), runs);
}

#[test]
fn a_newline_goes_back_and_down() {
    assert_eq!(text::draw(10, 20, 2, 7, "|\n |"), 34);
    let bars = [Call::Rect([14, 20, 2, 16], 7), Call::Rect([26, 38, 2, 16], 7)];
    assert_eq!(host::calls(), bars);
}

#[test]
fn characters_outside_ascii_draw_a_box() {
    text::draw(0, 0, 1, 3, [0x1F_u8, 0xFF]);
    let columns = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10];
    assert_eq!(host::calls(), columns.map(|x| Call::Rect([x, 0, 1, 8], 3)));
}

#[test]
fn a_canvas_clips() {
    let mut canvas = Canvas::<3, 2>::new(1);
    canvas.rect(-5, 1, 7, 100, 2);
    canvas.rect(2, 0, i32::MAX, i32::MAX, 3);
    canvas.rect(0, -9, 1, 9, 4);
    canvas.rect(0, 2, 1, 1, 4);
    canvas.rect(0, i32::MIN, i32::MAX, i32::MAX, 4);
    canvas.set(-1, 0, 9);
    canvas.set(0, 2, 9);
    assert_eq!(canvas.rows(), &[[1, 1, 3], [2, 2, 3]]);
}

#[test]
fn decimals() {
    for (value, width, expected) in [
        (0, 1, "0"),
        (7, 3, "007"),
        (1234, 3, "1234"),
        (100, 1, "100"),
        (u32::MAX, 10, "4294967295"),
    ] {
        assert_eq!(Decimal::padded(value, width).as_ref(), expected.as_bytes());
    }
    assert_eq!(Decimal::new(90).as_ref(), b"90");
}

#[test]
fn colours_keep_the_high_bits() {
    assert_eq!(color::rgb(255, 255, 255), color::WHITE);
    assert_eq!(color::rgb(0x5F, 0xE0, 0x7F), 0x5D);
    assert_eq!(color::of_led(0x00E0_20C0), 0xE7);
    for (position, led) in [(0, 0x00FF_0000), (64, 0xFF00), (128, 0xFF), (192, 0x00FF_0000)] {
        assert_eq!(color::hue(position, 255), led, "{position}");
    }
}

#[test]
fn the_sine_stays_within_seven_of_the_true_one() {
    for angle in 0..=u8::MAX {
        let exact = (f64::from(angle) / 128.0 * std::f64::consts::PI).sin() * 127.0;
        let error = f64::from(wave::sine(angle)) - exact;
        assert!(error.abs() <= 7.5, "{angle}: off by {error}");
    }
}
