use std::time::SystemTime;

use cap_std::fs::Metadata;

/// How long after its last change a file's stamp is trusted: clocks of file systems tick slowly, and a second change within
/// the same tick leaves the stamp as it was.
const SETTLED: i64 = 100_000_000;

/// What the system says of a file without reading it. If it is the same, so is the content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) size: u64,
    /// Nanoseconds since 1970, as are all times here.
    pub(super) modified: i64,
    /// When content, name or mode were changed last; programs cannot set it.
    pub(super) changed: i64,
    pub(super) inode: u64,
    pub(super) executable: bool,
}

impl Stamp {
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Stamp {
        use cap_std::fs::MetadataExt;
        Stamp {
            size: metadata.len(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            executable: metadata.mode() & 0o100 != 0,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata.modified().map(|time| since_1970(time.into_std())).unwrap_or_default();
        Stamp { size: metadata.len(), modified, changed: modified, ..Stamp::default() }
    }

    /// Whether a look at `now` can be trusted later.
    pub(super) fn is_settled(&self, now: i64) -> bool {
        now.saturating_sub(self.changed) > SETTLED
    }
}

pub(super) fn now() -> i64 {
    since_1970(SystemTime::now())
}

pub(super) fn since_1970(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(unix)]
fn nanoseconds(seconds: i64, nanoseconds: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}
