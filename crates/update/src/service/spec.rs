//! What an update changes in the spec of a service, and how that is changed back. Nothing here asks an engine.

use serde_json::{Map, Value, json};

/// Service label that keeps the user's own rules of update while ours are in their place: JSON, `null` for none.
const LENT: &str = "io.github.mooring.update-config";
/// Shortest time a new copy is watched, in nanoseconds.
const MONITOR: u64 = 15_000_000_000;

/// Returns a spec with another image and, unless the user's rules go back at a failure, with ours. `None`: it is not a
/// service of containers that run on.
pub(super) fn updated(spec: &Value, image: &str) -> Option<Value> {
    if !is_rolling(spec) {
        return None;
    }
    let mut spec = settled(spec).unwrap_or_else(|| spec.clone());
    spec.pointer_mut("/TaskTemplate/ContainerSpec")?
        .as_object_mut()?
        .insert("Image".to_owned(), image.into());
    let users = spec["UpdateConfig"].clone();
    if users["FailureAction"] != "rollback" {
        let labels = spec.as_object_mut()?.entry("Labels").or_insert(Value::Null);
        if labels.is_null() {
            *labels = json!({});
        }
        labels.as_object_mut()?.insert(LENT.to_owned(), users.to_string().into());
        spec["UpdateConfig"] = strict(&users);
    }
    Some(spec)
}

/// Returns a spec with the user's own rules of update back in place; `None` when none were lent. Rules that somebody
/// changed meanwhile are the user's own.
pub(super) fn settled(spec: &Value) -> Option<Value> {
    let users: Value = serde_json::from_str(spec["Labels"][LENT].as_str()?).unwrap_or_default();
    let mut spec = spec.clone();
    spec["Labels"].as_object_mut()?.remove(LENT);
    if is_same(&spec["UpdateConfig"], &strict(&users)) {
        match users {
            Value::Object(_) => spec["UpdateConfig"] = users,
            _ => drop(spec.as_object_mut()?.remove("UpdateConfig")),
        }
    }
    Some(spec)
}

/// Returns the image of a spec.
pub(super) fn image(spec: &Value) -> Option<&str> {
    spec["TaskTemplate"]["ContainerSpec"]["Image"].as_str()
}

fn is_rolling(spec: &Value) -> bool {
    let has_job = ["ReplicatedJob", "GlobalJob"].iter().any(|mode| !spec["Mode"][*mode].is_null());
    !has_job && spec["TaskTemplate"]["ContainerSpec"].is_object()
}

/// One copy at a time, watched for a while, back at the first failure; the rest as the user has it.
fn strict(users: &Value) -> Value {
    let mut rules = users.as_object().cloned().unwrap_or_else(Map::new);
    let monitor = users["Monitor"].as_u64().unwrap_or_default().max(MONITOR);
    for (name, value) in [
        ("Parallelism", json!(1)),
        ("FailureAction", json!("rollback")),
        ("Monitor", json!(monitor)),
        ("MaxFailureRatio", json!(0)),
    ] {
        rules.insert(name.to_owned(), value);
    }
    Value::Object(rules)
}

/// Says whether the engine gave back the rules it was given: it leaves out zeros, or writes out what was left out.
fn is_same(found: &Value, given: &Value) -> bool {
    let names = ["Parallelism", "Delay", "FailureAction", "Monitor", "MaxFailureRatio", "Order"];
    names.iter().all(|name| match (&found[*name], &given[*name]) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Null, Value::Number(zero)) | (Value::Number(zero), Value::Null) => zero.as_f64() == Some(0.0),
        (Value::String(_), Value::Null) => *name == "Order",
        (a, b) => a == b,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn service(rules: &Value, labels: &Value) -> Value {
        let mut spec = json!({
            "Name": "web",
            "Labels": labels,
            "TaskTemplate": { "ContainerSpec": { "Image": "web:1", "Env": ["A=b"] }, "ForceUpdate": 3 },
            "Mode": { "Replicated": { "Replicas": 2 } },
        });
        if !rules.is_null() {
            spec["UpdateConfig"] = rules.clone();
        }
        spec
    }

    #[test]
    fn a_service_that_pauses_is_lent_our_rules() {
        let rules =
            json!({ "Parallelism": 0, "FailureAction": "pause", "Monitor": 5, "Order": "start-first" });
        let spec = updated(&service(&rules, &json!({ "a": "b" })), "web:2@x").expect("rolls");
        assert_eq!(
            spec["UpdateConfig"],
            json!({ "Parallelism": 1, "FailureAction": "rollback", "Monitor": MONITOR, "MaxFailureRatio": 0,
                "Order": "start-first" })
        );
        let expected = json!({ "ContainerSpec": { "Image": "web:2@x", "Env": ["A=b"] }, "ForceUpdate": 3 });
        assert_eq!((image(&spec), &spec["TaskTemplate"]), (Some("web:2@x"), &expected));
    }

    #[test]
    fn a_service_that_goes_back_keeps_its_rules() {
        let rules = json!({ "Parallelism": 4, "FailureAction": "rollback", "Monitor": 1 });
        let before = service(&rules, &Value::Null);
        let spec = updated(&before, "web:2").expect("rolls");
        assert_eq!((&spec["UpdateConfig"], &spec["Labels"]), (&rules, &Value::Null));
        assert_eq!(settled(&spec), None);
    }

    #[test]
    fn a_second_update_does_not_take_our_rules_for_the_users() {
        let rules = json!({ "FailureAction": "continue", "Delay": 7 });
        let once = updated(&service(&rules, &json!({})), "web:2").expect("rolls");
        let twice = updated(&once, "web:3").expect("rolls");
        assert_eq!(settled(&twice).expect("lent")["UpdateConfig"], rules);
    }

    #[test]
    fn rules_changed_meanwhile_are_the_users() {
        let mut spec = updated(&service(&Value::Null, &Value::Null), "web:2").expect("rolls");
        spec["UpdateConfig"]["Parallelism"] = json!(2);
        let settled = settled(&spec).expect("lent");
        assert_eq!((&settled["UpdateConfig"]["Parallelism"], &settled["Labels"]), (&json!(2), &json!({})));
    }

    #[test]
    fn jobs_and_plugins_do_not_roll() {
        let mut job = service(&Value::Null, &Value::Null);
        job["Mode"] = json!({ "ReplicatedJob": { "MaxConcurrent": 1 } });
        assert_eq!(updated(&job, "web:2"), None);
        assert_eq!(updated(&json!({ "TaskTemplate": { "PluginSpec": {} } }), "web:2"), None);
        assert_eq!(updated(&Value::Null, "web:2"), None);
    }

    fn rules() -> impl Strategy<Value = Value> {
        let action = prop_oneof![Just("pause"), Just("continue"), Just("rollback"), Just("")];
        let order = prop_oneof![Just("stop-first"), Just("start-first")];
        let some = (action, order, any::<u32>(), any::<u64>(), 0..=10_u8).prop_map(
            |(action, order, parallelism, monitor, tenths)| {
                json!({ "FailureAction": action, "Order": order, "Parallelism": parallelism, "Monitor": monitor,
                    "MaxFailureRatio": f64::from(tenths) / 10.0 })
            },
        );
        prop_oneof![Just(Value::Null), some]
    }

    proptest! {
        /// Whatever the user's rules are, after an update and its settling only the image differs.
        #[test]
        fn settling_leaves_nothing_of_ours(rules in rules()) {
            let before = service(&rules, &json!({ "a": "b" }));
            let spec = updated(&before, "web:2").expect("rolls");
            let mut after = settled(&spec).unwrap_or(spec);
            after["TaskTemplate"]["ContainerSpec"]["Image"] = "web:1".into();
            prop_assert_eq!(after, before);
        }
    }
}
