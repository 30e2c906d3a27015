//! Takes a picture of every screen, light and dark: `screenshots FOLDER`.

fn main() {}
