#!/usr/bin/env bash
# Makes sure that there is a container engine to talk to: finds Docker or Podman, or installs Podman.
. "$(dirname "$0")/lib.sh"

# A docker command alone is no engine. DOCKER_HOST and contexts may name one elsewhere, so the client is asked.
docker_answers() { have docker && docker info --format '{{.ServerVersion}}' 2>/dev/null | grep -q '^[0-9]'; }
has_engine() { have podman || have dockerd || docker_answers || have colima || [ -d /Applications/Docker.app ] || [ -d /Applications/OrbStack.app ]; }

start_podman_machine() {
    if podman machine inspect >/dev/null 2>&1; then return; fi
    { podman machine init && podman machine start; } ||
        fail "Podman's virtual machine does not start" "Run podman machine init and podman machine start by hand and see what they say."
}

if has_engine; then exit 0; fi
say "Neither Docker nor Podman is installed here; Mooring needs one of them"
"$ROOT/scripts/setup-system.sh" engine
if [ "$(uname -s)" = Darwin ]; then start_podman_machine; fi
has_engine || fail "there is still no container engine" "Install Podman (https://podman.io) or Docker, then start again."
note "Podman is ready; Mooring starts its service by itself"
