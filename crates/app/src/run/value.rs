//! The small languages inside run options: `8080:80/tcp`, `data:/var/lib:ro`, `type=bind,src=…`, `512m`.

use crate::wire::{RunMount, RunPort};

/// A range of ports longer than this is a slip of the finger, and a form of it would be of no use.
const LONGEST_RANGE: usize = 256;

/// Reads `-p`: `[address:][host]:container[/protocol]` or `container[/protocol]`, each port perhaps a range.
pub(super) fn publish(text: &str) -> Option<Vec<RunPort>> {
    let (text, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    let protocol = protocol.to_ascii_lowercase();
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return None;
    }
    let (rest, container) = text.rsplit_once(':').unwrap_or(("", text));
    let (address, host) = rest.rsplit_once(':').unwrap_or(("", rest));
    let (address, host) = if host.ends_with(']') { (rest, "") } else { (address, host) };
    let (first, count) = range(container)?;
    let host_first = if host.is_empty() { None } else { Some(range(host)?) };
    // `8000-9000:80` lets Docker choose within the range; its first port is the likeliest.
    if host_first.is_some_and(|(_, hosts)| hosts != count && count != 1) {
        return None;
    }
    let host_ip = address.trim_start_matches('[').trim_end_matches(']').to_owned();
    let port = |offset: u16| RunPort {
        container_port: first + offset,
        protocol: protocol.clone(),
        host_port: host_first.map(|(host, _)| host + offset),
        host_ip: host_ip.clone(),
    };
    Some((0..count).map(port).collect())
}

/// Writes `-p`.
pub(super) fn publish_text(port: &RunPort) -> String {
    let address =
        if port.host_ip.contains(':') { format!("[{}]", port.host_ip) } else { port.host_ip.clone() };
    let protocol = match port.protocol.as_str() {
        "" | "tcp" => String::new(),
        other => format!("/{other}"),
    };
    let inside = port.container_port;
    match (address.as_str(), port.host_port) {
        ("", None) => format!("{inside}{protocol}"),
        ("", Some(host)) => format!("{host}:{inside}{protocol}"),
        (address, None) => format!("{address}::{inside}{protocol}"),
        (address, Some(host)) => format!("{address}:{host}:{inside}{protocol}"),
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    let count = last.checked_sub(first)?.checked_add(1)?;
    (first > 0 && usize::from(count) <= LONGEST_RANGE).then_some((first, count))
}

/// A mount that was read, with the options that we do not carry over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ReadMount {
    pub(super) mount: RunMount,
    pub(super) dropped: Vec<String>,
}

/// Reads `-v`: `target`, `source:target` or `source:target:options`.
pub(super) fn volume(text: &str) -> Option<ReadMount> {
    let parts = split_colons(text);
    let (source, target, options) = match parts.as_slice() {
        [target] => ("", *target, ""),
        [source, target] => (*source, *target, ""),
        [source, target, options] => (*source, *target, *options),
        _ => return None,
    };
    let kind = if is_path(source) { "bind" } else { "volume" };
    if !target.starts_with('/') || (parts.len() > 1 && source.is_empty()) {
        return None;
    }
    let mount = RunMount {
        kind: kind.to_owned(),
        source: source.to_owned(),
        target: target.to_owned(),
        read_only: false,
    };
    Some(with_options(mount, options))
}

/// Reads `--tmpfs`: `target[:options]`.
pub(super) fn tmpfs(text: &str) -> Option<ReadMount> {
    let (target, options) = text.split_once(':').unwrap_or((text, ""));
    let mount = RunMount { kind: "tmpfs".to_owned(), target: target.to_owned(), ..RunMount::default() };
    target.starts_with('/').then(|| with_options(mount, options))
}

fn with_options(mut mount: RunMount, options: &str) -> ReadMount {
    let mut dropped = Vec::new();
    for option in options.split(',').filter(|option| !option.is_empty()) {
        match option {
            "ro" | "readonly" => mount.read_only = true,
            "rw" => mount.read_only = false,
            other => dropped.push(other.to_owned()),
        }
    }
    ReadMount { mount, dropped }
}

/// Reads `--mount`: `type=bind,source=…,target=…,readonly`.
pub(super) fn mount(text: &str) -> Option<ReadMount> {
    let mut read = ReadMount {
        mount: RunMount { kind: "volume".to_owned(), ..RunMount::default() },
        dropped: Vec::new(),
    };
    for field in csv_fields(text) {
        let (key, value) = field.split_once('=').unwrap_or((&field, "true"));
        match key.to_ascii_lowercase().as_str() {
            "type" => read.mount.kind = value.to_ascii_lowercase(),
            "source" | "src" => read.mount.source = value.to_owned(),
            "target" | "destination" | "dst" => read.mount.target = value.to_owned(),
            "readonly" | "ro" => read.mount.read_only = matches!(value, "true" | "1" | ""),
            _ => read.dropped.push(field.clone()),
        }
    }
    let known = matches!(read.mount.kind.as_str(), "volume" | "bind" | "tmpfs");
    (known && read.mount.target.starts_with('/')).then_some(read)
}

/// The option that makes a mount and its value: `-v` where that can say it, `--mount` where it cannot.
pub(super) fn mount_text(mount: &RunMount) -> (&'static str, String) {
    let RunMount { kind, source, target, read_only } = mount;
    let read_only_mark = if *read_only { ":ro" } else { "" };
    match kind.as_str() {
        "tmpfs" if !target.contains(':') => ("--tmpfs", format!("{target}{read_only_mark}")),
        "volume" if source.is_empty() && !read_only && !target.contains(':') => ("-v", target.clone()),
        "volume" | "bind" => {
            let text = format!("{source}:{target}{read_only_mark}");
            let reads_right =
                volume(&text).is_some_and(|read| read.mount == *mount && read.dropped.is_empty());
            if reads_right { ("-v", text) } else { ("--mount", long_mount(mount)) }
        }
        _ => ("--mount", long_mount(mount)),
    }
}

fn long_mount(mount: &RunMount) -> String {
    let mut fields = vec![format!("type={}", mount.kind)];
    if !mount.source.is_empty() {
        fields.push(format!("source={}", mount.source));
    }
    fields.push(format!("target={}", mount.target));
    if mount.read_only {
        fields.push("readonly".to_owned());
    }
    fields.iter().map(|field| csv_quoted(field)).collect::<Vec<_>>().join(",")
}

/// A host path in any spelling, told from a volume's name as Docker does: a name has no slash.
pub(super) fn is_path(source: &str) -> bool {
    source.starts_with(['.', '~', '$', '%', '`']) || source.contains(['/', '\\'])
}

/// Whether a host path starts at a root, on any system.
pub(super) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.starts_with("\\\\") || has_drive(path)
}

fn has_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// Splits at colons, but not behind a Windows drive.
fn split_colons(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let skip = if has_drive(rest) { 2 } else { 0 };
        let colon = rest.get(skip..).and_then(|tail| tail.find(':')).map(|at| at + skip);
        match colon.and_then(|at| Some((rest.get(..at)?, rest.get(at + 1..)?))) {
            Some((part, after)) => {
                parts.push(part);
                rest = after;
            }
            None => {
                parts.push(rest);
                return parts;
            }
        }
    }
}

fn csv_quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

pub(super) fn csv_fields(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let at_start = fields.last().is_none_or(String::is_empty);
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => push(&mut fields, '"'),
            '"' if quoted || at_start => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => push(&mut fields, c),
        }
    }
    fields
}

fn push(fields: &mut [String], c: char) {
    if let Some(last) = fields.last_mut() {
        last.push(c);
    }
}

/// Units of sizes, the largest first; powers of 1024 as engines count them.
const UNITS: [(&str, u64); 4] = [("t", 1 << 40), ("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10)];

/// Reads `512m`, `1.5g`, `64MiB`, `1073741824`.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let number_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(number_end);
    let unit = unit.trim().trim_end_matches('b').trim_end_matches('i');
    let factor = if unit.is_empty() { 1 } else { UNITS.iter().find(|(name, _)| *name == unit)?.1 };
    match number.parse::<u64>() {
        Ok(whole) => whole.checked_mul(factor),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a size given with a point is not meant to the byte"
        )]
        Err(_) => number.parse::<f64>().ok().filter(|n| *n < 1e9).map(|n| (n * factor as f64) as u64),
    }
}

/// Writes a size exactly, with the largest unit that divides it.
pub(super) fn bytes_text(bytes: u64) -> String {
    let unit = UNITS.iter().find(|(_, factor)| bytes > 0 && bytes.is_multiple_of(*factor));
    unit.map_or_else(|| bytes.to_string(), |(name, factor)| format!("{}{name}", bytes / factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(host_ip: &str, host_port: Option<u16>, container_port: u16, protocol: &str) -> RunPort {
        RunPort { container_port, protocol: protocol.into(), host_port, host_ip: host_ip.into() }
    }

    #[test]
    fn reads_ports() {
        let cases = [
            ("80", vec![port("", None, 80, "tcp")]),
            ("8080:80", vec![port("", Some(8080), 80, "tcp")]),
            ("53:53/UDP", vec![port("", Some(53), 53, "udp")]),
            ("127.0.0.1:8080:80", vec![port("127.0.0.1", Some(8080), 80, "tcp")]),
            ("127.0.0.1::80", vec![port("127.0.0.1", None, 80, "tcp")]),
            (":80", vec![port("", None, 80, "tcp")]),
            ("[::1]:8080:80", vec![port("::1", Some(8080), 80, "tcp")]),
            ("[::1]::80", vec![port("::1", None, 80, "tcp")]),
            (
                "8000-8001:9000-9001",
                vec![port("", Some(8000), 9000, "tcp"), port("", Some(8001), 9001, "tcp")],
            ),
            ("8000-8010:80", vec![port("", Some(8000), 80, "tcp")]),
        ];
        for (text, expected) in cases {
            assert_eq!(publish(text).as_ref(), Some(&expected), "{text}");
        }
        for text in ["", "a", "80:", "8080:80/http", "70000:80", "0", "1-65535", "8000-8001:80-90", "9-8:9-8"]
        {
            assert_eq!(publish(text), None, "{text}");
        }
    }

    #[test]
    fn reads_volumes() {
        let mount = |kind: &str, source: &str, target: &str, read_only| RunMount {
            kind: kind.into(),
            source: source.into(),
            target: target.into(),
            read_only,
        };
        let cases = [
            ("/data", mount("volume", "", "/data", false), ""),
            ("db:/data", mount("volume", "db", "/data", false), ""),
            ("/srv:/data:ro,z", mount("bind", "/srv", "/data", true), "z"),
            ("./srv:/data", mount("bind", "./srv", "/data", false), ""),
            ("$(pwd):/data", mount("bind", "$(pwd)", "/data", false), ""),
            ("~/x:/data", mount("bind", "~/x", "/data", false), ""),
            ("C:\\my data:/data:ro", mount("bind", "C:\\my data", "/data", true), ""),
            ("c:/x:/data", mount("bind", "c:/x", "/data", false), ""),
            ("db:/data:nocopy", mount("volume", "db", "/data", false), "nocopy"),
        ];
        for (text, expected, dropped) in cases {
            let read = volume(text).unwrap();
            assert_eq!((read.mount, read.dropped.join(",")), (expected, dropped.to_owned()), "{text}");
        }
        for text in ["", "data", "a:b", "a:b:c:d", ":/data"] {
            assert_eq!(volume(text), None, "{text}");
        }
        let read = super::mount("type=bind,\"src=/a,b\",dst=/c,readonly,bind-propagation=rslave").unwrap();
        assert_eq!(read.mount, mount("bind", "/a,b", "/c", true));
        assert_eq!(read.dropped, ["bind-propagation=rslave"]);
        assert_eq!(super::mount("type=npipe,src=a,dst=/b"), None);
    }

    #[test]
    fn reads_sizes() {
        let cases = [
            ("512m", 512 << 20),
            ("1g", 1 << 30),
            ("1.5G", 3 << 29),
            ("64MiB", 64 << 20),
            ("10kb", 10 << 10),
            ("7", 7),
            ("7b", 7),
        ];
        for (text, expected) in cases {
            assert_eq!(bytes(text), Some(expected), "{text}");
        }
        for text in ["", "m", "-1", "1x", "99999999999g", "1.2.3g"] {
            assert_eq!(bytes(text), None, "{text}");
        }
        for size in [0, 1, 1023, 1024, 1 << 30, (1 << 30) + 1, u64::MAX] {
            assert_eq!(bytes(&bytes_text(size)), Some(size));
        }
    }
}
