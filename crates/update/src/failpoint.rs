//! Places of a swap where the program can be told to die, for the crash tests. Without the feature they are nothing.

#[cfg(feature = "failpoints")]
static ARMED: std::sync::Mutex<Option<String>> = std::sync::Mutex::new(None);

/// Tells the program to kill itself when it comes to the point of this name (UPDATES.md 6.2).
#[cfg(feature = "failpoints")]
pub fn arm(name: &str) {
    *ARMED.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(name.to_owned());
}

/// Passes a point. Dies there as by `kill -9`, without a chance to tidy up, when it is the armed one.
#[cfg(feature = "failpoints")]
pub(crate) fn hit(name: &str) {
    let armed = ARMED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if armed.as_deref() == Some(name) {
        #[cfg(unix)]
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        std::process::abort();
    }
}

/// Passes a point.
#[cfg(not(feature = "failpoints"))]
pub(crate) fn hit(_name: &str) {}
