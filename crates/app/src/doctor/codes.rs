//! Every code there are words for, with the facts the words may use and the buttons that help.

use super::case::Facts;
use super::text;
use crate::wire::ActionId::{self, *};
use crate::wire::ProblemAction;

/// A code, what its words may speak of, and what helps.
#[derive(Debug)]
pub struct Code {
    /// `run.portTaken`.
    pub name: &'static str,
    /// Facts the words may use.
    pub facts: &'static [&'static str],
    /// Buttons, the most useful first; one whose fact is unknown is left out.
    actions: &'static [Act],
}

/// A button, and the fact that is its value.
#[derive(Debug)]
pub(super) struct Act {
    id: ActionId,
    on: Option<&'static str>,
}

pub(super) const fn code(
    name: &'static str,
    facts: &'static [&'static str],
    actions: &'static [Act],
) -> Code {
    Code { name, facts, actions }
}

pub(super) const fn on(id: ActionId, fact: &'static str) -> Act {
    Act { id, on: Some(fact) }
}

pub(super) const fn just(id: ActionId) -> Act {
    Act { id, on: None }
}

/// Lists every code there is.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    CODES.iter().chain(super::update_codes::CODES).chain(super::inside_codes::CODES)
}

/// Engines, images and containers, by chapter.
const CODES: &[Code] = &[
    // Getting connected.
    code("engine.none", &[], &[just(ExplainEngine), just(SearchEngines)]),
    code("engine.notInstalled", &["engine"], &[just(ExplainEngine), just(SearchEngines)]),
    code(
        "engine.installedNotRunning",
        &["engine"],
        &[just(StartEngine), just(SearchEngines), just(ExplainEngine)],
    ),
    code("engine.notRunning", &["endpoint"], &[just(StartEngine), just(ChooseEngine), just(ExplainEngine)]),
    code("engine.staleSocket", &["endpoint"], &[just(StartEngine), just(ChooseEngine), just(SearchEngines)]),
    code(
        "engine.permissionDenied",
        &["endpoint"],
        &[just(ChooseEngine), just(ExplainEngine), just(SearchEngines)],
    ),
    code("engine.permissionDeniedOldSession", &["endpoint"], &[just(SearchEngines), just(ChooseEngine)]),
    code("engine.permissionDeniedRootless", &["endpoint"], &[just(StartEngine), just(ChooseEngine)]),
    code("engine.permissionDeniedSandbox", &["endpoint"], &[just(ChooseEngine), just(SearchEngines)]),
    code("engine.versionTooOld", &["ours", "theirs"], &[just(ChooseEngine)]),
    code("engine.versionTooNew", &["ours", "theirs"], &[just(ChooseEngine)]),
    code("engine.silent", &["endpoint"], &[just(SearchEngines), just(ChooseEngine)]),
    code("engine.notAnEngine", &["endpoint"], &[just(ChooseEngine)]),
    code("engine.sshLater", &["endpoint"], &[just(ChooseEngine)]),
    code("engine.tls", &["endpoint"], &[just(ChooseEngine), just(SearchEngines)]),
    code("engine.unreachable", &["endpoint", "reason"], &[just(SearchEngines), just(ChooseEngine)]),
    code("engine.lost", &["engine"], &[just(StartEngine), just(ChooseEngine)]),
    code("engine.virtualizationOff", &[], &[just(SearchEngines), just(ChooseEngine)]),
    code("engine.stopsAtLogout", &[], &[]),
    // What an engine may answer to anything.
    code("engine.refused", &["reason"], &[just(Retry)]),
    code("engine.slow", &["seconds"], &[just(Retry)]),
    code("engine.badAnswer", &["reason"], &[just(Retry)]),
    code("engine.unsupported", &["engine"], &[just(ChooseEngine)]),
    code("disk.full", &[], &[just(ShowDisk), just(Retry)]),
    // On this side.
    code("job.interrupted", &[], &[just(Retry)]),
    code("job.unknown", &[], &[]),
    code("job.cancelled", &[], &[just(Retry)]),
    code("local.fileUnreadable", &["path"], &[just(Retry)]),
    code("local.fileUnwritable", &["path"], &[just(Retry)]),
    code("local.noBrowser", &["url"], &[]),
    code("input.invalid", &["input"], &[]),
    code("internal", &[], &[just(Retry)]),
    // Getting an image.
    code(
        "image.pullDenied",
        &["image", "registry"],
        &[on(UseReference, "suggestion"), on(SignIn, "registry"), just(Retry)],
    ),
    code("image.signInRefused", &["registry"], &[on(SignIn, "registry"), just(Retry)]),
    code("image.credentialHelper", &["helper"], &[just(Retry)]),
    code("image.tagMissing", &["image"], &[on(UseReference, "suggestion"), just(Retry)]),
    code("image.nameUnknown", &["image"], &[on(UseReference, "suggestion"), just(Retry)]),
    code("image.badCase", &["image"], &[on(UseReference, "suggestion")]),
    code("image.badReference", &["image"], &[on(UseReference, "suggestion")]),
    code("image.shortName", &["image"], &[on(UseReference, "suggestion")]),
    code("image.noPlatform", &["image", "platform"], &[on(UseReference, "suggestion")]),
    code("image.platformMismatch", &["image", "imagePlatform", "hostPlatform"], &[]),
    code("image.otherPlatformHere", &["image", "imagePlatform", "hostPlatform"], &[just(Retry)]),
    code("image.rateLimited", &["image", "registry"], &[on(SignIn, "registry"), just(Retry)]),
    code("image.registryPlainHttp", &["registry"], &[just(Retry)]),
    code("image.registryUntrusted", &["registry"], &[just(Retry)]),
    code("image.registryNotFound", &["registry"], &[on(UseReference, "suggestion"), just(Retry)]),
    code("image.registryUnreachable", &["registry"], &[just(Retry)]),
    code("image.registryFailed", &["registry", "status"], &[just(Retry)]),
    code("image.downloadBroken", &["image"], &[just(Retry)]),
    // Making one.
    code("build.stepFailed", &["command", "exitCode"], &[just(Retry)]),
    code("build.copyMissing", &["file"], &[just(Retry)]),
    code("build.noDockerfile", &["path"], &[just(Retry)]),
    code("build.emptyDockerfile", &["file"], &[just(Retry)]),
    code("build.noFrom", &[], &[just(Retry)]),
    code("build.unknownInstruction", &["word"], &[just(Retry)]),
    code("build.syntax", &["line", "reason"], &[just(Retry)]),
    code("build.noTarget", &["target"], &[]),
    // Making and starting a container.
    code(
        "run.portTaken",
        &["port", "owner"],
        &[on(UsePort, "freePort"), on(StopContainer, "ownerContainer"), on(ShowContainer, "ownerContainer")],
    ),
    code("run.portBusy", &["port"], &[on(UsePort, "freePort"), just(Retry)]),
    code("run.portLow", &["port"], &[on(UsePort, "freePort"), just(Retry)]),
    code("run.portInvalid", &["port"], &[on(UsePort, "freePort")]),
    code("run.addressNotHere", &["address"], &[]),
    code(
        "run.nameTaken",
        &["name"],
        &[on(UseName, "freeName"), on(ShowContainer, "name"), on(StopAndRemove, "name")],
    ),
    code("run.nameBad", &["name"], &[on(UseName, "freeName")]),
    code("run.folderMissing", &["path"], &[on(CreateFolder, "path"), just(UseVolume), just(Retry)]),
    code("run.folderNotShared", &["path"], &[just(UseVolume), just(Retry)]),
    code("run.folderForFile", &["path"], &[just(UseVolume), just(Retry)]),
    code("run.folderRelative", &["path"], &[just(UseVolume)]),
    code("run.mountTwice", &["path"], &[]),
    code("run.deviceMissing", &["device"], &[just(Retry)]),
    code("run.graphicsUnavailable", &[], &[]),
    code("run.capabilityUnknown", &["capability"], &[]),
    code("run.commandNone", &[], &[just(UseShell)]),
    code("run.commandMissing", &["command"], &[just(UseShell), just(Retry)]),
    code("run.commandNotExecutable", &["command"], &[just(UseShell)]),
    code("run.wrongChip", &["command"], &[]),
    code("run.userMissing", &["user"], &[]),
    code("run.workingDirectory", &["path"], &[]),
    code("run.memoryLow", &["minimum"], &[just(RaiseMemory)]),
    code("run.memoryTooSmall", &[], &[just(RaiseMemory)]),
    code("run.cpusTooMany", &["maximum"], &[]),
    code("run.restartRemoved", &[], &[]),
    code("run.networkMissing", &["network"], &[]),
    // A container that is there.
    code(
        "container.notRunning",
        &["container"],
        &[on(StartContainer, "container"), on(ShowLog, "container")],
    ),
    code("container.paused", &["container"], &[on(ShowContainer, "container")]),
    code("container.notPaused", &["container"], &[]),
    code("container.restarting", &["container"], &[on(StopContainer, "container"), on(ShowLog, "container")]),
    code("container.removeRunning", &["container"], &[on(StopAndRemove, "container")]),
    code("container.removing", &["container"], &[]),
    code("container.removeFailed", &["container", "reason"], &[just(Retry)]),
    code("container.gone", &["name"], &[]),
    // Cleaning up.
    code("image.inUse", &["image", "containers"], &[]),
    code("image.inUseRunning", &["image", "containers"], &[]),
    code("image.lastName", &["image"], &[]),
    code("image.hasChildren", &["image"], &[]),
    code("image.severalNames", &["image"], &[]),
    code("image.gone", &["image"], &[on(UseReference, "suggestion")]),
    code("volume.inUse", &["volume", "containers"], &[]),
    code("volume.gone", &["volume"], &[]),
    code("network.inUse", &["network"], &[]),
    code("network.predefined", &["network"], &[]),
    code("network.noAddresses", &[], &[]),
    code("network.externalMissing", &["network"], &[just(Retry)]),
    code("network.foreignLabel", &["network"], &[]),
    code("network.exists", &["network"], &[]),
    code("network.gone", &["network"], &[]),
    // Why a container stopped.
    code("stopped.finished", &["container"], &[on(ShowLog, "container"), on(StartContainer, "container")]),
    code(
        "stopped.finishedShell",
        &["container", "command"],
        &[just(RunWithTerminal), on(ShowLog, "container")],
    ),
    code("stopped.asked", &["container"], &[on(StartContainer, "container")]),
    code("stopped.interrupted", &["container"], &[on(StartContainer, "container")]),
    code("stopped.killed", &["container"], &[on(StartContainer, "container"), on(ShowLog, "container")]),
    code(
        "stopped.killedWithLimit",
        &["container", "limit"],
        &[just(RaiseMemory), on(StartContainer, "container"), on(ShowLog, "container")],
    ),
    code("stopped.outOfMemory", &["container", "limit"], &[just(RaiseMemory), on(ShowLog, "container")]),
    code(
        "stopped.outOfMemoryHost",
        &["container"],
        &[on(StartContainer, "container"), on(ShowLog, "container")],
    ),
    code("stopped.crashed", &["container"], &[on(ShowLog, "container"), on(StartContainer, "container")]),
    code("stopped.aborted", &["container"], &[on(ShowLog, "container"), on(StartContainer, "container")]),
    code(
        "stopped.signal",
        &["container", "signal"],
        &[on(ShowLog, "container"), on(StartContainer, "container")],
    ),
    code(
        "stopped.engineFailed",
        &["container"],
        &[on(ShowLog, "container"), on(StartContainer, "container")],
    ),
    code(
        "stopped.failed",
        &["container", "exitCode", "line"],
        &[on(ShowLog, "container"), on(StartContainer, "container")],
    ),
    code(
        "stopped.failedSilently",
        &["container", "exitCode"],
        &[on(ShowLog, "container"), on(StartContainer, "container")],
    ),
    code(
        "stopped.restartLoop",
        &["container", "exitCode", "line"],
        &[on(StopContainer, "container"), on(ShowLog, "container")],
    ),
    code(
        "stopped.restartLoopSilently",
        &["container", "exitCode"],
        &[on(StopContainer, "container"), on(ShowLog, "container")],
    ),
    code(
        "stopped.missingSetting",
        &["container", "variable"],
        &[on(SetVariable, "variable"), on(ShowLog, "container")],
    ),
    code("stopped.dataFromOtherVersion", &["container"], &[on(ShowLog, "container")]),
    code(
        "stopped.systemSetting",
        &["container", "setting"],
        &[on(ShowLog, "container"), on(StartContainer, "container")],
    ),
    code(
        "stopped.folderDenied",
        &["container", "path", "user"],
        &[just(UseVolume), on(ShowLog, "container")],
    ),
    code("stopped.accessDenied", &["container", "line"], &[on(ShowLog, "container")]),
    code("stopped.portTakenInside", &["container", "line"], &[on(ShowLog, "container")]),
    code("stopped.localhost", &["container", "address"], &[on(ShowLog, "container")]),
    code("stopped.lineEndings", &["container", "file"], &[on(ShowLog, "container")]),
    code("stopped.commandMissing", &["container", "command"], &[just(UseShell), on(ShowLog, "container")]),
    code("stopped.notExecutable", &["container", "command"], &[just(UseShell), on(ShowLog, "container")]),
    code("stopped.wrongChip", &["container"], &[on(ShowLog, "container")]),
    // Not an error, and yet a surprise.
    code("hint.nothingPublished", &["container", "inside"], &[on(UsePort, "inside")]),
    code("hint.wrongPort", &["container", "inside", "opened", "host"], &[on(UsePort, "host")]),
    code("hint.anonymousVolume", &["container", "paths"], &[just(UseVolume)]),
    code("hint.healthStarting", &["container"], &[on(ShowLog, "container")]),
    code("hint.unhealthy", &["container", "output"], &[on(ShowLog, "container")]),
    code("hint.unhealthySilently", &["container", "failures"], &[on(ShowLog, "container")]),
];

/// Returns the buttons of a problem that was kept, as far as its facts still allow them.
pub fn actions_for(code: &str, facts: &Facts) -> Vec<ProblemAction> {
    find(code).map_or_else(Vec::new, |code| code.actions(facts))
}

/// Returns a code by its name.
pub(super) fn find(name: &str) -> Option<&'static Code> {
    codes().find(|code| code.name == name)
}

impl Code {
    /// Returns the buttons these facts allow.
    pub(super) fn actions(&self, facts: &Facts) -> Vec<ProblemAction> {
        self.actions.iter().filter_map(|act| act.offer(facts)).take(3).collect()
    }
}

impl Act {
    fn offer(&self, facts: &Facts) -> Option<ProblemAction> {
        let value = match self.on {
            // A value that would have to be cleaned first is not the thing it names.
            Some(fact) => Some(facts.get(fact).filter(|v| !v.is_empty() && text::line(v) == **v)?.clone()),
            None => None,
        };
        Some(ProblemAction { id: self.id, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_help_is_short() {
        for code in codes() {
            assert_eq!(codes().filter(|other| other.name == code.name).count(), 1, "{} twice", code.name);
            assert!(code.actions.len() <= 3, "{}", code.name);
        }
    }
}
