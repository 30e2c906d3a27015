//! Every string that beginners meet in their first hour, the gaps filled in.

use super::super::Operation::*;
use super::{Line, check};

#[test]
fn connecting() {
    check(CONNECTING);
}

#[test]
fn images() {
    check(IMAGES);
}

#[test]
fn starting() {
    check(STARTING);
}

#[test]
fn cleaning_up() {
    check(CLEANING_UP);
}

#[rustfmt::skip]
const CONNECTING: &[Line] = &[
    ("not running", Connect, "", 0, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "engine.notRunning", &["endpoint=unix:///var/run/docker.sock"]),
    ("not running, newer", Connect, "", 0, "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running", "engine.notRunning", &["endpoint=unix:///var/run/docker.sock"]),
    ("Podman not running", Connect, "unix:///run/podman/podman.sock", 0, "Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`, or try `podman machine init` and `podman machine start` to manage a new Linux VM", "engine.notRunning", &["endpoint=unix:///run/podman/podman.sock"]),
    ("no right", Connect, "", 0, "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock", "engine.permissionDenied", &["endpoint=unix:///var/run/docker.sock"]),
    ("no right, older", Connect, "", 0, "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \"http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json\": dial unix /var/run/docker.sock: connect: permission denied", "engine.permissionDenied", &[]),
    ("we are too old", Connect, "", 400, "client version 1.40 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version", "engine.versionTooNew", &["ours=1.40", "theirs=1.44"]),
    ("we are too new", Connect, "", 400, "client version 1.99 is too new. Maximum supported API version is 1.41", "engine.versionTooOld", &["ours=1.99", "theirs=1.41"]),
    ("virtualization off", Connect, "", 0, "Wsl/Service/RegisterDistro/CreateVm/HCS/HCS_E_HYPERV_NOT_INSTALLED", "engine.virtualizationOff", &[]),
    ("stops at logout", Connect, "", 0, "the container engine stops at logout unless you run: loginctl enable-linger", "engine.stopsAtLogout", &[]),
];

#[rustfmt::skip]
const IMAGES: &[Line] = &[
    ("typo or private", PullImage, "ngnix", 404, "pull access denied for ngnix, repository does not exist or may require 'docker login'", "image.pullDenied", &["image=ngnix"]),
    ("typo or private, longer", PullImage, "ngnix", 404, "pull access denied for ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", "image.pullDenied", &["image=ngnix"]),
    ("typo or private, Podman", PullImage, "ngnix", 500, "initializing source docker://ngnix:latest: reading manifest latest in docker.io/library/ngnix: errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n", "image.pullDenied", &[]),
    ("wrong tag", PullImage, "nginx:9", 404, "manifest for nginx:9 not found: manifest unknown: manifest unknown", "image.tagMissing", &["image=nginx:9"]),
    ("wrong tag, short", PullImage, "nginx:9", 404, "manifest unknown", "image.tagMissing", &["image=nginx:9"]),
    ("capital letters", PullImage, "Nginx", 400, "invalid reference format: repository name (library/Nginx) must be lowercase", "image.badCase", &["image=library/Nginx"]),
    ("spaces", PullImage, "my app", 400, "invalid reference format", "image.badReference", &["image=my app"]),
    ("no build for this chip", PullImage, "old", 404, "no matching manifest for linux/arm64/v8 in the manifest list entries", "image.noPlatform", &["platform=linux/arm64/v8", "image=old"]),
    ("no build for this chip, Podman", PullImage, "old", 500, "choosing an image from manifest list docker://old:latest: no image found in manifest list for architecture \"arm64\", variant \"v8\", OS \"linux\"", "image.noPlatform", &["platform=arm64"]),
    ("crash of a wrong chip", StartContainer, "web", 500, "exec /entrypoint.sh: exec format error", "run.wrongChip", &["command=/entrypoint.sh"]),
    ("too many downloads", PullImage, "nginx", 429, "You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limits", "image.rateLimited", &["image=nginx"]),
    ("too many downloads, older", PullImage, "nginx", 500, "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit", "image.rateLimited", &[]),
    ("too many downloads, silent", PullImage, "nginx", 429, "", "image.rateLimited", &[]),
    ("plain http", PullImage, "reg:5000/a", 500, "http: server gave HTTP response to HTTPS client", "image.registryPlainHttp", &["registry=reg:5000"]),
    ("plain http, other words", PullImage, "reg:5000/a", 500, "malformed HTTP response \"\\x15\\x03\\x01\\x00\\x02\\x02\"", "image.registryPlainHttp", &[]),
    ("credential helper", PullImage, "nginx", 500, "error getting credentials - err: exec: \"docker-credential-desktop\": executable file not found in $PATH, out: ``", "image.credentialHelper", &["helper=docker-credential-desktop"]),
    ("disk full", PullImage, "nginx", 500, "write /var/lib/docker/tmp/GetImageBlob123: no space left on device", "disk.full", &[]),
    ("short names", PullImage, "nginx", 500, "short-name \"nginx\" did not resolve to an alias and no unqualified-search registries are defined in \"/etc/containers/registries.conf\"", "image.shortName", &["image=nginx"]),
    ("short names, enforced", PullImage, "nginx", 500, "short-name resolution enforced but cannot prompt without a TTY", "image.shortName", &[]),
];

#[rustfmt::skip]
const STARTING: &[Line] = &[
    ("port of a container", StartContainer, "web", 500, "Bind for 0.0.0.0:8080 failed: port is already allocated", "run.portBusy", &["port=8080"]),
    ("port of a program", StartContainer, "web", 500, "failed to bind host port 0.0.0.0:8080/tcp: address already in use", "run.portBusy", &["port=8080"]),
    ("port of a program, 28", StartContainer, "web", 500, "failed to set up container networking: driver failed programming external connectivity on endpoint web (abc): failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use", "run.portBusy", &["port=8080"]),
    ("port, wrapped", StartContainer, "web", 500, "driver failed programming external connectivity on endpoint web (4a1b): Bind for :::8080 failed: port is already allocated", "run.portBusy", &["port=8080"]),
    ("port, Desktop", StartContainer, "web", 500, "Ports are not available: exposing port TCP 0.0.0.0:8080 -> 127.0.0.1:0: listen tcp:0.0.0.0:8080: bind: address is already in use", "run.portBusy", &["port=8080"]),
    ("port below 1024", StartContainer, "web", 500, "rootlessport cannot expose privileged port 80, you can add 'net.ipv4.ip_unprivileged_port_start=80' to /etc/sysctl.conf (currently 1024), or choose a larger port number (>= 1024): listen tcp 0.0.0.0:80: bind: permission denied", "run.portLow", &["port=80"]),
    ("name taken", CreateContainer, "web", 409, "Conflict. The container name \"/web\" is already in use by container \"0123456789ab\". You have to remove (or rename) that container to be able to reuse that name.", "run.nameTaken", &["name=web"]),
    ("name taken, Podman", CreateContainer, "web", 500, "creating container storage: the container name \"web\" is already in use by 0123456789ab. You have to remove that container to be able to reuse that name: that name is already in use", "run.nameTaken", &["name=web"]),
    ("folder missing", CreateContainer, "web", 400, "invalid mount config for type \"bind\": bind source path does not exist: /home/me/site", "run.folderMissing", &["path=/home/me/site"]),
    ("folder not shared", StartContainer, "web", 500, "Mounts denied: The path /data/site is not shared from the host and is not known to Docker.", "run.folderNotShared", &["path=/data/site"]),
    ("file and folder", StartContainer, "web", 400, "error mounting \"/srv/conf\" to rootfs at \"/etc/nginx/nginx.conf\": not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type", "run.folderForFile", &["path=/srv/conf"]),
    ("no such command", StartContainer, "web", 400, "exec: \"bash\": executable file not found in $PATH: unknown", "run.commandMissing", &["command=bash"]),
    ("no such command, path", StartContainer, "web", 400, "exec: \"/bin/bash\": stat /bin/bash: no such file or directory: unknown", "run.commandMissing", &["command=/bin/bash"]),
    ("no such command, crun", StartContainer, "web", 500, "crun: executable file `bash` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found", "run.commandMissing", &["command=bash"]),
    ("not executable", StartContainer, "web", 400, "exec: \"/app/start.sh\": permission denied: unknown", "run.commandNotExecutable", &["command=/app/start.sh"]),
    ("restarting", Exec, "web", 409, "Container 0123456789ab is restarting, wait until the container is running", "container.restarting", &["container=web"]),
    ("shell into a stopped one", Exec, "web", 409, "container 0123456789ab is not running", "container.notRunning", &["container=web"]),
];

#[rustfmt::skip]
const CLEANING_UP: &[Line] = &[
    ("image of a running container", RemoveImage, "nginx", 409, "conflict: unable to delete nginx:latest (cannot be forced) - image is being used by running container 0123456789ab", "image.inUseRunning", &["image=nginx:latest", "containers=0123456789ab"]),
    ("image of a stopped container", RemoveImage, "nginx", 409, "conflict: unable to delete 3fbaf71a998b (must be forced) - image is being used by stopped container 0123456789ab", "image.inUse", &["containers=0123456789ab"]),
    ("image, by name", RemoveImage, "nginx", 409, "conflict: unable to remove repository reference \"nginx\" (must force) - container 0123456789ab is using its referenced image 3fbaf71a998b", "image.inUse", &["image=nginx", "containers=0123456789ab"]),
    ("image with children", RemoveImage, "base", 409, "conflict: unable to delete 3fbaf71a998b (cannot be forced) - image has dependent child images", "image.hasChildren", &["image=base"]),
    ("volume", RemoveVolume, "data", 409, "remove data: volume is in use - [0123456789ab]", "volume.inUse", &["volume=data", "containers=0123456789ab"]),
    ("network", RemoveNetwork, "net", 403, "network net has active endpoints (name:\"web\" id:\"0123456789ab\")", "network.inUse", &["network=net"]),
    ("running container", RemoveContainer, "web", 409, "You cannot remove a running container 0123. Stop the container before attempting removal or force remove", "container.removeRunning", &["container=web"]),
    ("running container, wrapped", RemoveContainer, "web", 409, "cannot remove container \"/web\": container is running: stop the container before removing or force remove", "container.removeRunning", &["container=web"]),
    ("container, other reason", RemoveContainer, "web", 500, "cannot remove container \"/web\": unable to remove filesystem: device or resource busy", "container.removeFailed", &["container=web"]),
    ("no addresses", CreateNetwork, "net", 500, "all predefined address pools have been fully subnetted", "network.noAddresses", &[]),
    ("external network", Other, "", 0, "network proxy declared as external, but could not be found", "network.externalMissing", &["network=proxy"]),
    ("foreign network", Other, "", 0, "network app_default was found but has incorrect label com.docker.compose.network set to \"\"", "network.foreignLabel", &["network=app_default"]),
];
