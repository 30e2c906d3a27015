//! Digests as texts in JSON.

pub(super) mod one {
    use oci::Digest;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(in crate::status) fn serialize<S: Serializer>(
        digest: &Digest,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(digest.as_str())
    }

    pub(in crate::status) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Digest, D::Error> {
        let text = String::deserialize(deserializer)?;
        Digest::parse(&text).map_err(D::Error::custom)
    }
}

pub(super) mod list {
    use oci::Digest;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(in crate::status) fn serialize<S: Serializer>(
        list: &[Digest],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(Digest::as_str))
    }

    pub(in crate::status) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Digest>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| Digest::parse(text).map_err(D::Error::custom)).collect()
    }
}
