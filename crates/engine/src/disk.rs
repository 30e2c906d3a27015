//! What takes the disk.
//!
//! Read by hand because `bollard`'s model only knows the shape of API 1.52 and newer, and finds nothing in any other.

use std::time::Duration;

use serde::Deserialize;

use crate::model::system::DiskUsage;
use crate::quirks::Quirks;
use crate::wire::{count, or_default};
use crate::{Engine, EngineError};

/// The engine walks over every volume and layer; on a slow disk with much on it that takes minutes.
const LIMIT: Duration = Duration::from_secs(10 * 60);

impl Engine {
    /// Returns what takes the disk. Slow on large engines: ask when somebody looks, not on a clock.
    pub async fn disk_usage(&self) -> Result<DiskUsage, EngineError> {
        let usage: Usage = self.raw().get("/system/df", "measure disk usage", LIMIT).await?;
        Ok(usage.disk_usage())
    }
}

/// Answer of `GET /system/df`: lists up to API 1.51 and on Podman, groups with totals from 1.52 on.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Usage {
    layers_size: i64,
    #[serde(deserialize_with = "or_default")]
    images: Vec<Image>,
    #[serde(deserialize_with = "or_default")]
    containers: Vec<Container>,
    #[serde(deserialize_with = "or_default")]
    volumes: Vec<Volume>,
    #[serde(deserialize_with = "or_default")]
    build_cache: Vec<Cache>,
    image_usage: Option<Group<Image>>,
    container_usage: Option<Group<Container>>,
    volume_usage: Option<Group<Volume>>,
    build_cache_usage: Option<Group<Cache>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group<T> {
    #[serde(default)]
    total_size: i64,
    /// Only told when asked with more words.
    items: Option<Vec<T>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Image {
    id: String,
    size: i64,
    /// -1 when it was not worked out.
    shared_size: i64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Container {
    id: String,
    size_rw: i64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Volume {
    name: String,
    #[serde(deserialize_with = "or_default")]
    usage_data: VolumeSize,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct VolumeSize {
    /// -1 when the driver does not tell.
    size: i64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Cache {
    size: i64,
    /// Its bytes are an image's too.
    shared: bool,
}

impl Usage {
    fn disk_usage(self) -> DiskUsage {
        let (images, image_total) = either(self.image_usage, self.images);
        let (containers, container_total) = either(self.container_usage, self.containers);
        let (volumes, volume_total) = either(self.volume_usage, self.volumes);
        let (cache, cache_total) = either(self.build_cache_usage, self.build_cache);
        let layers = if self.layers_size > 0 { count(self.layers_size) } else { unique_sum(&images) };
        DiskUsage {
            images: image_total.unwrap_or(layers),
            containers: container_total.unwrap_or_else(|| containers.iter().map(|c| count(c.size_rw)).sum()),
            volumes: volume_total.unwrap_or_else(|| volumes.iter().map(|v| count(v.usage_data.size)).sum()),
            build_cache: cache_total
                .unwrap_or_else(|| cache.iter().filter(|c| !c.shared).map(|c| count(c.size)).sum()),
            volume_sizes: volumes
                .into_iter()
                .filter(|volume| volume.usage_data.size >= 0)
                .map(|volume| (volume.name, count(volume.usage_data.size)))
                .collect(),
            image_unique_sizes: images.iter().filter_map(unique).collect(),
            container_sizes: containers.into_iter().map(|c| (c.id, count(c.size_rw))).collect(),
        }
    }
}

/// Returns the entries, and the total where the engine gave one.
fn either<T>(group: Option<Group<T>>, list: Vec<T>) -> (Vec<T>, Option<u64>) {
    match group {
        Some(group) => (group.items.unwrap_or_default(), Some(count(group.total_size))),
        None => (list, None),
    }
}

fn unique(image: &Image) -> Option<(String, u64)> {
    let size = count(image.size.checked_sub(image.shared_size)?);
    (image.shared_size >= 0).then(|| (Quirks::image_id(&image.id), size))
}

/// Without a sum of layers, every image's own bytes and once the most that two can share.
fn unique_sum(images: &[Image]) -> u64 {
    let own: u64 = images.iter().filter_map(unique).map(|(_, size)| size).sum();
    own + images.iter().map(|image| count(image.shared_size)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> DiskUsage {
        serde_json::from_str::<Usage>(json).expect("lenient").disk_usage()
    }

    #[test]
    fn lists_of_docker_20_10() {
        let usage = read(
            r#"{"LayersSize":1000,"Images":[{"Id":"sha256:a","Size":700,"SharedSize":200,"Containers":1},
            {"Id":"sha256:b","Size":500,"SharedSize":-1}],"Containers":[{"Id":"c","SizeRw":12,"SizeRootFs":712},
            {"Id":"d","SizeRootFs":1}],"Volumes":[{"Name":"v","UsageData":{"Size":30,"RefCount":1}},
            {"Name":"w","UsageData":null},{"Name":"x","UsageData":{"Size":-1}}],
            "BuildCache":[{"Size":5,"Shared":false},{"Size":9,"Shared":true}],"BuilderSize":0}"#,
        );
        assert_eq!((usage.images, usage.containers, usage.volumes, usage.build_cache), (1000, 12, 30, 5));
        assert_eq!(usage.image_unique_sizes.into_iter().collect::<Vec<_>>(), [("sha256:a".to_owned(), 500)]);
        assert!(!usage.volume_sizes.contains_key("x"));
    }

    #[test]
    fn lists_of_podman_4_3_have_bare_ids_and_no_cache() {
        let id = "0123456789abcdef".repeat(4);
        let json = format!(
            r#"{{"LayersSize":0,"Images":[{{"Id":"{id}","Size":70,"SharedSize":0}}],"Containers":[],
            "Volumes":null,"BuildCache":[]}}"#
        );
        let usage = read(&json);
        assert_eq!(usage.images, 70);
        assert!(usage.image_unique_sizes.contains_key(&format!("sha256:{id}")));
    }

    #[test]
    fn groups_of_api_1_52() {
        let usage = read(
            r#"{"ImageUsage":{"TotalCount":1,"TotalSize":900,"Reclaimable":0,"Items":[{"Id":"sha256:a","Size":900,
            "SharedSize":0}]},"ContainerUsage":{"TotalSize":3},"VolumeUsage":{"TotalSize":4,"Items":null},
            "BuildCacheUsage":{"TotalSize":5}}"#,
        );
        assert_eq!((usage.images, usage.containers, usage.volumes, usage.build_cache), (900, 3, 4, 5));
        assert_eq!(usage.image_unique_sizes["sha256:a"], 900);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(read("{}"), DiskUsage::default());
    }
}
