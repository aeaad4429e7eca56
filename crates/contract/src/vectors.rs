//! The badge driven through a module: the vectors of its definition.

use crate::assembled::{DRAWING, IDLE, INPUTS};
use crate::subject::{Subject, Verdict, done, equal, run, session};
use badge::{Link, button};
use badge_runtime::{Invoke as _, Runtime, Session as _, Value};

/// Runs `start` and two frames, and compares the links.
fn chain<R: Runtime>(subject: &Subject<R>, wasm: &[u8], expected: [u32; 3]) -> Verdict {
    session!(subject, wasm => session);
    session.host(|badge| badge.enter_start());
    done("start", run(&mut session, c"start"))?;
    let mut link = session.host(|badge| badge.link(Link::ORIGIN));
    let mut links = [link.0, 0, 0];
    for index in 0..2 {
        session.host(|badge| badge.enter_update(index, 0));
        done("update", run(&mut session, c"update"))?;
        link = session.host(|badge| badge.link(link));
        links[index as usize + 1] = link.0;
    }
    equal(
        "links",
        links.map(|link| Link(link).to_string()),
        expected.map(|link| Link(link).to_string()),
    )
}

/// A guest that does nothing.
pub fn the_idle_vector_holds<R: Runtime>(subject: &Subject<R>) -> Verdict {
    chain(subject, IDLE, [0xd669_b5b7, 0x7951_7755, 0x7af4_e0a6])
}

/// A guest that draws, lights, sounds and logs in its first frame.
pub fn the_drawing_vector_holds<R: Runtime>(subject: &Subject<R>) -> Verdict {
    chain(subject, DRAWING, [0xd669_b5b7, 0xfa56_7105, 0x1931_674b])
}

/// Functions with a result, and `blit` out of guest memory.
pub fn inputs_reach_the_guest<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, INPUTS => session);
    session.host(|badge| {
        badge.enter_update(31, button::LEFT | button::A);
        badge.set_clock(|| 4321);
    });
    for (name, expected) in [
        (c"buttons", 0x82),
        (c"millis", 1033),
        (c"random", 0x510c_4619),
        (c"random", 0xe02e_553e_u32.cast_signed()),
        (c"clock", 4321),
    ] {
        let mut results = [Value::default()];
        done("call", session.invoke(name, &[], &mut results))?;
        equal(&format!("{name:?}"), results, [Value::I32(expected)])?;
    }
    done("blit", session.invoke(c"blit", &[], &mut []))?;
    // Two rows of three pixels at the lower right corner: the third column is
    // clipped, and the pixel 4 equals the key.
    let corner = session.host(|badge| {
        let pixels = &badge.screen().0;
        [
            pixels[126 * 160 + 158],
            pixels[126 * 160 + 159],
            pixels[127 * 160 + 158],
            pixels[127 * 160 + 159],
        ]
    });
    equal("corner", corner, [1, 2, 0, 5])
}
