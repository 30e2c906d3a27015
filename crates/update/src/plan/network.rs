//! Networks: what the user wanted on each, never what the engine gave.

use serde_json::{Map, Value, json};

use super::config::is_set;
use super::image_facts::strings;
use super::links;
use super::mode::Mode;
use super::recreate::Connect;
use super::{Around, Warning};

/// Networks of a container to be made.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    /// `HostConfig.NetworkMode`, when it cannot stay as it is.
    pub(crate) mode: Option<String>,
    /// `NetworkingConfig.EndpointsConfig`.
    pub(crate) endpoints: Map<String, Value>,
    /// To be connected before the start.
    pub(crate) connects: Vec<Connect>,
    /// Top-level `MacAddress`, for engines that know no other place.
    pub(crate) mac: Option<Value>,
    /// What was found on the way.
    pub(crate) warnings: Vec<Warning>,
}

/// Works out the networks. Before API 1.44 create takes one; the others are connected afterwards.
pub(crate) fn intent(container: &Value, mode: Mode, around: &Around) -> Networks {
    let mut networks = Networks::default();
    if mode != Mode::Networks {
        return networks;
    }
    let attached = container["NetworkSettings"]["Networks"].as_object().cloned().unwrap_or_default();
    let wanted = container["HostConfig"]["NetworkMode"].as_str().unwrap_or("default");
    let Some(primary) = primary(&attached, wanted, around) else {
        networks.warnings.push(Warning::NetworkReattached { network: wanted.to_owned() });
        return networks;
    };
    place_mac(container, &mut networks, around);
    for (name, settings) in &attached {
        let endpoint = endpoint(container, settings, around, name == primary);
        let id = id_of(name, settings, around);
        let by_id = is_ambiguous(name, around) && !id.is_empty();
        let key = if by_id { &id } else { name };
        if name == primary {
            let is_same = name == wanted || id == wanted || is_default(wanted, name);
            networks.mode = (!is_same || by_id).then(|| key.clone());
        }
        if name == primary || takes_all(around) {
            networks.endpoints.insert(key.clone(), endpoint);
        } else {
            networks.connects.push(Connect { network_id: id, network_name: name.clone(), endpoint });
        }
        networks.warnings.extend(unknown_mac(container, name, settings, around, name == primary));
    }
    networks
}

/// The attached network that `NetworkMode` names, or any when the user took it off that one.
fn primary<'a>(attached: &'a Map<String, Value>, wanted: &str, around: &Around) -> Option<&'a String> {
    let is_wanted = |name: &str, settings: &Value| {
        name == wanted || is_default(wanted, name) || id_of(name, settings, around) == wanted
    };
    let named = attached.iter().find(|(name, settings)| is_wanted(name, settings));
    named.or_else(|| attached.iter().next()).map(|(name, _)| name)
}

/// The default network has several names.
fn is_default(wanted: &str, name: &str) -> bool {
    matches!(wanted, "default" | "bridge" | "") && matches!(name, "bridge" | "podman" | "nat")
}

fn is_ambiguous(name: &str, around: &Around) -> bool {
    around.networks.iter().filter(|network| network.name == name).count() > 1
}

/// The network's id: from the container, which has it once it ran, or by its name if no other has that.
fn id_of(name: &str, settings: &Value, around: &Around) -> String {
    if let Some(id) = settings["NetworkID"].as_str().filter(|id| !id.is_empty()) {
        return id.to_owned();
    }
    let mut named = around.networks.iter().filter(|network| network.name == name);
    match (named.next(), named.next()) {
        (Some(network), None) => network.id.clone(),
        _ => String::new(),
    }
}

/// Podman's compatible service always took all of them.
fn takes_all(around: &Around) -> bool {
    around.podman || around.api_version >= (1, 44)
}

fn endpoint(container: &Value, settings: &Value, around: &Around, is_primary: bool) -> Value {
    let mut endpoint = Map::new();
    if is_set(&settings["IPAMConfig"]) {
        endpoint.insert("IPAMConfig".into(), settings["IPAMConfig"].clone());
    }
    let aliases = aliases(container, settings);
    if !aliases.is_empty() {
        endpoint.insert("Aliases".into(), json!(aliases));
    }
    let written = strings(&settings["Links"]);
    if !written.is_empty() {
        let links: Vec<String> = written.iter().map(|link| links::rewritten(link)).collect();
        endpoint.insert("Links".into(), json!(links));
    }
    if is_set(&settings["DriverOpts"]) {
        endpoint.insert("DriverOpts".into(), settings["DriverOpts"].clone());
    }
    if around.api_version >= (1, 48) && is_set(&settings["GwPriority"]) {
        endpoint.insert("GwPriority".into(), settings["GwPriority"].clone());
    }
    if is_primary
        && around.api_version >= (1, 44)
        && let Some(mac) = chosen_mac(container, around)
    {
        endpoint.insert("MacAddress".into(), mac);
    }
    Value::Object(endpoint)
}

/// Without what the engine adds by itself: the short id, and the hostname.
fn aliases(container: &Value, settings: &Value) -> Vec<String> {
    let id = container["Id"].as_str().unwrap_or_default();
    let hostname = container["Config"]["Hostname"].as_str().unwrap_or_default();
    let is_own = |alias: &str| alias != hostname && !(alias.len() == 12 && id.starts_with(alias));
    strings(&settings["Aliases"]).into_iter().filter(|alias| is_own(alias)).collect()
}

/// Docker 25.0.0 and 25.0.1 print generated addresses there, too.
fn chosen_mac(container: &Value, around: &Around) -> Option<Value> {
    let is_liar = matches!(around.engine_version.as_str(), "25.0.0" | "25.0.1");
    Some(container["Config"]["MacAddress"].clone()).filter(|mac| is_set(mac) && !is_liar)
}

fn place_mac(container: &Value, networks: &mut Networks, around: &Around) {
    if around.api_version < (1, 44) {
        networks.mac = chosen_mac(container, around);
    }
}

/// From API 1.44 on every network may have an address of its own, and inspect does not tell the chosen from the made.
/// Those that Docker makes are derived from the IP address, or (from 1.48 on) locally administered.
fn unknown_mac(
    container: &Value,
    network: &str,
    settings: &Value,
    around: &Around,
    is_primary: bool,
) -> Option<Warning> {
    let mac = settings["MacAddress"].as_str().filter(|mac| !mac.is_empty())?;
    let is_known = is_primary && chosen_mac(container, around).is_some();
    if around.podman || around.api_version < (1, 44) || is_known || is_made(mac, settings, around) {
        return None;
    }
    Some(Warning::SecondaryMacUnknown { network: network.to_owned(), mac: mac.to_owned() })
}

fn is_made(mac: &str, settings: &Value, around: &Around) -> bool {
    let octets: Option<Vec<u8>> = mac.split(':').map(|part| u8::from_str_radix(part, 16).ok()).collect();
    let Some(octets) = octets else { return false };
    let ip: Option<std::net::Ipv4Addr> = settings["IPAddress"].as_str().and_then(|ip| ip.parse().ok());
    let is_derived = ip.is_some_and(|ip| octets.strip_prefix(&[0x02, 0x42]) == Some(&ip.octets()[..]));
    let is_local = octets.first().is_some_and(|first| first & 2 == 2);
    is_derived || (around.api_version >= (1, 48) && is_local)
}
