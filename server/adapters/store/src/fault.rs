//! A seam for crash tests, in builds with debug assertions and in no other: `KIRO_TEST_STORE_FAULT` names a write of this
//! process and what goes wrong there. `before:3` and `after:3` end the process before its third write begins and right
//! after it is stored; `fail:3` has it fail.

use crate::StoreError;

#[cfg(not(debug_assertions))]
pub(crate) fn before_write() -> Result<(), StoreError> {
    Ok(())
}

#[cfg(not(debug_assertions))]
pub(crate) fn after_write() {}

#[cfg(debug_assertions)]
pub(crate) use planned::{after_write, before_write};

#[cfg(debug_assertions)]
mod planned {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::StoreError;

    enum Kind {
        Before,
        After,
        Fail,
    }

    static PLAN: LazyLock<Option<(Kind, u64)>> = LazyLock::new(|| {
        let plan = std::env::var("KIRO_TEST_STORE_FAULT").ok()?;
        let (kind, number) = plan.split_once(':')?;
        let kind = match kind {
            "before" => Kind::Before,
            "after" => Kind::After,
            "fail" => Kind::Fail,
            _ => return None,
        };
        Some((kind, number.parse().ok()?))
    });

    static BEGUN: AtomicU64 = AtomicU64::new(0);
    static STORED: AtomicU64 = AtomicU64::new(0);

    pub(crate) fn before_write() -> Result<(), StoreError> {
        let number = BEGUN.fetch_add(1, Ordering::Relaxed) + 1;
        match &*PLAN {
            Some((Kind::Before, at)) if *at == number => std::process::abort(),
            Some((Kind::Fail, at)) if *at == number => Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_WRITE),
                Some("a fault on purpose".to_owned()),
            )
            .into()),
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) fn after_write() {
        let number = STORED.fetch_add(1, Ordering::Relaxed) + 1;
        if matches!(&*PLAN, Some((Kind::After, at)) if *at == number) {
            std::process::abort();
        }
    }
}
