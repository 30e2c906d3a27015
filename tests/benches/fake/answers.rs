//! What the engine that answers from memory knows, in the words of the Docker API.

use serde_json::{Value, json};

/// A container.
#[derive(Debug, Clone)]
pub(crate) struct Container {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) running: bool,
}

impl Container {
    /// The container of a number. Every third is stopped.
    pub(crate) fn numbered(number: usize) -> Self {
        let project = ["shop", "blog", "wiki", "mail"][number % 4];
        Self {
            id: format!("{number:064x}"),
            name: format!("{project}-service-{number:04}"),
            running: !number.is_multiple_of(3),
        }
    }

    pub(crate) fn event(&self, action: &str) -> Value {
        json!({
            "Type": "container", "Action": action, "status": action, "id": self.id, "scope": "local",
            "Actor": {"ID": self.id, "Attributes": {"name": self.name, "image": image_name(7)}},
            "time": 1_790_000_000, "timeNano": 1_790_000_000_000_000_000_u64,
        })
    }

    fn row(&self) -> Value {
        let (state, status) =
            if self.running { ("running", "Up 3 hours") } else { ("exited", "Exited (0) 2 hours ago") };
        json!({
            "Id": self.id, "Names": [format!("/{}", self.name)], "Image": image_name(7), "ImageID": image_id(7),
            "Command": "docker-entrypoint.sh nginx -g 'daemon off;'", "Created": 1_790_000_000,
            "Ports": [{"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"}],
            "Labels": {"com.docker.compose.project": self.name.split('-').next(), "maintainer": "somebody@example.com"},
            "State": state, "Status": status, "HostConfig": {"NetworkMode": "bridge"},
            "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "172.17.0.2"}}},
            "Mounts": [{"Type": "volume", "Name": "data", "Source": "", "Destination": "/data", "Driver": "local", "RW": true}],
        })
    }

    fn detail(&self) -> Value {
        let status = if self.running { "running" } else { "exited" };
        json!({
            "Id": self.id, "Name": format!("/{}", self.name), "Image": image_id(7), "Created": "2026-11-01T12:00:00Z",
            "State": {"Status": status, "Running": self.running, "ExitCode": 0, "StartedAt": "2026-11-26T12:00:00Z",
                "FinishedAt": "2026-11-26T13:00:00Z", "OOMKilled": false, "Error": ""},
            "Config": {"Image": image_name(7), "Hostname": &self.id[..12], "Env": ["PATH=/usr/bin"], "Cmd": ["nginx"],
                "Labels": {}, "Tty": false},
            "HostConfig": {"NetworkMode": "default", "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0}},
            "NetworkSettings": {"Ports": {}, "Networks": {"bridge": {"IPAddress": "172.17.0.2"}}}, "Mounts": [],
        })
    }
}

/// Everything there is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Truth {
    pub(crate) containers: Vec<Container>,
    pub(crate) images: usize,
}

impl Truth {
    pub(crate) fn numbered(containers: usize, images: usize) -> Self {
        Self { containers: (0..containers).map(Container::numbered).collect(), images }
    }

    /// The answer to a request, if there is such a thing.
    pub(super) fn answer(&self, target: &str) -> Option<String> {
        let path = target.split('?').next()?;
        let value = match path {
            "/_ping" => return Some("OK".to_owned()),
            "/version" => version(),
            "/info" => {
                json!({"DockerRootDir": "/var/lib/docker", "Driver": "overlay2", "NCPU": 2, "MemTotal": 8_589_934_592_u64})
            }
            "/containers/json" => self.rows(target),
            "/images/json" => (0..self.images).map(image_row).collect(),
            "/volumes" => json!({"Volumes": [], "Warnings": null}),
            "/networks" => json!([]),
            "/system/df" => json!({"LayersSize": 0}),
            _ => self.one(path)?,
        };
        Some(value.to_string())
    }

    /// All containers, or those whose ids stand in the filter.
    fn rows(&self, target: &str) -> Value {
        let filtered = target.contains("filters=");
        self.containers
            .iter()
            .filter(|one| !filtered || target.contains(&one.id))
            .map(Container::row)
            .collect()
    }

    fn one(&self, path: &str) -> Option<Value> {
        if let Some(id) = path.strip_prefix("/containers/") {
            let id = id.strip_suffix("/json")?;
            return self.containers.iter().find(|one| one.id == id || one.name == id).map(Container::detail);
        }
        let id = path.strip_prefix("/images/")?.strip_suffix("/json")?;
        let number =
            usize::from_str_radix(id.trim_start_matches("sha256:").trim_start_matches("sha256%3A"), 16)
                .ok()?;
        (number < self.images).then(|| image_detail(number))
    }
}

fn version() -> Value {
    json!({
        "Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12", "Os": "linux", "Arch": "amd64",
        "Components": [{"Name": "Engine", "Version": "20.10.24"}],
    })
}

fn image_id(number: usize) -> String {
    format!("sha256:{number:064x}")
}

fn image_name(number: usize) -> String {
    format!("registry.example.com/team-{}/service-{number:04}:1.{}.0", number % 9, number % 30)
}

fn image_row(number: usize) -> Value {
    json!({
        "Id": image_id(number), "ParentId": "", "RepoTags": [image_name(number)], "RepoDigests": [],
        "Created": 1_780_000_000 + number, "Size": 50_000_000 + number * 12_345, "SharedSize": -1, "VirtualSize": 0,
        "Labels": {"org.opencontainers.image.title": "service"}, "Containers": -1,
    })
}

fn image_detail(number: usize) -> Value {
    json!({
        "Id": image_id(number), "RepoTags": [image_name(number)], "RepoDigests": [], "Created": "2026-11-01T12:00:00Z",
        "Size": 50_000_000 + number * 12_345, "Os": "linux", "Architecture": "amd64", "Config": {"Cmd": ["nginx"]},
        "RootFS": {"Type": "layers", "Layers": []},
    })
}

/// Event that says that images came or went.
pub(crate) fn image_event() -> Value {
    json!({"Type": "image", "Action": "prune", "Actor": {"ID": "", "Attributes": {}}, "scope": "local", "time": 1_790_000_000})
}

/// Event that makes everybody read all containers again.
pub(crate) fn containers_event() -> Value {
    json!({"Type": "container", "Action": "prune", "Actor": {"ID": "", "Attributes": {}}, "scope": "local", "time": 1_790_000_000})
}

/// A line of the log, as `logs` of this file and whoever checks it write it.
pub(crate) fn log_line(number: usize) -> String {
    format!("line {number:07} 192.0.2.17 \"GET /articles/{number} HTTP/1.1\" 200 5120 \"-\" \"Mozilla/5.0\"")
}

/// A log in the frames of the API: numbered from 1, times in front, every line with a time of its own.
pub(super) fn log(lines: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(lines * 140);
    for number in 1..=lines {
        let (second, rest) = (number / 20_000, number % 20_000);
        let time = format!("2026-11-26T18:{:02}:{:02}.{:09}Z", second / 60, second % 60, rest * 50_000);
        let line = format!("{time} {}\n", log_line(number));
        bytes.extend([1, 0, 0, 0]);
        bytes.extend(u32::try_from(line.len()).expect("short").to_be_bytes());
        bytes.extend(line.as_bytes());
    }
    bytes
}
