//! The keys the user trusts, and the names each one counts for.

use rusqlite::{OptionalExtension as _, Row};
use store::{Schema, Store};

use super::TrustError;
use super::public_key::PublicKey;

/// Tables of this capability.
pub const SCHEMA: Schema = Schema {
    name: "trust",
    steps: &["
    CREATE TABLE trust_key (    -- whose signatures the user trusts
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        scope TEXT NOT NULL,        -- beginning of the names it counts for
        pem TEXT NOT NULL,
        fingerprint TEXT NOT NULL,  -- SHA-256 of the public key
        UNIQUE (scope, fingerprint)
    ) STRICT;"],
};

/// Longest scope, in bytes: that of a name.
const LONGEST_SCOPE: usize = 255;

/// A key the user trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustKey {
    /// Number to remove it by.
    pub number: i64,
    /// Beginning of the names it counts for: `ghcr.io/acme/`.
    pub scope: String,
    /// Public key, PEM.
    pub pem: String,
    /// SHA-256 of the public key (DER), hexadecimal.
    pub fingerprint: String,
}

impl TrustKey {
    /// Whether it counts for an image of this whole name (`ghcr.io/acme/app`, without tag). A scope ends where a part of a
    /// name ends: `ghcr.io/acme` is not the beginning of `ghcr.io/acme-too/app`.
    #[must_use]
    pub fn counts_for(&self, name: &str) -> bool {
        let scope = self.scope.trim_end_matches('/');
        name.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Adds a key and returns it; the one that is there when it is known for this scope.
///
/// # Errors
/// When the key or its scope is unfit, or SQLite refuses.
pub fn add_key(store: &Store, scope: &str, pem: &str) -> Result<TrustKey, TrustError> {
    let scope = scope.trim();
    let begins_a_name = scope.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/:[]".contains(&byte));
    if scope.is_empty() || scope.len() > LONGEST_SCOPE || !begins_a_name || scope.starts_with('/') {
        return Err(TrustError::Scope);
    }
    let key = PublicKey::from_pem(pem)?;
    let (pem, fingerprint) = (key.pem(), key.fingerprint());
    let connection = store.connection();
    connection
        .execute(
            "INSERT INTO trust_key (scope, pem, fingerprint) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            (scope, &pem, &fingerprint),
        )
        .map_err(refused)?;
    connection
        .query_row(
            "SELECT number, scope, pem, fingerprint FROM trust_key WHERE scope = ?1 AND fingerprint = ?2",
            (scope, &fingerprint),
            trust_key,
        )
        .optional()
        .map_err(refused)?
        .ok_or_else(|| TrustError::Store("the key is gone again".to_owned()))
}

/// Removes a key. Returns whether there was one.
///
/// # Errors
/// When SQLite refuses.
pub fn remove_key(store: &Store, number: i64) -> Result<bool, TrustError> {
    let gone =
        store.connection().execute("DELETE FROM trust_key WHERE number = ?1", [number]).map_err(refused)?;
    Ok(gone > 0)
}

/// Every key, by scope.
///
/// # Errors
/// When SQLite refuses.
pub fn list_keys(store: &Store) -> Result<Vec<TrustKey>, TrustError> {
    let connection = store.connection();
    let mut statement = connection
        .prepare("SELECT number, scope, pem, fingerprint FROM trust_key ORDER BY scope, number")
        .map_err(refused)?;
    let rows = statement.query_map([], trust_key).map_err(refused)?;
    rows.collect::<Result<_, _>>().map_err(refused)
}

fn trust_key(row: &Row<'_>) -> rusqlite::Result<TrustKey> {
    Ok(TrustKey { number: row.get(0)?, scope: row.get(1)?, pem: row.get(2)?, fingerprint: row.get(3)? })
}

#[expect(clippy::needless_pass_by_value, reason = "stands where a function of an error belongs")]
fn refused(error: rusqlite::Error) -> TrustError {
    TrustError::Store(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const P256: &str = include_str!("../../tests/data/trust/p256.pub");
    const EDWARDS: &str = include_str!("../../tests/data/trust/ed25519.pub");

    #[test]
    fn kept_listed_removed() {
        let store = Store::in_memory(&[SCHEMA]).unwrap();
        let key = add_key(&store, " ghcr.io/acme/ ", &P256.replace('\n', "\r\n")).unwrap();
        assert_eq!((key.scope.as_str(), key.pem.as_str()), ("ghcr.io/acme/", P256));
        assert_eq!(add_key(&store, "ghcr.io/acme/", P256).unwrap(), key, "one key, one line");
        let other = add_key(&store, "docker.io/library", EDWARDS).unwrap();
        assert_eq!(list_keys(&store).unwrap(), [other.clone(), key.clone()]);
        assert!(remove_key(&store, key.number).unwrap() && !remove_key(&store, key.number).unwrap());
        assert_eq!(list_keys(&store).unwrap(), [other]);
    }

    #[test]
    fn a_scope_begins_a_name() {
        let store = Store::in_memory(&[SCHEMA]).unwrap();
        let long = "a".repeat(LONGEST_SCOPE + 1);
        for scope in ["", "  ", "/", "a b", "a\0b", "ghcr.io/*", "https://ghcr.io?x", "ä", long.as_str()] {
            assert_eq!(add_key(&store, scope, P256), Err(TrustError::Scope), "{scope:.20}");
        }
        assert_eq!(add_key(&store, "a", "x"), Err(TrustError::NotAKey));
        assert!(list_keys(&store).unwrap().is_empty());
    }

    #[test]
    fn a_scope_ends_where_a_part_ends() {
        let store = Store::in_memory(&[SCHEMA]).unwrap();
        for (scope, name, counts) in [
            ("ghcr.io/acme/", "ghcr.io/acme/app", true),
            ("ghcr.io/acme", "ghcr.io/acme/app", true),
            ("ghcr.io/acme", "ghcr.io/acme-too/app", false),
            ("ghcr.io/acme/app", "ghcr.io/acme/app", true),
            ("ghcr.io", "ghcr.io.evil.example/acme", false),
            ("127.0.0.1:5000", "127.0.0.1:5000/app", true),
            ("docker.io/library/", "docker.io/acme/app", false),
        ] {
            let key = add_key(&store, scope, P256).unwrap();
            assert_eq!(key.counts_for(name), counts, "{scope} {name}");
        }
    }
}
