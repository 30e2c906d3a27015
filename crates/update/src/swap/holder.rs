//! Who holds a port that a container wants.

use engine::Engine;
use serde_json::Value;

/// Names whoever holds a host port of a container, as far as this can be known from here.
pub(crate) async fn of(engine: &Engine, inspect: &Value, own: &str) -> Option<String> {
    let wanted = wanted(inspect);
    let listed = engine.container_list().await.ok()?;
    for other in listed.iter().filter(|other| other.id != own) {
        let held = other.ports.iter().filter_map(|port| port.host_port).find(|port| wanted.contains(port));
        if let Some(port) = held {
            return Some(format!("port {port} is held by container {}", other.name));
        }
    }
    wanted.into_iter().find_map(program)
}

fn wanted(inspect: &Value) -> Vec<u16> {
    let bindings = inspect["HostConfig"]["PortBindings"].as_object().into_iter().flatten();
    let bound = bindings.flat_map(|(_, bound)| bound.as_array().into_iter().flatten());
    bound.filter_map(|binding| binding["HostPort"].as_str()?.parse().ok()).collect()
}

/// Looks among the programs of this machine.
#[cfg(target_os = "linux")]
fn program(port: u16) -> Option<String> {
    let socket = listening(port)?;
    let is_process = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().parse::<u32>().is_ok();
    for process in std::fs::read_dir("/proc").ok()?.flatten().filter(is_process) {
        let Ok(open) = std::fs::read_dir(process.path().join("fd")) else { continue };
        let holds = open.flatten().any(|file| {
            std::fs::read_link(file.path())
                .is_ok_and(|target| target.as_os_str().to_str() == Some(socket.as_str()))
        });
        if holds {
            let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
            let id = process.file_name();
            return Some(format!(
                "port {port} is held by {} (process {})",
                name.trim(),
                id.to_string_lossy()
            ));
        }
    }
    None
}

/// Elsewhere the engine lives in a machine of its own.
#[cfg(not(target_os = "linux"))]
fn program(_port: u16) -> Option<String> {
    None
}

/// Finds who listens on a TCP port, as `/proc/PID/fd` names it.
#[cfg(target_os = "linux")]
fn listening(port: u16) -> Option<String> {
    ["/proc/net/tcp", "/proc/net/tcp6"].iter().find_map(|table| {
        let text = std::fs::read_to_string(table).ok()?;
        text.lines().skip(1).find_map(|line| socket(line, port))
    })
}

/// Reads one line of the kernel's table: the socket, if it listens on the port.
#[cfg(target_os = "linux")]
fn socket(line: &str, port: u16) -> Option<String> {
    const LISTENS: &str = "0A";
    let mut words = line.split_whitespace();
    let local = words.nth(1)?.rsplit_once(':')?.1;
    let state = words.nth(1)?;
    let inode = words.nth(5)?;
    (u16::from_str_radix(local, 16) == Ok(port) && state == LISTENS).then(|| format!("socket:[{inode}]"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_listener_of_this_machine_is_found() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let words = program(port).expect("it is us");
        assert!(words.contains(&format!("(process {})", std::process::id())), "{words}");
    }
}
