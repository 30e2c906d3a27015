//! `HostConfig`: all of it is the user's, and goes back as it came, but for what create would not take or what would
//! mean something else by now.

use serde_json::{Map, Value, json};

use super::image_facts::strings;
use super::links;
use super::mode::Mode;
use super::{Around, PlanError, Wish};

/// Settings that a container on somebody else's network must not have.
const OWN_NETWORK: [&str; 7] =
    ["PortBindings", "PublishAllPorts", "Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "Links"];
/// Namespaces that may be another container's.
const NAMESPACES: [&str; 4] = ["NetworkMode", "IpcMode", "PidMode", "UTSMode"];

/// Returns the `HostConfig` for create; mounts are settled elsewhere.
pub(crate) fn intent(
    container: &Value,
    mode: Mode,
    around: &Around,
    wish: &Wish,
) -> Result<Map<String, Value>, PlanError> {
    let mut host = container["HostConfig"].as_object().cloned().ok_or(PlanError::Unreadable("HostConfig"))?;
    // The file was written for the old one, and exists.
    host.remove("ContainerIDFile");
    if mode == Mode::Container {
        OWN_NETWORK.iter().for_each(|key| drop(host.remove(*key)));
    }
    follow(&mut host, around, wish)?;
    let written = host.get("Links").map(strings).unwrap_or_default();
    if !written.is_empty() {
        let links: Vec<String> = written.iter().map(|link| links::rewritten(link)).collect();
        host.insert("Links".into(), json!(links));
    }
    if wish.stand_by {
        host.insert("AutoRemove".into(), json!(false));
    }
    if wish.keep_ports {
        keep_ports(&mut host, &container["NetworkSettings"]["Ports"]);
    }
    Ok(host)
}

/// Points namespaces at containers that were replaced, and makes sure the others still exist.
fn follow(host: &mut Map<String, Value>, around: &Around, wish: &Wish) -> Result<(), PlanError> {
    for key in NAMESPACES {
        let Some(target) =
            host.get(key).and_then(Value::as_str).and_then(|mode| mode.strip_prefix("container:"))
        else {
            continue;
        };
        if let Some((_, new)) = wish.replaced.iter().find(|(old, _)| old == target) {
            let mode = json!(format!("container:{new}"));
            host.insert(key.to_owned(), mode);
        } else if !around.neighbours.iter().any(|neighbour| neighbour.is_called(target)) {
            return Err(PlanError::NamespaceGone(target.to_owned()));
        }
    }
    Ok(())
}

/// Whether the engine chose, or will choose, the number of a host port.
pub(crate) fn is_random(binding: &Value) -> bool {
    matches!(binding["HostPort"].as_str(), None | Some("" | "0"))
}

/// Writes the numbers that the engine chose into the bindings.
fn keep_ports(host: &mut Map<String, Value>, actual: &Value) {
    let publish_all = host.get("PublishAllPorts") == Some(&json!(true));
    let mut wanted = host.get("PortBindings").and_then(Value::as_object).cloned().unwrap_or_default();
    for (port, actual) in actual.as_object().into_iter().flatten() {
        let actual = actual.as_array().map(Vec::as_slice).unwrap_or_default();
        if let Some(bindings) = wanted.get_mut(port).and_then(Value::as_array_mut) {
            for binding in bindings.iter_mut().filter(|binding| binding.is_object() && is_random(binding)) {
                if let Some(number) = chosen(binding, actual) {
                    binding["HostPort"] = number;
                }
            }
        } else if publish_all && let Some(number) = chosen(&Value::Null, actual) {
            wanted.insert(port.clone(), json!([{"HostIp": "", "HostPort": number}]));
        }
    }
    host.insert("PortBindings".into(), Value::Object(wanted));
}

/// The number behind a binding: the one on its address, or the first when it is for every address.
fn chosen(binding: &Value, actual: &[Value]) -> Option<Value> {
    let address = binding["HostIp"].as_str().unwrap_or_default();
    let on_it = actual.iter().find(|entry| address.is_empty() || entry["HostIp"] == address)?;
    Some(on_it["HostPort"].clone()).filter(Value::is_string)
}
