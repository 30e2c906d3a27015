//! Images many tests need.

use super::ImageBuilder;

/// busybox with a shell as its command.
#[must_use]
pub fn busybox() -> ImageBuilder {
    ImageBuilder::scratch().busybox().cmd(&["sh"])
}

/// A web server on port 80 that answers `/` with the text given.
#[must_use]
pub fn web(text: &str) -> ImageBuilder {
    let page = format!("<!doctype html><title>{text}</title><h1>{text}</h1>\n");
    ImageBuilder::scratch()
        .busybox()
        .layer()
        .directory("www", 0o755)
        .file("www/index.html", page, 0o644)
        .workdir("/www")
        .expose("80/tcp")
        .stop_signal("SIGKILL")
        .cmd(&["httpd", "-f", "-v", "-p", "80", "-h", "/www"])
}

/// The web server at one of its versions: `/` says `v<version>`, its environment has `V=<version>`. Push it twice under one
/// tag, and the second is an update of the first.
#[must_use]
pub fn versioned_web(version: &str) -> ImageBuilder {
    ImageBuilder::scratch()
        .busybox()
        .layer()
        .directory("www", 0o755)
        .file("www/index.html", format!("v{version}"), 0o644)
        .env("V", version)
        .expose("80/tcp")
        .stop_signal("SIGKILL")
        .cmd(&["httpd", "-f", "-p", "80", "-h", "/www"])
}

/// Says something on both streams and ends with a code.
#[must_use]
pub fn exits(code: u8) -> ImageBuilder {
    let line = format!("echo going; echo 'ending with {code}' >&2; exit {code}");
    ImageBuilder::scratch().busybox().cmd(&["sh", "-c", &line])
}

/// Runs until it is stopped, and stops at once when asked.
#[must_use]
pub fn sleeper() -> ImageBuilder {
    ImageBuilder::scratch().busybox().cmd(&[
        "sh",
        "-c",
        "trap 'exit 0' TERM; echo started; while sleep 3600 & wait $!; do :; done",
    ])
}

/// Refuses to start without a password in the words of the real `postgres` image, and declares its volume and port.
#[must_use]
pub fn postgres_like() -> ImageBuilder {
    ImageBuilder::scratch()
        .busybox()
        .layer()
        .file("usr/local/bin/docker-entrypoint.sh", POSTGRES_ENTRYPOINT, 0o755)
        .env("PG_MAJOR", "16")
        .env("PG_VERSION", "16.4-1.pgdg120+1")
        .env("PGDATA", "/var/lib/postgresql/data")
        .expose("5432/tcp")
        .volume("/var/lib/postgresql/data")
        .stop_signal("SIGINT")
        .entrypoint(&["docker-entrypoint.sh"])
        .cmd(&["postgres"])
}

const POSTGRES_ENTRYPOINT: &str = r#"#!/bin/sh
if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    cat >&2 <<'END'
Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
END
    exit 1
fi
mkdir -p "$PGDATA"
[ -e "$PGDATA/PG_VERSION" ] || echo "$PG_MAJOR" >"$PGDATA/PG_VERSION"
echo 'database system is ready to accept connections' >&2
trap 'exit 0' INT TERM
while sleep 3600 & wait $!; do :; done
"#;
