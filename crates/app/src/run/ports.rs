//! Which host port to propose.

/// Ports that people expect for a known one, and that need no rights.
const USUAL: [(u16, u16); 4] = [(80, 8080), (443, 8443), (22, 2222), (53, 5353)];

/// Ports that browsers refuse to open, among those we may come across.
const REFUSED_BY_BROWSERS: [u16; 15] =
    [1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6667, 6668, 6669, 6697];

/// Lowest port that needs no rights.
const LOWEST: u16 = 1024;

/// Probing goes no further than this: each probe is a system call.
const MOST_PROBES: usize = 500;

/// A free host port for a port inside: the usual one or the same number, else the next free one above.
/// `taken` tells what is known to be in use, `is_free` looks.
pub fn free_port(
    container_port: u16,
    taken: &dyn Fn(u16) -> bool,
    is_free: &dyn Fn(u16) -> bool,
) -> Option<u16> {
    let first = preferred(container_port);
    let next =
        (first..=u16::MAX).skip(1).chain(LOWEST..first).filter(|port| !REFUSED_BY_BROWSERS.contains(port));
    std::iter::once(first)
        .chain(next)
        .filter(|port| !taken(*port))
        .take(MOST_PROBES)
        .find(|port| is_free(*port))
}

fn preferred(container_port: u16) -> u16 {
    match USUAL.iter().find(|(inside, _)| *inside == container_port) {
        Some((_, usual)) => *usual,
        None if container_port < LOWEST => 8000 + container_port,
        None => container_port,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposes_what_people_expect() {
        let cases = [
            (80, 8080),
            (443, 8443),
            (22, 2222),
            (53, 5353),
            (81, 8081),
            (5432, 5432),
            (3000, 3000),
            (6000, 6000),
        ];
        for (inside, expected) in cases {
            assert_eq!(free_port(inside, &|_| false, &|_| true), Some(expected), "{inside}");
        }
        assert_eq!(free_port(80, &|port| port == 8080, &|port| port != 8081), Some(8082));
        assert_eq!(free_port(5999, &|port| port == 5999, &|_| true), Some(6001), "browsers refuse 6000");
        assert_eq!(free_port(65535, &|port| port == 65535, &|_| true), Some(1024));
        assert_eq!(free_port(80, &|_| false, &|_| false), None);
        assert_eq!(free_port(80, &|_| true, &|_| true), None);
    }
}
