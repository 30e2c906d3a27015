//! Random trees: whatever happens in them, every byte is in exactly one place.

use super::adds_up;
use super::made::{Layer, anatomy};

/// Numbers that look random and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn path(&mut self) -> String {
        const PARTS: [&str; 12] = [
            "a",
            "b",
            "etc",
            "usr",
            "lib",
            "site-packages",
            "node_modules",
            "tmp",
            "app",
            "var",
            "x.jar",
            "bin",
        ];
        let depth = 1 + self.below(4);
        let parts: Vec<&str> = (0..depth).map(|_| PARTS[self.below(PARTS.len() as u64) as usize]).collect();
        parts.join("/")
    }

    fn layer(&mut self) -> Layer {
        let mut layer = Layer::default();
        let mut taken = std::collections::HashSet::new();
        for _ in 0..self.below(30) {
            let (name, other) = (self.path(), self.path());
            if !taken.insert(name.clone()) {
                continue;
            }
            layer = match self.below(10) {
                0 => layer.folder(&name),
                1 => layer.symlink(&name, &other),
                2 => layer.hard_link(&name, &other),
                3 => layer.gone(&name),
                4 => layer.opaque(&name),
                _ => layer.sized(&name, self.below(1000)),
            };
        }
        layer
    }
}

#[test]
fn every_byte_of_random_images_is_in_one_place() {
    for seed in 1..400_u64 {
        let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let layers = (0..numbers.below(7)).map(|_| numbers.layer()).collect();
        let config = if seed % 2 == 0 { "{}" } else { r#"{"config":{"WorkingDir":"/app"}}"# };
        adds_up(&anatomy(config, layers));
    }
}
