//! Which addresses belong to a slot.

use std::net::Ipv4Addr;

/// A /20 inside 10.224.0.0/12; sixteen networks of 254 addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subnet(u32);

const MASK: u32 = 0xffff_f000;

impl Subnet {
    /// Returns the range of a slot.
    pub(crate) fn of_slot(number: u8) -> Self {
        Self(u32::from(Ipv4Addr::new(10, 224, 0, 0)) + (u32::from(number) << 12))
    }

    /// `10.224.16.0/20`, for address pools.
    pub(crate) fn pool(self) -> String {
        format!("{}/20", Ipv4Addr::from(self.0))
    }

    /// `10.224.16.0/24`, the engine's default network.
    pub(crate) fn first(self) -> String {
        format!("{}/24", Ipv4Addr::from(self.0))
    }

    /// `10.224.16.1`, the host's end of the default network.
    pub(crate) fn gateway(self) -> Ipv4Addr {
        Ipv4Addr::from(self.0 + 1)
    }

    /// Both ends of the cable to an engine with a network of its own, the machine's first: the last of the range, where an
    /// engine begins its own networks last.
    pub(crate) fn cable(self) -> (Ipv4Addr, Ipv4Addr) {
        (Ipv4Addr::from(self.0 + 0xffd), Ipv4Addr::from(self.0 + 0xffe))
    }

    /// Says whether an address is one of ours.
    pub(crate) fn contains(self, address: Ipv4Addr) -> bool {
        u32::from(address) & MASK == self.0
    }

    /// Says whether a line of a tool's output names one of our addresses.
    pub(crate) fn is_named_in(self, line: &str) -> bool {
        line.split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .filter_map(|word| word.parse().ok())
            .any(|address| self.contains(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_do_not_overlap() {
        let (first, second) = (Subnet::of_slot(0), Subnet::of_slot(1));
        assert_eq!((first.pool(), second.pool()), ("10.224.0.0/20".into(), "10.224.16.0/20".into()));
        assert!(first.contains(Ipv4Addr::new(10, 224, 15, 255)) && !first.contains(second.gateway()));
        assert_eq!(first.cable(), (Ipv4Addr::new(10, 224, 15, 253), Ipv4Addr::new(10, 224, 15, 254)));
        assert_eq!(Subnet::of_slot(239).first(), "10.238.240.0/24");
    }

    #[test]
    fn finds_addresses_in_rules() {
        let subnet = Subnet::of_slot(1);
        assert!(subnet.is_named_in("-A CNI-DN-1 -p tcp -j DNAT --to-destination 10.224.17.2:80"));
        assert!(!subnet.is_named_in("-A POSTROUTING -s 10.224.1.0/24 -j MASQUERADE"));
    }
}
