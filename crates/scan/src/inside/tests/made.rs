//! Images made on the spot.

use std::sync::Arc;

use layer::{Entry, ImagePath, Index, Kind, Look};

use crate::image::{Config, Image};
use crate::inside::Anatomy;
use crate::record::{Collector, LayerRecord};

pub(crate) fn path(path: &str) -> ImagePath {
    ImagePath::parse(path.as_bytes()).unwrap()
}

/// A layer being made.
#[derive(Default)]
pub(crate) struct Layer {
    index: Index,
    collector: Collector,
}

impl Layer {
    pub(crate) fn file(self, name: &str, content: &[u8]) -> Self {
        self.with_mode(name, content, 0o644)
    }

    pub(crate) fn with_mode(mut self, name: &str, content: &[u8], mode: u32) -> Self {
        let mut entry = entry(name, Kind::File, content.len() as u64);
        entry.mode = mode;
        // Good enough to tell contents of tests apart.
        let sum = content
            .iter()
            .fold(content.len() as u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
        entry.hash = Some(sum);
        if self.collector.wants(&entry) {
            self.collector.read(&entry, &mut &content[..]).unwrap();
        }
        self.index.entries.push(entry);
        self
    }

    /// A file of which only the size matters.
    pub(crate) fn sized(mut self, name: &str, bytes: u64) -> Self {
        let mut entry = entry(name, Kind::File, bytes);
        entry.hash = Some(bytes << 8 | name.len() as u64);
        self.index.entries.push(entry);
        self
    }

    pub(crate) fn folder(mut self, name: &str) -> Self {
        self.index.entries.push(entry(name, Kind::Directory, 0));
        self
    }

    pub(crate) fn symlink(mut self, name: &str, to: &str) -> Self {
        self.index.entries.push(Entry { link: Some(to.into()), ..entry(name, Kind::Symlink, 0) });
        self
    }

    pub(crate) fn hard_link(mut self, name: &str, to: &str) -> Self {
        self.index.entries.push(Entry { link: Some(to.into()), ..entry(name, Kind::HardLink, 0) });
        self
    }

    pub(crate) fn gone(mut self, name: &str) -> Self {
        self.index.whiteouts.push(path(name));
        self
    }

    pub(crate) fn opaque(mut self, name: &str) -> Self {
        self.index.opaques.push(path(name));
        self
    }

    pub(crate) fn trouble(mut self, kind: layer::TroubleKind) -> Self {
        self.index.troubles.push(layer::Trouble { path: String::new(), kind });
        self
    }

    pub(crate) fn record(self) -> LayerRecord {
        LayerRecord::new(Arc::new(self.index), self.collector)
    }
}

fn entry(name: &str, kind: Kind, bytes: u64) -> Entry {
    Entry {
        path: path(name),
        kind,
        bytes,
        mode: 0o755,
        uid: 0,
        gid: 0,
        mtime: 0,
        link: None,
        hash: None,
        capabilities: false,
    }
}

pub(crate) fn image(config: &str, layers: Vec<Layer>) -> Image {
    let layers: Vec<_> = layers.into_iter().map(|layer| Arc::new(layer.record())).collect();
    Image {
        id: "sha256:me".into(),
        config: Config::parse(config.as_bytes()).unwrap(),
        diff_ids: (0..layers.len()).map(|layer| format!("sha256:{layer}")).collect(),
        layers,
        ..Image::default()
    }
}

pub(crate) fn anatomy(config: &str, layers: Vec<Layer>) -> Anatomy {
    Anatomy::of(Arc::new(image(config, layers)))
}

/// The beginning of a Debian: its database has two packages, one of them a runtime.
pub(crate) fn debian() -> Layer {
    let status = "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2-1\n\
        Conffiles:\n /etc/bash.bashrc 5d41402abc4b2a76b9719d911017c592\n /etc/skel 00000000000000000000000000000000\n\n\
        Package: python3.11\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.11.2-6+deb12u6\n\n";
    Layer::default()
        .folder("etc")
        .file(
            "etc/os-release",
            b"ID=debian\nVERSION_ID=\"12\"\nNAME=\"Debian GNU/Linux\"\nVERSION_CODENAME=bookworm\n",
        )
        .file("etc/passwd", b"root:x:0:0::/root:/bin/bash\nwww:x:33:33::/var/www:/bin/sh\n")
        .file("etc/bash.bashrc", b"hello")
        .file("etc/skel", b"changed")
        .file("var/lib/dpkg/status", status.as_bytes())
        .file("var/lib/dpkg/info/bash.list", b"/.\n/bin\n/bin/bash\n/etc\n/etc/bash.bashrc\n/etc/skel\n")
        .file(
            "var/lib/dpkg/info/python3.11.list",
            b"/usr\n/usr/bin\n/usr/bin/python3.11\n/usr/lib/python3.11/os.py\n",
        )
        .symlink("bin", "usr/bin")
        .sized("usr/bin/bash", 1_000_000)
        .sized("usr/bin/python3.11", 5_000_000)
        .sized("usr/lib/python3.11/os.py", 40_000)
        .sized("usr/lib/python3.11/__pycache__/os.cpython-311.pyc", 30_000)
        .sized("usr/share/mime/mime.cache", 20_000)
        .sized("var/lib/apt/lists/x_Packages", 9_000_000)
        .sized("var/log/dpkg.log", 7_000)
}
