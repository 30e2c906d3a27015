# shellcheck shell=bash disable=SC2016 # stand-ins expand their text later
# setup-engine.sh: which machine has an engine, and what happens to one that has none.

engine_setup() { sandboxed "$ROOT/scripts/setup-engine.sh"; }

podman_by_apt() {
    fresh
    stub dpkg-query <<<'exit 1'
    stub apt-get <<<'case " $* " in *" podman "*) cp "$SANDBOX/bin/apt-get" "$SANDBOX/bin/podman" ;; esac'
}

podman_by_apt
engine_setup
check "no engine: says so" says "Neither Docker nor Podman is installed"
check "no engine: Podman is installed" called '^apt-get install .*podman'
check "no engine: then there is one" exits 0

podman_by_apt
stub docker <<<'exit 1'
engine_setup
check "a docker command without an engine is no engine" called '^apt-get install .*podman'

fresh
stub docker <<<'echo 28.2.2'
engine_setup
check "a docker that answers is enough" exits 0
check "and nothing is said" not says "Neither"

for engine in podman dockerd; do
    fresh
    stub "$engine" </dev/null
    engine_setup
    check "$engine is enough" exits 0
done
