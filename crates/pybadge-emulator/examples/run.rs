//! Runs an image for some emulated time and says what happened.
//!
//! `cargo run --release -p pybadge-emulator --example run -- IMAGE [MILLISECONDS] [PICTURE.ppm]`
//! where IMAGE is a UF2 file, or a raw image for address 0x4000.

use pybadge_board::APPLICATION;
use pybadge_emulator::{Badge, Boot, Limits, Reset};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the path of an image")?;
    let milliseconds: u64 = arguments.next().map_or(Ok(1000), |text| text.parse())?;
    let image = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;

    let mut badge = Badge::new();
    if image.starts_with(b"UF2\n") {
        badge.load_uf2(&image)?;
    } else {
        badge.load_binary(APPLICATION.start, &image)?;
    }
    match badge.reset(Reset::Power) {
        Boot::Application => {}
        other => return Err(format!("{path} does not start: {other:?}").into()),
    }
    let start = Instant::now();
    let stop = badge.run(Limits::cycles(milliseconds * 120_000));
    let elapsed = start.elapsed();

    println!("{stop}");
    println!("instructions {}", badge.instructions());
    println!("cycles       {} (estimated) at {} Hz", badge.cycles(), badge.cpu_hz());
    println!("host         {:.1} MIPS", badge.instructions() as f64 / elapsed.as_secs_f64() / 1e6);
    println!("cache        {:?}", badge.statistics());
    println!(
        "display      {} writes, {} pixels, losses {:?}",
        badge.display_writes(),
        badge.display_pixels(),
        badge.display_losses()
    );
    let stimuli = badge.take_stimuli();
    println!("stimuli      {}, of which the first:", stimuli.len());
    for stimulus in stimuli.iter().take(16) {
        println!("  {stimulus:?}");
    }
    print!("{}", String::from_utf8_lossy(&badge.take_serial()));
    if let Some(picture) = arguments.next() {
        let screen = badge.screen();
        let mut ppm = format!("P6 {} {} 255\n", screen.width, screen.height).into_bytes();
        ppm.extend(&screen.rgb);
        std::fs::write(&picture, ppm).map_err(|error| format!("{picture}: {error}"))?;
    }
    Ok(())
}
