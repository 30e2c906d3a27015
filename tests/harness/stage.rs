//! Where a test plays: a home, a display, a bus, and the app's window in the middle.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::display::Display;
use crate::driver::{self, Session};
use crate::element::{self, Element, Role, wait};
use crate::process::{Group, command};
use crate::{axe, evidence, keyboard};

/// Everything around the app. Build it, then [`Stage::open`] the window; the stage outlives it, so an app can be started
/// again with the same home.
#[derive(Debug)]
pub struct Stage {
    home: TempDir,
    display: Display,
    variables: Vec<(String, String)>,
}

impl Stage {
    /// A computer without any engine.
    #[must_use]
    pub fn empty() -> Self {
        Self::sized(1280, 800)
    }

    /// The same with a screen of another size.
    #[must_use]
    pub fn sized(width: u32, height: u32) -> Self {
        let home = tempfile::Builder::new().prefix("mooring-window-").tempdir().expect("a folder");
        for folder in ["run", "config", "share", "cache", "data", "bin"] {
            std::fs::create_dir(home.path().join(folder)).expect("a folder");
        }
        let display = Display::start(width, height);
        Self { home, display, variables: Vec::new() }
    }

    /// A computer whose engine is this one.
    #[must_use]
    pub fn with_engine(engine: &testkit::TestEngine) -> Self {
        Self::empty().variable("DOCKER_HOST", &engine.host_url())
    }

    /// A computer whose engine answers where Docker usually does; only root can arrange that.
    #[must_use]
    pub fn with_usual_engine(engine: &testkit::TestEngine) -> Self {
        if rustix::process::geteuid().is_root() {
            Self::empty().variable("USUAL_SOCKET", &engine.socket().display().to_string())
        } else {
            Self::with_engine(engine)
        }
    }

    /// Sets an environment variable of the app.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// The user's own folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Address that the app would have opened in a browser last; waits for one.
    pub async fn opened_address(&self) -> String {
        let file = self.home().join("opened");
        wait("an address for the browser", || async {
            let text = std::fs::read_to_string(&file).ok()?;
            text.lines().last().map(str::to_owned)
        })
        .await
    }

    /// Answers the next file dialogs with a path.
    #[must_use]
    pub fn answering_dialogs(self, path: &Path) -> Self {
        self.variable("MOORING_TEST_DIALOG", &path.display().to_string())
    }

    /// Starts the app and waits until its window shows real data.
    pub async fn open(&self) -> Window<'_> {
        let window = self.start().await;
        let ready = self.home().join("ready");
        wait("the window to report real data", || async { ready.exists().then_some(()) }).await;
        window
    }

    /// Starts the app.
    pub async fn start(&self) -> Window<'_> {
        let _ = std::fs::remove_file(self.home().join("ready"));
        let port = testkit::free_port();
        let mut driver = command("dbus-run-session");
        driver.args(["--", "sh", "-c", START_DRIVER]).arg(self.home().join("bin"));
        driver.args([&format!("--port={port}"), "--host=127.0.0.1"]);
        self.dress(&mut driver);
        driver.env("START", START_DRIVER);
        let driver = Group::start(&mut driver);
        driver::wait_ready(port).await;
        let session = Session::start(port, &program()).await;
        let session = session
            .unwrap_or_else(|refusal| panic!("the app does not start: {refusal:?}\n{}", self.output()));
        Window { session, stage: self, _driver: driver }
    }

    /// Runs the app without a driver and without a display; for what it says then.
    #[must_use]
    pub fn run_without_display(&self) -> std::process::Output {
        let mut app = Command::new(program());
        self.dress(&mut app);
        app.env_remove("DISPLAY").stdout(Stdio::piped()).stderr(Stdio::piped());
        app.output().expect("the app starts")
    }

    /// Starts the app once more, beside the one that is open, and waits until that start has ended.
    pub async fn start_again(&self) -> std::process::ExitStatus {
        let bus = std::fs::read_to_string(self.home().join("bus")).expect("the first start said its bus");
        let mut app = Command::new(program());
        self.dress(&mut app);
        app.env("DBUS_SESSION_BUS_ADDRESS", bus.trim());
        let mut second = Group::start(&mut app);
        wait("the second start to end", || {
            let ended = second.child().try_wait().expect("a child");
            async move { ended }
        })
        .await
    }

    /// What the app and its driver printed, and the app's own log.
    #[must_use]
    pub fn output(&self) -> String {
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        let logs = std::fs::read_dir(self.home().join("data/logs")).into_iter().flatten().flatten();
        logs.fold(read(self.home().join("output")), |text, log| text + &read(log.path()))
    }

    /// Own everything: WebKit's data, the place of the window and the single instance are shared otherwise.
    fn dress(&self, command: &mut Command) {
        let path = |name: &str| self.home().join(name);
        let output = std::fs::File::options().create(true).append(true).open(path("output")).expect("a file");
        command.env_clear().stdin(Stdio::null()).stderr(output.try_clone().expect("a file")).stdout(output);
        command.env("HOME", self.home()).env("DISPLAY", self.display.name());
        for (name, folder) in [
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "share"),
            ("XDG_CACHE_HOME", "cache"),
            ("MOORING_DATA_DIR", "data"),
            ("MOORING_TEST_READY", "ready"),
            ("MOORING_TEST_OPENER", "opened"),
        ] {
            command.env(name, path(folder));
        }
        for (name, value) in [
            ("GDK_BACKEND", "x11"),
            ("GTK_THEME", "Adwaita"),
            ("LANG", "C.UTF-8"),
            ("LANGUAGE", "en"),
            ("NO_AT_BRIDGE", "1"),
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ] {
            command.env(name, value);
        }
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
    }
}

/// The app: `$MOORING_DESKTOP_BIN`, or what `cargo build` put beside this test.
fn program() -> PathBuf {
    let beside = || {
        let test = std::env::current_exe().expect("a path");
        let folder = test.ancestors().find(|path| path.join("mooring-desktop").is_file());
        folder.map(|path| path.join("mooring-desktop"))
    };
    let program = std::env::var_os("MOORING_DESKTOP_BIN").map(PathBuf::from).or_else(beside);
    program.expect("the app is built: cargo build -p mooring-desktop --features custom-protocol")
}

/// The app's window.
#[derive(Debug)]
pub struct Window<'a> {
    session: Session,
    stage: &'a Stage,
    _driver: Group,
}

impl Window<'_> {
    /// The page's side, for scripts.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The first element with this role and name that can be seen; waits for it. `Run…` also finds `Run it now`.
    pub async fn get(&self, role: Role, name: &str) -> Element<'_> {
        element::get(&self.session, None, role, name).await
    }

    /// Looks once, without waiting.
    pub async fn find(&self, role: Role, name: &str) -> Option<Element<'_>> {
        element::find(&self.session, None, role, name).await
    }

    /// Whether there is one at this moment.
    pub async fn has(&self, role: Role, name: &str) -> bool {
        self.find(role, name).await.is_some()
    }

    /// Clicks the element with this role and name.
    pub async fn click(&self, role: Role, name: &str) {
        self.get(role, name).await.click().await;
    }

    /// All text on screen.
    pub async fn text(&self) -> String {
        let text = self.session.script("return document.body.innerText", &[]).await;
        text.map(|text| text.as_str().unwrap_or_default().to_owned()).unwrap_or_default()
    }

    /// Waits until a text is on screen.
    pub async fn wait_text(&self, part: &str) {
        let what = format!("{part:?} on screen");
        wait(&what, || async { self.text().await.contains(part).then_some(()) }).await;
    }

    /// Calls one of the app's commands, as the front end does.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Value {
        let body = "return await window.__TAURI_INTERNALS__.invoke(args[0], args[1])";
        self.session.async_script(body, &[json!(command), arguments]).await
    }

    /// Sets one of the settings: `set("/updates/gateSeconds", 1)`.
    pub async fn set(&self, pointer: &str, value: impl Into<Value>) {
        let mut settings = self.invoke("settings_get", json!({})).await;
        *settings.pointer_mut(pointer).expect("a setting") = value.into();
        self.invoke("settings_set", json!({"settings": settings})).await;
    }

    /// Changes the colors, `dark`, and waits until the page has them.
    pub async fn use_theme(&self, theme: &str) {
        self.set("/theme", theme).await;
        let now = "return document.documentElement.dataset.theme";
        wait("the colors", || async { (self.session.script(now, &[]).await.ok()? == theme).then_some(()) })
            .await;
        self.settle().await;
    }

    /// Goes to an address of the app, `containers/web/logs`.
    pub async fn go(&self, address: &str) {
        let moved = self.session.script("location.hash = '#/' + arguments[0]", &[json!(address)]).await;
        moved.expect("the page runs scripts");
    }

    /// Waits until nothing is being loaded and nothing moves.
    pub async fn settle(&self) {
        let busy = "return document.querySelectorAll('[aria-busy=true]').length + document.getAnimations().filter((a) => a.playState === 'running' && a.effect?.getTiming().iterations !== Infinity).length";
        wait("the page to be at rest", || async {
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
            (self.session.script(busy, &[]).await.ok()? == 0).then_some(())
        })
        .await;
    }

    /// Loads the page anew, as a user with F5 would. The driver answers before the former page is gone.
    pub async fn reload(&self) {
        self.session.script("window.former = true", &[]).await.expect("the page runs scripts");
        self.session.post("/refresh", json!({})).await.expect("the page loads");
        let fresh = "return !window.former && document.querySelector('main h1') !== null";
        wait("the new page", || async {
            (self.session.script(fresh, &[]).await.ok()? == true).then_some(())
        })
        .await;
        // Clicks on a page that has not been drawn yet are lost.
        self.session
            .async_script("await new Promise((d) => requestAnimationFrame(() => setTimeout(d)))", &[])
            .await;
        self.settle().await;
    }

    /// Presses keys: `Tab`, `ctrl+k`, `Return`.
    pub fn press(&self, keys: &[&str]) {
        keyboard::press(self.stage.display.name(), keys);
    }

    /// Types a text, wherever the focus is.
    pub fn type_text(&self, text: &str) {
        keyboard::write(self.stage.display.name(), text);
    }

    /// Puts the pointer where nothing shows that it is there.
    pub fn point_away(&self) {
        keyboard::point_away(self.stage.display.name());
    }

    /// Takes the keyboard away from the window, as a click into another app would.
    pub fn lose_focus(&self) {
        keyboard::focus_nothing(self.stage.display.name());
    }

    /// Name of what has the focus, for keyboard tests: its label or text.
    pub async fn focused(&self) -> String {
        let script = "const e = document.activeElement; return e?.getAttribute('aria-label') ?? e?.labels?.[0]?.innerText ?? e?.innerText?.trim() ?? ''";
        let name = self.session.script(script, &[]).await.expect("the page runs scripts");
        name.as_str().unwrap_or_default().to_owned()
    }

    /// Presses Tab until this has the focus; once around is enough for everything.
    pub async fn tab_to(&self, name: &str) {
        let mut seen = Vec::new();
        for _ in 0..60 {
            self.press(&["Tab"]);
            let focused = self.focused().await;
            if focused == name {
                return;
            }
            seen.push(focused);
        }
        panic!("Tab does not reach {name:?}, only {seen:?}");
    }

    /// Makes the window as large as this.
    pub async fn resize(&self, width: u32, height: u32) {
        let rect = json!({"x": 0, "y": 0, "width": width, "height": height});
        self.session.post("/window/rect", rect).await.expect("the window can be resized");
    }

    /// Fails if axe finds anything serious on the screen as it is now.
    pub async fn check_accessibility(&self, screen: &str) {
        let findings = axe::findings(&self.session).await;
        assert!(findings.is_empty(), "{screen}:\n{}", findings.join("\n"));
    }

    /// What the page reported so far: errors, and what its policy refused.
    pub async fn noise(&self) -> Vec<String> {
        // Reports are calls; the answer to a later one says that they have arrived.
        self.invoke("about", json!({})).await;
        let log = self.stage.output();
        log.lines().filter(|line| line.contains("error in the window")).map(str::to_owned).collect()
    }

    /// Fails if the page broke its own policy or threw an error since the app was started.
    pub async fn check_quiet(&self) {
        assert_eq!(self.noise().await, Vec::<String>::new(), "violations and errors in the page");
    }

    /// A picture of the window's content.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.session.screenshot().await.expect("a picture")
    }

    /// Closes the app and waits until the driver says so.
    pub async fn close(self) {
        self.session.end().await.expect("the driver ends the session");
    }
}

/// The driver is found where the system has it; the app inherits an empty search path. Engines are also looked for in the
/// usual folders and at the usual sockets, so root hides them from this one process.
const START_DRIVER: &str = r#"
driver=$(command -v WebKitWebDriver) || exit 1
echo "$DBUS_SESSION_BUS_ADDRESS" >"$HOME/bus"
if [ "$(id -u)" = 0 ] && [ -z "$MOORING_HIDDEN" ]; then
    export MOORING_HIDDEN=1
    exec unshare --mount --propagation private sh -c "$START" "$0" "$@"
fi
if [ -n "$MOORING_HIDDEN" ]; then
    for program in /usr/bin /usr/local/bin /bin; do
        for name in docker podman colima limactl; do
            if [ -f "$program/$name" ]; then mount --bind /dev/null "$program/$name"; fi
        done
    done
    for socket in /run/docker.sock /run/podman/podman.sock; do
        if [ -S "$socket" ]; then mount --bind /dev/null "$socket"; fi
    done
    if [ -n "$USUAL_SOCKET" ]; then
        mount -t tmpfs none /run && ln -s "$USUAL_SOCKET" /run/docker.sock
    fi
fi
PATH=$0 exec "$driver" "$@""#;

impl Drop for Window<'_> {
    /// A test that fails leaves a picture of the window and everything that was printed.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let picture = std::thread::scope(|scope| scope.spawn(|| picture_now(&self.session)).join());
        evidence::keep("png", &picture.unwrap_or_default());
        evidence::keep("log", self.stage.output().as_bytes());
    }
}

/// For `drop`, which cannot wait: on a thread and a runtime of its own.
fn picture_now(session: &Session) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(session.screenshot()).unwrap_or_default()
}
