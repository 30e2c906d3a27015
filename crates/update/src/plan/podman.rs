//! Podman's inspect answer in Docker's words, without what Podman adds by itself (UPDATES.md 7.4; seen on 4.3.1).

use serde_json::{Map, Value, json};

use super::config::{is_set, signal};
use super::image_facts::strings;
use super::{Around, ImageFacts, Warning};

/// The network of containers that asked for none.
const DEFAULT_NETWORK: &str = "podman";
/// Mount options that Podman writes whether or not somebody asked.
const PLAIN_OPTIONS: [&str; 7] = ["rw", "rprivate", "rbind", "nosuid", "nodev", "exec", "tmpcopyup"];

/// Returns the container as Docker would have described it, and what had to be assumed.
pub(crate) fn normalized(container: &Value, old: &ImageFacts, around: &Around) -> (Value, Vec<Warning>) {
    let mut container = container.clone();
    let mut warnings = Vec::new();
    let is_running = container["State"]["Running"] == true;
    if let Some(config) = container.get_mut("Config").and_then(Value::as_object_mut) {
        settle_config(config, old, around);
    }
    if is_running && let Some(networks) = networks_mut(&mut container) {
        assume_addresses(networks, around, &mut warnings);
    }
    let first = networks_mut(&mut container).and_then(|networks| first_network(networks));
    if let Some(host) = container.get_mut("HostConfig").and_then(Value::as_object_mut) {
        settle_host(host, first);
    }
    (container, warnings)
}

/// The pod a container lives in.
pub(crate) fn pod(around: &Around) -> Option<&str> {
    around.libpod.as_ref()?["Pod"].as_str().filter(|pod| !pod.is_empty())
}

fn networks_mut(container: &mut Value) -> Option<&mut Map<String, Value>> {
    container.get_mut("NetworkSettings")?.get_mut("Networks")?.as_object_mut()
}

fn settle_config(config: &mut Map<String, Value>, old: &ImageFacts, around: &Around) {
    let text = |key: &str| config.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (hostname, user, stop_signal) = (text("Hostname"), text("User"), text("StopSignal"));
    let of_image = strings(&old.config["Env"]);
    let mut env = config.get("Env").map(strings).unwrap_or_default();
    env.retain(|entry| of_image.contains(entry) || !is_added(entry, &hostname, &user));
    config.insert("Env".into(), json!(env));
    match signal(&stop_signal).as_str() {
        "TERM" if !is_set(&old.config["StopSignal"]) => drop(config.remove("StopSignal")),
        name => drop(config.insert("StopSignal".into(), json!(format!("SIG{name}")))),
    }
    // 0 is what it says when nobody asked for anything.
    if config.get("StopTimeout") == Some(&json!(0)) {
        config.remove("StopTimeout");
    }
    // Its own words have it even where the common ones leave it out.
    if let Some(libpod) = &around.libpod
        && is_set(&libpod["Config"]["Healthcheck"])
    {
        config.insert("Healthcheck".into(), libpod["Config"]["Healthcheck"].clone());
    }
    if let Some(health) = config.get_mut("Healthcheck").and_then(Value::as_object_mut) {
        let of_image = &old.config["Healthcheck"];
        let is_own = |(key, value): (&String, &Value)| {
            is_set(value) && of_image.get(key) != Some(value) && !is_filled_in(key, value)
        };
        if health.get("Test").map(strings).is_some_and(|test| test == ["NONE"]) {
            health.retain(|key, _| key == "Test");
        } else if !health.iter().any(is_own) {
            health.retain(|key, _| of_image.get(key).is_some());
        }
    }
    config.insert("Volumes".into(), old.config["Volumes"].clone());
}

/// What Podman writes where a health check says nothing.
fn is_filled_in(key: &str, value: &Value) -> bool {
    match key {
        "Interval" | "Timeout" => *value == json!(30_000_000_000_u64),
        "Retries" => *value == json!(3),
        _ => false,
    }
}

/// Variables that Podman sets. A home that no user has by itself was somebody's wish.
fn is_added(entry: &str, hostname: &str, user: &str) -> bool {
    let user = user.split(':').next().unwrap_or_default();
    match entry.split_once('=') {
        Some(("container", value)) => value == "podman",
        Some(("TERM", value)) => value == "xterm",
        Some(("HOSTNAME", value)) => value == hostname,
        Some(("HOME", value)) => matches!(value, "/root" | "/") || value == format!("/home/{user}"),
        _ => false,
    }
}

fn settle_host(host: &mut Map<String, Value>, network: Option<String>) {
    for (key, meaningless) in [("PidMode", "private"), ("UTSMode", "private"), ("Runtime", "oci")] {
        if host.get(key).is_some_and(|value| value == meaningless) {
            host.remove(key);
        }
    }
    if host.get("MemorySwappiness").and_then(Value::as_i64).is_some_and(|number| number <= 0) {
        host.remove("MemorySwappiness");
    }
    // The same limit in two words, which create refuses together.
    if host.get("CpuQuota").is_some_and(is_set) {
        host.remove("NanoCpus");
    }
    if host.get("NetworkMode").is_some_and(|mode| mode == "bridge")
        && let Some(network) = network
    {
        host.insert("NetworkMode".into(), json!(network));
    }
    for limit in items_mut(host, "Ulimits") {
        let name = limit.get("Name").and_then(Value::as_str).unwrap_or_default();
        let name = name.strip_prefix("RLIMIT_").unwrap_or(name).to_ascii_lowercase();
        limit.insert("Name".into(), json!(name));
    }
    for device in items_mut(host, "Devices") {
        if !device.get("CgroupPermissions").is_some_and(is_set) {
            device.insert("CgroupPermissions".into(), json!("rwm"));
        }
    }
    if let Some(ports) = host.get_mut("PortBindings").and_then(Value::as_object_mut) {
        // Exposed, not published.
        ports.retain(|_, bindings| !bindings.is_null());
    }
    settle_mounts(host);
}

fn items_mut<'a>(
    host: &'a mut Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    host.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

fn settle_mounts(host: &mut Map<String, Value>) {
    let binds = host.get("Binds").map(strings).unwrap_or_default();
    if !binds.is_empty() {
        let mut plain: Vec<String> = binds.iter().map(|bind| without_plain_options(bind)).collect();
        // Podman lists them in any order.
        plain.sort();
        host.insert("Binds".into(), json!(plain));
    }
    for (_, options) in host.get_mut("Tmpfs").and_then(Value::as_object_mut).into_iter().flatten() {
        let text = options.as_str().unwrap_or_default();
        *options = json!(asked_for(text));
    }
}

/// `source:/target:ro` of `source:/target:ro,rprivate,nosuid,nodev,rbind`.
fn without_plain_options(bind: &str) -> String {
    let mut parts = bind.splitn(3, ':');
    let (source, target) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let options = asked_for(parts.next().unwrap_or_default());
    if options.is_empty() { format!("{source}:{target}") } else { format!("{source}:{target}:{options}") }
}

fn asked_for(options: &str) -> String {
    let kept: Vec<&str> = options.split(',').filter(|option| !PLAIN_OPTIONS.contains(option)).collect();
    kept.join(",")
}

/// Podman says `bridge` whichever networks there are.
fn first_network(networks: &Map<String, Value>) -> Option<String> {
    let is_default = networks.contains_key(DEFAULT_NETWORK);
    networks.keys().next().filter(|_| !is_default).cloned()
}

/// Podman never tells whether an address was asked for, so the ones of the user's own networks are asked for again,
/// unless the command that made the container speaks of none.
fn assume_addresses(networks: &mut Map<String, Value>, around: &Around, warnings: &mut Vec<Warning>) {
    if is_known_dynamic(around) {
        return;
    }
    for (network, settings) in networks.iter_mut().filter(|(name, _)| *name != DEFAULT_NETWORK) {
        let address = settings["IPAddress"].as_str().unwrap_or_default().to_owned();
        if !address.is_empty()
            && !is_set(&settings["IPAMConfig"])
            && let Some(settings) = settings.as_object_mut()
        {
            settings.insert("IPAMConfig".into(), json!({"IPv4Address": address}));
            warnings.push(Warning::StaticIpAssumed { network: network.clone(), address });
        }
    }
}

/// `podman run …` without an address. A container made through the API has the service's own command line there.
fn is_known_dynamic(around: &Around) -> bool {
    let command = around.libpod.as_ref().map(|libpod| strings(&libpod["Config"]["CreateCommand"]));
    let command = command.unwrap_or_default();
    let is_own = command.iter().any(|word| word == "run" || word == "create")
        && !command.iter().any(|word| word == "service");
    is_own && !command.iter().any(|word| word.starts_with("--ip") || word.contains("ip="))
}
