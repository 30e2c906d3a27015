//! Many names at once: tokens shared by up to sixteen repositories, each host at its own pace, answers as they come.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _};
use oci::Reference;
use tokio::sync::OnceCell;

use crate::auth::Account;
use crate::client::{Head, Registry};
use crate::error::RegistryError;

/// Repositories in one token's scope; more make addresses that issuers cut off.
const TOGETHER: usize = 16;

/// Questions of one host that wait for their turn; the lane decides how many are in flight.
const WAITING: usize = 64;

/// Repositories of one host that are asked about together.
#[derive(Debug)]
pub(crate) struct Group {
    repositories: Vec<String>,
    accounts: OnceCell<HashMap<String, Account>>,
}

impl Group {
    fn new(repositories: Vec<String>) -> Self {
        Self { repositories, accounts: OnceCell::new() }
    }

    /// The account for a repository; all of the group are looked up once.
    pub(crate) async fn account(&self, registry: &Registry, host: &str, repository: &str) -> Account {
        let accounts = self.accounts.get_or_init(|| async {
            let mut accounts = HashMap::new();
            for repository in &self.repositories {
                accounts.insert(repository.clone(), registry.look_up(host, repository).await);
            }
            accounts
        });
        let nobody = Account { credential: None, trouble: None };
        accounts.await.get(repository).cloned().unwrap_or(nobody)
    }

    /// The repositories that an account stands for: one token can be good for those only.
    pub(crate) fn repositories_of(&self, account: &Account) -> Vec<&str> {
        let Some(accounts) = self.accounts.get() else { return Vec::new() };
        let is_theirs = |repository: &&String| {
            accounts.get(*repository).is_some_and(|other| other.credential == account.credential)
        };
        self.repositories.iter().filter(is_theirs).map(String::as_str).collect()
    }
}

type Asked = (usize, Reference, Arc<Group>);

impl Registry {
    /// Asks for many names at once, and yields each answer with its place in `references` as it comes. A name that stands
    /// there twice is asked for twice: the caller takes out doubles. Dropping the stream ends the requests.
    pub fn head_many(
        &self,
        references: Vec<Reference>,
    ) -> impl Stream<Item = (usize, Result<Head, RegistryError>)> + Send + 'static {
        let began = Instant::now();
        let hosts = by_host(references).into_iter().map(|asked| self.heads_of_host(asked, began));
        stream::select_all(hosts)
    }

    fn heads_of_host(
        &self,
        asked: Vec<Asked>,
        began: Instant,
    ) -> BoxStream<'static, (usize, Result<Head, RegistryError>)> {
        let registry = self.clone();
        let ask = move |(place, reference, group): Asked| {
            let registry = registry.clone();
            async move { (place, registry.head_together(&reference, Some(&group), began).await) }
        };
        stream::iter(asked).map(ask).buffer_unordered(WAITING).boxed()
    }
}

/// Sorts references by host, and the repositories of each into groups, in the order they come.
fn by_host(references: Vec<Reference>) -> Vec<Vec<Asked>> {
    let mut hosts: Vec<Vec<(usize, Reference)>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (place, reference) in references.into_iter().enumerate() {
        let host = *places.entry(reference.registry().to_owned()).or_insert(hosts.len());
        match hosts.get_mut(host) {
            Some(asked) => asked.push((place, reference)),
            None => hosts.push(vec![(place, reference)]),
        }
    }
    hosts.into_iter().map(grouped).collect()
}

fn grouped(asked: Vec<(usize, Reference)>) -> Vec<Asked> {
    let mut repositories: Vec<String> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for (_, reference) in &asked {
        numbers.entry(reference.repository()).or_insert_with(|| {
            repositories.push(reference.repository().to_owned());
            repositories.len() - 1
        });
    }
    let groups: Vec<_> =
        repositories.chunks(TOGETHER).map(|chunk| Arc::new(Group::new(chunk.to_vec()))).collect();
    let group_of = |reference: &Reference| {
        let number = numbers.get(reference.repository()).copied().unwrap_or(0);
        groups.get(number / TOGETHER).cloned()
    };
    let groups_of: Vec<_> = asked.iter().map(|(_, reference)| group_of(reference)).collect();
    let together = asked.into_iter().zip(groups_of);
    together.filter_map(|((place, reference), group)| Some((place, reference, group?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_grouped_by_host() {
        let name = |i: usize| match i % 4 {
            3 => format!("other.example/r{i}"),
            // Each of these stands there twice.
            _ => format!("ghcr.io/a/r{}", i / 2),
        };
        let references: Vec<_> = (0..80).map(|i| Reference::parse(&name(i)).unwrap()).collect();
        let hosts = by_host(references.clone());
        assert_eq!(hosts.iter().map(Vec::len).collect::<Vec<_>>(), [60, 20]);
        for (place, reference, group) in hosts.iter().flatten() {
            assert_eq!(references[*place], *reference);
            assert!(group.repositories.iter().any(|name| name == reference.repository()));
            assert!(group.repositories.len() <= TOGETHER);
        }
    }
}
