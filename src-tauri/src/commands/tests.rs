use std::collections::BTreeSet;

macro_rules! names {
    ($($noun:ident: $($name:ident),+;)+) => { [$($(stringify!($name)),+),+] };
}

fn listed() -> BTreeSet<String> {
    every_command!(names).into_iter().map(str::to_owned).collect()
}

/// Names of the methods in the interface `Commands`: a line that begins with a name and a parenthesis.
fn in_typescript(text: &str) -> BTreeSet<String> {
    let body = text.split_once("export interface Commands").expect("the interface").1;
    let methods = body.lines().filter_map(|line| line.trim_start().split_once('('));
    methods.filter(|(name, _)| is_name(name)).map(|(name, _)| snake_case(name)).collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn snake_case(name: &str) -> String {
    name.chars().fold(String::new(), |mut snake, c| {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
        snake
    })
}

#[test]
fn the_front_end_and_the_shell_know_the_same_commands() {
    assert_eq!(listed(), in_typescript(include_str!("../../../ui/src/lib/ipc/commands.ts")));
}

#[test]
fn the_window_may_call_exactly_these() {
    let capability: serde_json::Value =
        serde_json::from_str(include_str!("../../capabilities/main.json")).expect("JSON");
    let allowed: BTreeSet<&str> =
        capability["permissions"].as_array().expect("a list").iter().filter_map(|p| p.as_str()).collect();
    let ours: Vec<String> = listed().iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    let wanted =
        ours.iter().map(String::as_str).chain(["core:event:allow-listen", "core:event:allow-unlisten"]);
    assert_eq!(allowed, wanted.collect());
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
}
