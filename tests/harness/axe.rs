//! axe-core, the accessibility checker, run inside the real window.

use std::path::Path;

use serde_json::{Value, json};

use crate::driver::Session;

/// What axe holds against the page as it is now: serious and critical findings, one line for each element.
pub(crate) async fn findings(session: &Session) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run `npm ci` in ui/", path.display()));
    session.script(&source, &[]).await.expect("axe loads");
    let results = session.async_script(RUN, &[]).await;
    results.as_array().into_iter().flatten().map(line).collect()
}

fn line(finding: &Value) -> String {
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    format!("{} ({}): {} at {}", text("id"), text("impact"), text("help"), json!(finding["target"]))
}

/// Of an open dialog, just that: what lies behind it is read when nothing lies over it.
const RUN: &str = "
const dialog = [...document.querySelectorAll('[role=dialog]')].pop();
const results = await axe.run(dialog ?? document, { resultTypes: ['violations'] });
return results.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').flatMap((v) =>
  v.nodes.map((n) => ({ id: v.id, impact: v.impact, help: v.help + ' ' + (n.any[0]?.message ?? ''), target: n.target })));
";
