#!/usr/bin/env bash
# The app's main job without a window, through the mooring command and the engine it finds: headless.sh MOORING
# Gets a web server image (pulled, or built here when no registry answers), runs it, shows its page, removes it.
. "$(dirname "$0")/lib.sh"

MOORING=${1:?"path of the mooring command"}
PUBLIC_IMAGE=docker.io/library/httpd:alpine
LOCAL_IMAGE=localhost/mooring-hello:1
NAME=mooring-hello-$$
WORK=$(mktemp -d)
RUNNING=

clean_up() {
    if [ -n "$RUNNING" ]; then "$MOORING" rm --force "$NAME" >/dev/null 2>&1 || true; fi
    rm -rf "$WORK"
}
trap clean_up EXIT

# Shows the command as one would type it, then runs it.
do_it() {
    printf '\n%s$ mooring %s%s\n' "$BOLD" "$*" "$PLAIN"
    "$MOORING" "$@"
}

# In a sandbox without the right to raise limits, Podman's default limits and crun's cgroup use stop every container.
adapt_podman_to_sandbox() {
    if ! is_root || [ -n "${CONTAINERS_CONF:-}" ] || ! have runc || can_raise_limits; then return; fi
    export CONTAINERS_CONF=$WORK/containers.conf
    printf '%s\n' '[containers]' 'default_ulimits=["nofile=1024:1024","nproc=1024:1024"]' \
        '[engine]' 'runtime="runc"' 'cgroup_manager="cgroupfs"' 'events_logger="file"' >"$CONTAINERS_CONF"
}
# CAP_SYS_RESOURCE is bit 24 of the effective set.
can_raise_limits() { [ $((0x$(sed -n 's/^CapEff:\s*//p' /proc/self/status) >> 24 & 1)) = 1 ]; }

registry_answers() { curl -sS --max-time 5 -o /dev/null https://registry-1.docker.io/v2/ 2>/dev/null; }

static_busybox() {
    local busybox
    busybox=$(command -v busybox) || fail "busybox is not installed" "scripts/setup-system.sh demo installs it."
    cp -L "$busybox" "$WORK/image/busybox"
}

# An image of two files: a static busybox and a page. As the first process busybox would sit out a SIGTERM.
build_local_image() {
    mkdir -p "$WORK/image"
    static_busybox
    echo '<!doctype html><title>Mooring</title><h1>It runs.</h1>' >"$WORK/image/index.html"
    cat >"$WORK/image/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY busybox /bin/busybox
COPY index.html /www/index.html
EXPOSE 8080
STOPSIGNAL SIGKILL
ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-v", "-p", "8080", "-h", "/www"]
DOCKERFILE
    do_it build -t "$LOCAL_IMAGE" "$WORK/image"
}

get_image() {
    if registry_answers; then
        IMAGE=$PUBLIC_IMAGE PORT=80
        do_it pull "$IMAGE"
    else
        IMAGE=$LOCAL_IMAGE PORT=8080
        say "Docker Hub does not answer from here, so a tiny image is built instead"
        build_local_image
    fi
}

free_port() {
    local port
    for port in $(seq 8080 8179); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    fail "no port between 8080 and 8179 is free"
}

run_image() {
    HOST_PORT=$(free_port)
    RUNNING=1
    do_it run --name "$NAME" -p "$HOST_PORT:$PORT" "$IMAGE"
}

show_page() {
    local url=http://127.0.0.1:$HOST_PORT/
    printf '\n%s$ curl %s%s\n' "$BOLD" "$url" "$PLAIN"
    curl -sS --fail --retry 20 --retry-delay 1 --retry-all-errors --max-time 60 "$url" ||
        fail "the container runs, but its page does not answer at $url" "Its log: mooring logs $NAME"
}

adapt_podman_to_sandbox
do_it engines
get_image
do_it images
run_image
do_it containers
show_page
do_it logs "$NAME"
do_it stop "$NAME"
do_it rm "$NAME"
RUNNING=
if [ "$IMAGE" = "$LOCAL_IMAGE" ]; then do_it rmi "$IMAGE"; fi
say "Done: $IMAGE was fetched, ran, answered, was stopped and removed, all through mooring"
