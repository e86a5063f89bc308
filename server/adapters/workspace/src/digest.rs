use std::fmt;
use std::io::{self, Read};

/// What identifies a file's content: the first 32 hex digits (128 bits) of its BLAKE3 hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(String);

impl Digest {
    const LENGTH: usize = 32;

    pub fn of(bytes: &[u8]) -> Digest {
        Digest::from_hash(&blake3::hash(bytes))
    }

    pub(crate) fn of_reader(reader: impl Read) -> io::Result<Digest> {
        Ok(Digest::from_hash(&blake3::Hasher::new().update_reader(reader)?.finalize()))
    }

    fn from_hash(hash: &blake3::Hash) -> Digest {
        let mut hex = hash.to_hex().to_string();
        hex.truncate(Digest::LENGTH);
        Digest(hex)
    }

    /// A digest that was stored as text; `None` unless it is 32 lowercase hex digits.
    pub fn parse(text: &str) -> Option<Digest> {
        let hex = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == Digest::LENGTH && text.bytes().all(hex)).then(|| Digest(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn a_digest_survives_being_stored_as_text() {
        let digest = Digest::of(b"- [ ] 1. Build");
        assert_eq!(digest.as_str().len(), 32);
        assert_eq!(Digest::parse(digest.as_str()), Some(digest.clone()));
        assert_ne!(digest, Digest::of(b"- [x] 1. Build"));
        for foreign in ["", "abc", &"A".repeat(32), &"g".repeat(32), &"a".repeat(33)] {
            assert_eq!(Digest::parse(foreign), None, "{foreign}");
        }
    }
}
