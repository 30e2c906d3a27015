//! Getting an image, or making one.

use super::case::Operation::{
    BuildImage, CreateContainer, PullImage, RenameContainer, StartContainer, TagImage,
};
use super::row::{ROW, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        code: "image.rateLimited",
        patterns: &[r"pull rate limit", r"toomanyrequests", r"too many requests", r"status(?: code)?:? 429"],
        ..ROW
    },
    Row { code: "image.rateLimited", status: &[429], patterns: &[""], ..ROW },
    Row {
        code: "image.credentialHelper",
        patterns: &[
            r#"error getting credentials - err: exec: "(?P<helper>[^"]+)""#,
            r#"exec: "(?P<helper>docker-credential-[^"]+)": executable file not found"#,
            r"error getting credentials - err: .*?(?P<helper>docker-credential-[\w.-]+)",
        ],
        ..ROW
    },
    Row {
        code: "image.signInRefused",
        patterns: &[
            r"incorrect username or password",
            r"invalid username/password",
            r"authentication failed",
        ],
        during: &[PullImage, CreateContainer, BuildImage],
        ..ROW
    },
    Row {
        code: "image.pullDenied",
        patterns: &[
            r"pull access denied for (?P<image>\S+?),? repository does not exist or may require",
            r"pull access denied",
            r"no basic auth credentials",
            r"requested access to the resource is denied",
            r"initializing source docker://(?P<image>\S+): reading manifest \S+ in \S+: (?:errors:\s*)?(?:denied|unauthorized)",
            r"unauthorized: (?:authentication|access|incorrect)",
            r"insufficient_scope",
            r"access to the resource is denied",
            r"unable to retrieve auth token",
        ],
        ..ROW
    },
    Row {
        code: "image.noPlatform",
        patterns: &[
            r"no matching manifest for (?P<platform>\S+) in the manifest list",
            r#"no image found in (?:manifest list|image index) for architecture "?(?P<platform>[\w-]+)"?"#,
            r"no match for platform in manifest",
        ],
        ..ROW
    },
    Row {
        code: "image.platformMismatch",
        patterns: &[
            r"requested image's platform \((?P<imagePlatform>[^)]+)\) does not match the detected host platform \((?P<hostPlatform>[^)]+)\)",
            r"image platform \((?P<imagePlatform>[^)]+)\) does not match the expected platform \((?P<hostPlatform>[^)]+)\)",
        ],
        ..ROW
    },
    Row {
        code: "image.otherPlatformHere",
        patterns: &[
            r"image with reference (?P<image>\S+) was found but does(?: not match|n't provide) the specified platform: wanted (?P<hostPlatform>[^,\s]+), actual: (?P<imagePlatform>[^,\s]+)",
            r"image with reference (?P<image>\S+) was found but its platform \((?P<imagePlatform>[^)]+)\) does not match the specified platform \((?P<hostPlatform>[^)]+)\)",
        ],
        ..ROW
    },
    Row {
        code: "image.tagMissing",
        patterns: &[
            r"manifest for (?P<image>\S+) not found",
            r"initializing source docker://(?P<image>\S+): reading manifest \S+ in \S+: manifest unknown",
            r"manifest unknown",
            r"docker\.io/\S+: not found",
        ],
        ..ROW
    },
    Row {
        code: "image.nameUnknown",
        patterns: &[
            r"name unknown",
            r"repository (?P<image>\S+) not found",
            r"repository name not known to registry",
        ],
        ..ROW
    },
    Row {
        code: "image.badCase",
        patterns: &[
            r"invalid reference format: repository name \((?P<image>[^)]+)\) must be lowercase",
            r"repository name must be lowercase",
        ],
        ..ROW
    },
    Row {
        code: "image.badReference",
        patterns: &[r"invalid reference format", r"invalid tag format", r"error parsing reference"],
        ..ROW
    },
    Row {
        code: "image.shortName",
        patterns: &[
            r#"short-name "?(?P<image>[^\s"]+)"? did not resolve to an alias"#,
            r"short-name resolution enforced but cannot prompt without a tty",
        ],
        ..ROW
    },
    Row {
        code: "image.registryPlainHttp",
        patterns: &[
            r#"get "?https?://(?P<registry>[^/"]+)[^\n]*server gave http response to https client"#,
            r"server gave http response to https client",
            r#"malformed http response "\\x15\\x03\\x01"#,
        ],
        ..ROW
    },
    Row {
        code: "image.registryUntrusted",
        patterns: &[
            r#"(?:get|head) "?https?://(?P<registry>[^/"]+)[^\n]*(?:x509:|failed to verify certificate)"#,
            r"x509: certificate",
            r"failed to verify certificate",
            r"tls: bad certificate",
        ],
        ..ROW
    },
    Row {
        code: "image.registryNotFound",
        patterns: &[
            r"lookup (?P<registry>[^\s:]+)[^\n]*(?:no such host|server misbehaving|name or service not known)",
        ],
        ..ROW
    },
    Row {
        code: "image.registryUnreachable",
        during: &[PullImage, CreateContainer, BuildImage],
        patterns: &[
            r#"(?:get|head) "?https?://(?P<registry>[^/"]+)[^\n]*(?:connection refused|unreachable|i/o timeout|timeout exceeded|connection reset|no route to host|tls handshake timeout|request canceled|\beof\b)"#,
            r"dial tcp (?P<registry>\S+): connect: (?:connection refused|network is unreachable|no route to host)",
            r"(?:network is unreachable|temporary failure in name resolution|tls handshake timeout|i/o timeout)",
        ],
        ..ROW
    },
    Row {
        code: "image.registryFailed",
        during: &[PullImage, CreateContainer, BuildImage],
        patterns: &[
            r"received unexpected http status: (?P<status>5\d\d)",
            r"(?:status code|unexpected status(?: from \S+)?):? (?P<status>5\d\d)",
        ],
        ..ROW
    },
    Row {
        code: "image.downloadBroken",
        during: &[PullImage, CreateContainer, BuildImage],
        patterns: &[
            r"unexpected eof",
            r"filesystem layer verification failed",
            r"(?:digest|checksum|blob) (?:did not match|mismatch|verification failed)",
            r"digest invalid",
            r"connection reset by peer",
        ],
        ..ROW
    },
    Row {
        code: "build.stepFailed",
        during: &[BuildImage],
        patterns: &[
            r"the command '(?P<command>[^\n]+)' returned a non-zero code: (?P<exitCode>\d+)",
            r#"building at step "run (?P<command>[^\n]+)": while running runtime: exit status (?P<exitCode>\d+)"#,
            r#"process "(?P<command>[^\n]+)" did not complete successfully: exit code: (?P<exitCode>\d+)"#,
        ],
        ..ROW
    },
    Row {
        code: "build.copyMissing",
        during: &[BuildImage],
        patterns: &[
            r"(?:copy|add) failed: file not found in build context or excluded by \.dockerignore: stat (?P<file>[^:\n]+)",
            r#"copier: stat: "/?(?P<file>[^"]+)": no such file or directory"#,
            r#"failed to calculate checksum of ref [^\n]+ "/?(?P<file>[^"]+)": not found"#,
            r"(?:copy|add) failed: [^\n]*?stat [^\n]*?/(?P<file>[^/:\n]+): no such file or directory",
        ],
        ..ROW
    },
    Row {
        code: "build.noDockerfile",
        during: &[BuildImage],
        patterns: &[
            r"cannot locate specified dockerfile: (?P<path>[^\n]+)",
            r"stat /var/tmp/libpod_builder\d+/build/(?P<path>[^:\n]+): no such file or directory",
            r"failed to read dockerfile: open (?P<path>[^:\n]+): no such file or directory",
        ],
        ..ROW
    },
    Row {
        code: "build.emptyDockerfile",
        during: &[BuildImage],
        patterns: &[
            r"the dockerfile \((?P<file>[^)]+)\) cannot be empty",
            r#"no contents in "/var/tmp/libpod_builder\d+/build/(?P<file>[^"]+)""#,
        ],
        ..ROW
    },
    Row {
        code: "build.noFrom",
        during: &[BuildImage],
        patterns: &[r"no build stage in current context", r"no from statement found"],
        ..ROW
    },
    Row {
        code: "build.unknownInstruction",
        during: &[BuildImage],
        patterns: &[
            r"dockerfile parse error (?:on )?line \d+: unknown instruction: (?P<word>\S+)",
            r#"unknown instruction: "?(?P<word>[^\s"]+)"#,
        ],
        ..ROW
    },
    Row {
        code: "build.syntax",
        during: &[BuildImage],
        patterns: &[r"dockerfile parse error (?:on )?line (?P<line>\d+): (?P<reason>[^\n]+)"],
        ..ROW
    },
    Row {
        code: "build.noTarget",
        during: &[BuildImage],
        patterns: &[
            r"failed to reach build target (?P<target>\S+) in dockerfile",
            r#"the target "(?P<target>[^"]+)" was not found in the provided dockerfile"#,
            r#"target stage "?(?P<target>[^\s"]+)"? could not be found"#,
        ],
        ..ROW
    },
    Row {
        code: "image.gone",
        patterns: &[
            r"no such image: (?P<image>[^\s:]+(?::[^\s:]+)?)",
            r"failed to find image (?P<image>\S+): \S+: (?:no such image|image not known)",
            r"(?:unable to find image|no such image)",
            r"image not known",
        ],
        ..ROW
    },
    // After everything that is about images: names of other things are also "invalid".
    Row {
        code: "run.nameBad",
        during: &[CreateContainer, RenameContainer, StartContainer, TagImage],
        patterns: &[
            r"invalid container name \((?P<name>[^)]*)\)",
            r"running container create option: names must match",
            r"renaming container[^\n]*names must match",
        ],
        ..ROW
    },
];
