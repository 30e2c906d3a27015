//! Measuring inside the page of the real window. WebKit rounds its clock to whole milliseconds.

use std::time::{Duration, Instant};

use harness::Window;
use serde_json::Value;

/// After this the page has hung, or waits for something that will not come.
const PATIENCE: Duration = Duration::from_secs(120);

/// Notes when the answer of a command arrives, before it is parsed, and when the first rows after it are on screen.
pub(crate) const AWAIT_ROWS: &str = r#"
const [command] = arguments;
window.bench = { arrived: null, painted: null };
const bench = window.bench;
window.realFetch ??= window.fetch;
window.fetch = async (...request) => {
  const answer = await window.realFetch(...request);
  if (bench.drawn === undefined && String(request[0]).endsWith('/' + command)) bench.arrived = performance.now();
  return answer;
};
const watch = new MutationObserver(() => {
  if (!document.querySelector('[role=rowgroup] [role=row]')) return;
  watch.disconnect();
  bench.drawn = performance.now();
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => (bench.painted = performance.now());
    after.port2.postMessage(0);
  });
});
watch.observe(document.body, { childList: true, subtree: true });
"#;

/// Types a word into the filter and takes it back, letter by letter; for each letter the milliseconds of work until the
/// rows are laid out, and until they are on screen, which waits for the next frame.
pub(crate) const FILTER: &str = r#"
const [word] = args;
const field = document.querySelector('[role=search] input');
const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
const frame = () => new Promise((go) => requestAnimationFrame(go));
const drawn = () => new Promise((go) => requestAnimationFrame(() => {
  const after = new MessageChannel();
  after.port1.onmessage = go;
  after.port2.postMessage(0);
}));
const letters = [...word].map((_, at) => word.slice(0, at + 1));
const texts = [...letters, ...letters.slice(0, -1).reverse(), ''];
const times = { work: [], screen: [] };
for (const text of texts) {
  await frame();
  const began = performance.now();
  write.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  void document.querySelector('[role=rowgroup]')?.offsetHeight;
  times.work.push(performance.now() - began);
  await drawn();
  times.screen.push(performance.now() - began);
}
return times;
"#;

/// Goes to a container's log and checks at every frame that the last line on screen is the one its number says.
pub(crate) const FOLLOW_LOG: &str = r#"
const [address, lines] = arguments;
window.bench = { began: performance.now(), done: null, wrong: 0, looks: 0, gap: 0, seen: 0 };
const bench = window.bench;
location.hash = '#/' + address;
let last = performance.now();
const look = () => {
  const now = performance.now();
  bench.gap = Math.max(bench.gap, now - last);
  last = now;
  const row = [...document.querySelectorAll('[role=log] [data-number]')].at(-1);
  if (row) {
    const number = Number(row.dataset.number) + 1;
    bench.looks++;
    bench.seen = number;
    if (!row.textContent.includes(`line ${String(number).padStart(7, '0')} `)) bench.wrong++;
    if (number === lines) bench.done = now;
  }
  if (bench.done === null) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"#;

/// Waits for words in the head of the page, and notes the longest time between two frames meanwhile.
pub(crate) const AWAIT_HEAD: &str = r#"
const [words] = arguments;
window.bench = { gap: 0, done: null };
const bench = window.bench;
let last = performance.now();
const look = () => {
  const now = performance.now();
  bench.gap = Math.max(bench.gap, now - last);
  last = now;
  if (document.querySelector('header')?.textContent.includes(words)) bench.done = now;
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"#;

/// Runs the body of a function in the page.
pub(crate) async fn run(window: &Window<'_>, body: &str, arguments: &[Value]) {
    window.session().script(body, arguments).await.expect("the page runs scripts");
}

/// What the page has noted, once this field of it is set.
pub(crate) async fn noted(window: &Window<'_>, field: &str) -> Value {
    let script = format!("return window.bench.{field} === null ? null : window.bench");
    let end = Instant::now() + PATIENCE;
    loop {
        let noted = window.session().script(&script, &[]).await.unwrap_or_default();
        if !noted.is_null() {
            return noted;
        }
        if Instant::now() > end {
            let noted = window.session().script("return window.bench", &[]).await;
            panic!(
                "the page did not get to {field:?} within {PATIENCE:?}: {noted:?}\n{}",
                window.text().await
            );
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A number that the page noted.
pub(crate) fn milliseconds(noted: &Value, field: &str) -> f64 {
    noted[field].as_f64().unwrap_or_else(|| panic!("the page noted no {field:?}: {noted}"))
}
