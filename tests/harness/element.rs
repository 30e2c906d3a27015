//! Elements, found by role and accessible name.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::Session;

/// How long anything may take on a loaded machine before it counts as not happening.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Key of an element's reference in WebDriver's JSON.
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What an element is, in ARIA's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Alert,
    Button,
    Checkbox,
    Combobox,
    Dialog,
    Group,
    Heading,
    Link,
    List,
    ListItem,
    Log,
    Menu,
    MenuItem,
    Navigation,
    Option,
    Radio,
    Region,
    Row,
    Searchbox,
    Status,
    Switch,
    Tab,
    Table,
    Textbox,
}

impl Role {
    /// Everything that has this role, as CSS finds it.
    fn selector(self) -> &'static str {
        match self {
            Self::Alert => "[role=alert], [role=alertdialog]",
            Self::Button => "button:not([role]), summary, [role=button], input[type=submit]",
            Self::Checkbox => "input[type=checkbox]:not([role]), [role=checkbox]",
            Self::Combobox => "select, [role=combobox]",
            Self::Dialog => "dialog[open], [role=dialog], [role=alertdialog]",
            Self::Group => "fieldset, [role=group], [role=radiogroup]",
            Self::Heading => "h1, h2, h3, h4, [role=heading]",
            Self::Link => "a[href], [role=link]",
            Self::List => "ul, ol, [role=list]",
            Self::ListItem => "li, [role=listitem]",
            Self::Log => "[role=log]",
            Self::Menu => "[role=menu]",
            Self::MenuItem => "[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox]",
            Self::Navigation => "nav, [role=navigation]",
            Self::Option => "option, [role=option]",
            Self::Radio => "input[type=radio], [role=radio]",
            Self::Region => {
                "section[aria-label], section[aria-labelledby], main, aside, [role=region], [role=main]"
            }
            Self::Row => "tr, [role=row]",
            Self::Searchbox => "input[type=search], [role=searchbox]",
            Self::Status => "[role=status], [role=progressbar], output",
            Self::Switch => "[role=switch]",
            Self::Tab => "[role=tab]",
            Self::Table => "table, [role=table], [role=grid], [role=treegrid], [role=listbox]",
            Self::Textbox => {
                "input:not([type]), input[type=text], input[type=password], input[type=number], textarea, [role=textbox]"
            }
        }
    }
}

/// An element on screen.
#[derive(Debug, Clone)]
pub struct Element<'a> {
    session: &'a Session,
    reference: String,
    what: String,
}

impl<'a> Element<'a> {
    /// The first element with this role and name that can be seen; waits for it.
    pub async fn get(&self, role: Role, name: &str) -> Element<'a> {
        get(self.session, Some(self), role, name).await
    }

    /// Looks once, without waiting.
    pub async fn find(&self, role: Role, name: &str) -> Option<Element<'a>> {
        find(self.session, Some(self), role, name).await
    }

    /// Whether there is one at this moment.
    pub async fn has(&self, role: Role, name: &str) -> bool {
        find(self.session, Some(self), role, name).await.is_some()
    }

    /// Clicks in its middle.
    pub async fn click(&self) {
        let done = self.session.post(&self.path("click"), json!({})).await;
        done.unwrap_or_else(|refusal| panic!("click {}: {refusal:?}", self.what));
    }

    /// Replaces what a field holds, as typing would.
    pub async fn fill(&self, text: &str) {
        let cleared = self.session.post(&self.path("clear"), json!({})).await;
        cleared.unwrap_or_else(|refusal| panic!("clear {}: {refusal:?}", self.what));
        self.write(text).await;
    }

    /// Types at the end of what a field holds.
    pub async fn write(&self, text: &str) {
        let typed = self.session.post(&self.path("value"), json!({"text": text})).await;
        typed.unwrap_or_else(|refusal| panic!("type into {}: {refusal:?}", self.what));
    }

    /// Clicks what stands for it on screen: a radio button may be hidden behind its label.
    pub async fn pick(&self) {
        let label = "(arguments[0].labels?.[0] ?? arguments[0]).click()";
        let done = self.session.script(label, &[self.argument()]).await;
        done.unwrap_or_else(|refusal| panic!("pick {}: {refusal:?}", self.what));
    }

    /// Takes one of the options of a list that is closed.
    pub async fn choose(&self, option: &str) {
        let find = "return [...arguments[0].options].find((one) => one.text.trim() === arguments[1]) ?? null";
        let found = self.session.script(find, &[self.argument(), json!(option)]).await;
        let found = found.ok().and_then(|found| Some(found[REFERENCE].as_str()?.to_owned()));
        let reference = found.unwrap_or_else(|| panic!("{} has no {option:?}", self.what));
        Element { session: self.session, reference, what: format!("option {option:?}") }.click().await;
    }

    /// Text as it is seen.
    pub async fn text(&self) -> String {
        let text = self.session.get(&self.path("property/innerText")).await;
        text.map(|text| text.as_str().unwrap_or_default().to_owned()).unwrap_or_default()
    }

    /// What a field holds.
    pub async fn value(&self) -> String {
        let value = self.session.get(&self.path("property/value")).await;
        value.map(|value| value.as_str().unwrap_or_default().to_owned()).unwrap_or_default()
    }

    /// An attribute, or nothing.
    pub async fn attribute(&self, name: &str) -> Option<String> {
        let value = self.session.get(&self.path(&format!("attribute/{name}"))).await.ok()?;
        value.as_str().map(str::to_owned)
    }

    /// Waits until its text holds a part.
    pub async fn wait_text(&self, part: &str) -> String {
        wait(&format!("{part:?} in {}", self.what), || async {
            let text = self.text().await;
            text.contains(part).then_some(text)
        })
        .await
    }

    /// Waits until it can be used, and returns it.
    pub async fn wait_enabled(&self) -> &Self {
        wait(&format!("{} to be usable", self.what), || async {
            let enabled = self.session.get(&self.path("enabled")).await;
            matches!(enabled, Ok(Value::Bool(true))).then_some(())
        })
        .await;
        self
    }

    /// Waits until it is gone.
    pub async fn wait_gone(&self) {
        wait(&format!("the end of {}", self.what), || async {
            let shown = self.session.get(&self.path("displayed")).await;
            (!matches!(shown, Ok(Value::Bool(true)))).then_some(())
        })
        .await;
    }

    pub(crate) fn argument(&self) -> Value {
        json!({REFERENCE: self.reference})
    }

    fn path(&self, what: &str) -> String {
        format!("/element/{}/{what}", self.reference)
    }
}

/// Waits for an element.
pub(crate) async fn get<'a>(
    session: &'a Session,
    within: Option<&Element<'a>>,
    role: Role,
    name: &str,
) -> Element<'a> {
    wait(&format!("{role:?} {name:?}"), || find(session, within, role, name)).await
}

/// Looks once.
pub(crate) async fn find<'a>(
    session: &'a Session,
    within: Option<&Element<'a>>,
    role: Role,
    name: &str,
) -> Option<Element<'a>> {
    let root = within.map_or(Value::Null, Element::argument);
    let found = session.script(FIND, &[root, json!(role.selector()), json!(name)]).await.ok()?;
    let reference = found[REFERENCE].as_str()?.to_owned();
    Some(Element { session, reference, what: format!("{role:?} {name:?}") })
}

/// Asks again until there is an answer.
pub async fn wait<T, F: Future<Output = Option<T>>>(what: &str, ask: impl FnMut() -> F) -> T {
    wait_long(PATIENCE, what, ask).await
}

/// The same for what takes its time by design.
pub async fn wait_long<T, F: Future<Output = Option<T>>>(
    patience: Duration,
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < end, "waited {} s in vain for {what}", patience.as_secs());
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// Accessible names as the specification computes them, for what this app uses. A `…` at the
/// beginning or end stands for anything. In open dialogs first: what lies behind one cannot be used.
const FIND: &str = r#"
const [root, selector, wanted] = arguments;
const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('[aria-hidden=true], [inert]');
const style = (e) => getComputedStyle(e).display;
const apart = (e) => !style(e).startsWith('inline');
const spoken = (e) => e.closest('[aria-hidden=true]') ? '' : [...e.childNodes].map((n) =>
  n.nodeType === 3 ? n.data : n.nodeType !== 1 || n.getAttribute('aria-hidden') === 'true' || !n.checkVisibility() ? '' :
  n.getAttribute('aria-label') ?? n.getAttribute('alt') ?? spoken(n) + (apart(n) ? ' ' : '')).join('');
const name = (e) => {
  const by = e.getAttribute('aria-labelledby');
  if (by) return tidy(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
  if (e.getAttribute('aria-label')) return tidy(e.getAttribute('aria-label'));
  if (e.labels?.length) return tidy([...e.labels].map(spoken).join(' '));
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName)) return tidy(e.title || e.placeholder);
  return tidy(spoken(e)) || tidy(e.title);
};
const fits = (text) => {
  if (wanted === '' || text === wanted) return true;
  const part = wanted.replace(/^…|…$/g, '');
  if (wanted.startsWith('…') && wanted.endsWith('…')) return text.includes(part);
  return wanted.endsWith('…') ? text.startsWith(part) : wanted.startsWith('…') && text.endsWith(part);
};
const modal = root ? null : [...document.querySelectorAll('dialog[open], [role=dialog][aria-modal=true]')].filter(seen).pop();
for (const scope of [root, modal, document].filter(Boolean)) {
  for (const e of scope.querySelectorAll(selector)) if (seen(e) && fits(name(e))) return e;
  if (scope === root) break;
}
return null;
"#;
