//! What sounds, tick by tick: no samples are made here.

/// A call of `tone`, as the cartridge made it.
pub type ToneRequest = [i32; 4];

/// Shape of the wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wave {
    /// A pulse that is high for so many eighths of its period.
    Pulse(u8),
    /// A triangle.
    Triangle,
    /// Noise; the frequency is that of its register.
    Noise,
}

/// Which of two speakers sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pan {
    /// Both.
    Both,
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// What a channel does during one tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    /// Channel, 0 to 3.
    pub channel: u8,
    /// Shape.
    pub wave: Wave,
    /// Frequency in hertz in the middle of the tick.
    pub frequency: f32,
    /// Loudness in the middle of the tick, 0 to 100; 100 is 15 % of full scale,
    /// of a triangle 25 %.
    pub level: u8,
    /// Speakers.
    pub pan: Pan,
}

/// The four channels and their clock.
#[derive(Clone, Debug, Default)]
pub struct Sound {
    ticks: u64,
    channels: [Option<Tone>; 4],
}

#[derive(Clone, Copy, Debug)]
struct Tone {
    began: u64,
    frequency: [f32; 2],
    attack: u32,
    decay: u32,
    sustain: u32,
    release: u32,
    peak: u32,
    level: u32,
    wave: Wave,
    pan: Pan,
}

impl Tone {
    fn ticks(&self) -> u32 {
        self.attack + self.decay + self.sustain + self.release
    }

    /// The tick of this tone that sounds at `now`, which follows the tick of
    /// the call. The tick of the end sounds too, so that repeated tones join.
    fn elapsed(&self, now: u64) -> Option<u32> {
        let elapsed = now.checked_sub(self.began + 1)?;
        (elapsed < u64::from(self.ticks())).then_some(elapsed as u32)
    }

    /// Loudness after `elapsed` ticks and a half.
    fn level(&self, elapsed: u32) -> u32 {
        let (peak, level) = (self.peak, self.level);
        let mut twice = 2 * elapsed + 1;
        for (length, from, to) in [
            (self.attack, 0, peak),
            (self.decay, peak, level),
            (self.sustain, level, level),
            (self.release, level, 0),
        ] {
            if twice < 2 * length {
                let whole = 2 * length;
                return (from * (whole - twice) + to * twice + length) / whole;
            }
            twice -= 2 * length;
        }
        0
    }

    fn frequency(&self, elapsed: u32) -> f32 {
        let [from, to] = self.frequency;
        let part = (2 * elapsed + 1) as f32 / (2 * self.ticks()) as f32;
        if to == 0.0 { from } else { from + (to - from) * part }
    }
}

impl Sound {
    /// `tone(frequency, duration, volume, flags)`.
    pub(crate) fn tone(&mut self, request: ToneRequest) {
        let [frequency, duration, volume, flags] = request.map(i32::cast_unsigned);
        let byte = |of: u32, index: u32| of >> (8 * index) & 255;
        let note_mode = flags >> 6 & 1 != 0;
        let hertz = |half: u32| match half {
            0 => 0.0,
            half if note_mode => note(half),
            half => half as f32,
        };
        let channel = flags & 3;
        let wave = match channel {
            2 => Wave::Triangle,
            3 => Wave::Noise,
            _ => Wave::Pulse([1, 2, 4, 2][(flags >> 2 & 3) as usize]),
        };
        let peak = byte(volume, 1).min(100);
        self.channels[channel as usize] = Some(Tone {
            began: self.ticks,
            frequency: [
                if note_mode { note(frequency & 0xffff) } else { (frequency & 0xffff) as f32 },
                hertz(frequency >> 16),
            ],
            attack: byte(duration, 3),
            decay: byte(duration, 2),
            release: byte(duration, 1),
            sustain: byte(duration, 0),
            peak: if peak == 0 { 100 } else { peak },
            level: byte(volume, 0).min(100),
            wave,
            pan: match flags >> 4 & 3 {
                1 => Pan::Left,
                2 => Pan::Right,
                _ => Pan::Both,
            },
        });
    }

    /// Advances the clock by a tick, after `update`.
    pub fn advance(&mut self) {
        self.ticks += 1;
    }

    /// What a channel does in the tick that has begun with [`Self::advance`].
    #[must_use]
    pub fn voice(&self, channel: u8) -> Option<Voice> {
        let tone = self.channels.get(usize::from(channel))?.as_ref()?;
        let elapsed = tone.elapsed(self.ticks)?;
        Some(Voice {
            channel,
            wave: tone.wave,
            frequency: tone.frequency(elapsed),
            level: tone.level(elapsed) as u8,
            pan: tone.pan,
        })
    }

    /// What one beeper should sound: of the channels with a pitch the one whose
    /// tone is the latest, the higher channel among equals; noise if no other.
    #[must_use]
    pub fn beeper(&self) -> Option<Voice> {
        let audible = |channel: u8| self.voice(channel).filter(|voice| voice.level > 0);
        let began =
            |voice: &Voice| self.channels[usize::from(voice.channel)].map(|tone| tone.began);
        (0..3).filter_map(audible).max_by_key(began).or_else(|| audible(3))
    }
}

/// Frequency of a note in the low byte, bent by the high byte in 1/256 of a
/// semitone: note 69 is the A of 440 Hz.
fn note(half: u32) -> f32 {
    let semitones = (half & 255) as f32 - 69.0 + (half >> 8 & 255) as f32 / 256.0;
    440.0 * libm::exp2f(semitones / 12.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(request: ToneRequest, expected: &[(f32, u8)]) {
        let mut sound = Sound::default();
        sound.tone(request);
        assert_eq!(sound.voice(request[3] as u8 & 3), None, "sounds before its tick");
        for (tick, &(frequency, level)) in expected.iter().enumerate() {
            sound.advance();
            let voice = sound.voice(request[3] as u8 & 3).expect("a voice");
            assert_eq!((voice.frequency, voice.level), (frequency, level), "tick {tick}");
        }
        sound.advance();
        assert_eq!(sound.voice(request[3] as u8 & 3), None, "sounds after its end");
    }

    #[test]
    fn an_envelope_rises_falls_holds_and_fades() {
        let duration = 2 << 24 | 2 << 16 | 2 << 8 | 1;
        let levels = [25, 75, 80, 40, 20, 15, 5];
        check([440, duration, 100 << 8 | 20, 0], &levels.map(|level| (440.0, level)));
    }

    #[test]
    fn a_slide_is_linear_over_the_whole_tone() {
        let heard = [125.0, 175.0, 225.0, 275.0].map(|frequency| (frequency, 50));
        check([300 << 16 | 100, 4, 50, 2], &heard);
    }

    #[test]
    fn peak_zero_is_the_loudest_and_levels_are_capped() {
        check([200, 1 << 24 | 1, 255, 0], &[(200.0, 50), (200.0, 100)]);
        check([200, 1, 0, 0], &[(200.0, 0)]);
    }

    #[test]
    fn a_tone_without_duration_silences_its_channel() {
        let mut sound = Sound::default();
        sound.tone([440, 60, 100, 1]);
        sound.tone([440, 0, 100, 1]);
        sound.advance();
        assert_eq!(sound.voice(1), None);
    }

    #[test]
    fn notes_are_semitones_and_bends_parts_of_them() {
        check([69, 1, 100, 0x40], &[(440.0, 100)]);
        check([81, 1, 100, 0x40], &[(880.0, 100)]);
        let bent = note(60 | 128 << 8);
        assert!((bent - 269.291_8).abs() < 0.01, "{bent}");
    }

    #[test]
    fn waves_and_speakers_come_from_the_flags() {
        let voice = |flags: i32| {
            let mut sound = Sound::default();
            sound.tone([440, 1, 100, flags]);
            sound.advance();
            sound.voice(flags as u8 & 3).map(|voice| (voice.wave, voice.pan))
        };
        assert_eq!(voice(0), Some((Wave::Pulse(1), Pan::Both)));
        assert_eq!(voice(0b01_1000), Some((Wave::Pulse(4), Pan::Left)));
        assert_eq!(voice(0b10_1101), Some((Wave::Pulse(2), Pan::Right)));
        assert_eq!(voice(2), Some((Wave::Triangle, Pan::Both)));
        assert_eq!(voice(3), Some((Wave::Noise, Pan::Both)));
    }

    #[test]
    fn a_beeper_plays_the_last_pitch_and_noise_only_alone() {
        let mut sound = Sound::default();
        sound.tone([100, 3, 100, 3]);
        sound.tone([200, 3, 100, 2]);
        sound.advance();
        sound.tone([300, 1, 100, 0]);
        sound.advance();
        assert_eq!(sound.beeper().map(|voice| voice.channel), Some(0));
        sound.advance();
        assert_eq!(sound.beeper().map(|voice| voice.channel), Some(2));
        sound.tone([0, 0, 0, 2]);
        assert_eq!(sound.beeper().map(|voice| voice.channel), Some(3));
    }
}
