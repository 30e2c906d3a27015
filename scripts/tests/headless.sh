# shellcheck shell=bash disable=SC2016 # stand-ins expand their text later
# headless.sh with a stand-in for mooring: the order of the journey, and that nothing is left behind when it breaks.

journey() { sandboxed "$ROOT/scripts/headless.sh" "$SANDBOX/bin/mooring"; }

offline_machine() {
    fresh
    stub mooring </dev/null
    stub busybox </dev/null
    stub curl <<<'case $* in *registry-1*) exit 6 ;; *) echo "<h1>It runs.</h1>" ;; esac'
}

offline_machine
journey
check "the journey ends well" exits 0
check "no registry: an image is built" called '^mooring build -t localhost/mooring-hello:1 /'
check "the page is shown" says "<h1>It runs.</h1>"
check "the engine was asked first, the removals came last" \
    test "$(grep -oE '^mooring [a-z]+' "$SANDBOX/calls" | cut -d' ' -f2 | xargs)" = "engines build images run containers logs stop rm rmi"

offline_machine
stub curl <<<'echo "<h1>It works</h1>"'
journey
check "with a registry the image is pulled" called '^mooring pull docker.io/library/httpd:alpine'

offline_machine
stub curl <<<'exit 7'
journey
check "a silent page fails the journey" exits 1
check "with what to look at" says "mooring logs"
check "and the container is removed" called '^mooring rm --force mooring-hello'
