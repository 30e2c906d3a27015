//! A process and mount namespace for one engine.
//!
//! Its first process is a shell that only reaps. When that is killed the kernel kills everything inside (shims,
//! containers, port proxies) and the mounts go with the last of them, so nothing has to be hunted down. `/run` is
//! private: engines keep locks and network namespaces there, and several engines would share them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::engine::Isolation;
use crate::{keeper, leftovers};

/// Runs inside: tells its number outside, makes the private mounts, then reaps orphans for ever. `wait` returns whenever
/// a child ends, and the shell adopts all orphans of the namespace.
const FIRST_PROCESS: &str = r#"
set -e
read -r pid rest </proc/self/stat
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mkdir /run/lock
mkdir -p "$1/cni"
[ ! -d /var/lib/cni ] || mount --bind "$1/cni" /var/lib/cni
echo "$pid"
exec >/dev/null 2>&1
while sleep 3600 & wait $!; do :; done
"#;

/// The namespaces; gone with everything inside when dropped.
#[derive(Debug)]
pub(crate) struct Cell {
    holder: Child,
    first_process: u32,
    isolation: Isolation,
}

impl Cell {
    /// Opens the namespaces.
    pub(crate) fn open(dir: &Path, isolation: Isolation) -> Self {
        let mut command = keeper::command("unshare");
        command.args(["--mount", "--pid", "--fork", "--kill-child=KILL", "--propagation", "private"]);
        if isolation == Isolation::OwnNetwork {
            command.arg("--net");
        }
        command.args(["sh", "-c", FIRST_PROCESS, "sh"]).arg(dir).stdin(Stdio::null());
        // Standard error is kept for the panic below; unshare of util-linux 2.38 grumbles there for no reason.
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut holder = keeper::spawn(command);
        let mut line = String::new();
        if let Some(stdout) = holder.stdout.take() {
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        let Ok(first_process) = line.trim().parse() else {
            let mut words = String::new();
            let _ = holder.stderr.take().map(|mut stderr| stderr.read_to_string(&mut words));
            panic!("testkit needs the right to make namespaces (root, CAP_SYS_ADMIN): {words}")
        };
        Self { holder, first_process, isolation }
    }

    /// The process whose end ends all.
    pub(crate) fn first_process(&self) -> u32 {
        self.first_process
    }

    /// Returns a command that runs `program` inside.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = keeper::command("nsenter");
        command.args(["--mount", "--pid", "--target", &self.first_process.to_string()]);
        if self.isolation == Isolation::OwnNetwork {
            command.arg("--net");
        }
        command.arg("--").arg(program).stdin(Stdio::null());
        command
    }
}

impl Drop for Cell {
    fn drop(&mut self) {
        leftovers::kill_and_wait(self.first_process);
        let _ = self.holder.wait();
    }
}
