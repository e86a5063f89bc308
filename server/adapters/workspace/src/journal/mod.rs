//! What files held before an agent changed them, so that it can be undone: pre-images by digest, and what a command changed.
//!
//! It lies in the state folder, not in the workspace, and only its user may read it. What is not kept is said, never guessed.

mod capture;
mod ignored;
mod known;
mod manifest;
mod stamp;

use std::collections::HashSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use cap_tempfile::TempFile;

pub use capture::{Before, Change, Changes};
use known::Known;
pub use manifest::Manifest;

use crate::Digest;

/// How much a journal may hold, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Of one file.
    pub file: u64,
    /// Of all.
    pub total: u64,
    /// Newly read before one command.
    pub command: u64,
}

impl Default for Quota {
    fn default() -> Self {
        Self { file: crate::MAX_FILE_SIZE, total: 512 << 20, command: 128 << 20 }
    }
}

/// Why something could not be kept, or is not there.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("it has {size} bytes, more than are kept of one file")]
    TooLarge { size: u64 },
    #[error("the undo journal is full")]
    Full,
    #[error("the undo journal no longer holds it: it was given up for newer content")]
    Gone,
    #[error("its copy in the undo journal is damaged")]
    Damaged,
    #[error("the undo journal `{path}` cannot be used: {source}")]
    Io { path: String, source: std::io::Error },
}

/// The pre-images of one workspace. Shared by the processes that work on it.
pub struct Journal {
    path: PathBuf,
    handle: Dir,
    quota: Quota,
    /// What the images take together, once it was counted; other processes add to it unseen until it is counted again.
    total: Mutex<Option<u64>>,
    known: OnceLock<Mutex<Known>>,
}

/// What of the journal is not to be given up.
pub type Referenced<'a> = &'a dyn Fn() -> HashSet<Digest>;

impl Journal {
    /// Opens, or makes, the journal in a folder.
    ///
    /// # Errors
    /// The folder cannot be made or opened.
    pub fn open(path: &Path, quota: Quota) -> Result<Journal, JournalError> {
        let failed = |source| JournalError::Io { path: path.display().to_string(), source };
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(failed)?;
        let handle = Dir::open_ambient_dir(path, ambient_authority()).map_err(failed)?;
        Ok(Journal { path: path.to_owned(), handle, quota, total: Mutex::default(), known: OnceLock::new() })
    }

    /// Keeps content, also through a power cut, and returns its digest. If need be older content is given up for it: what is
    /// not `referenced` first.
    ///
    /// # Errors
    /// It is too large, or cannot be written.
    pub fn keep(&self, bytes: &[u8], referenced: Referenced<'_>) -> Result<Digest, JournalError> {
        match self.store(bytes, true) {
            Err(JournalError::Full) => {
                self.make_room(bytes.len() as u64, &referenced(), true)?;
                self.store(bytes, true)
            }
            stored => stored,
        }
    }

    /// The content of a digest.
    ///
    /// # Errors
    /// [`JournalError::Gone`], [`JournalError::Damaged`], or it cannot be read.
    pub fn read(&self, digest: &Digest) -> Result<Vec<u8>, JournalError> {
        let bytes = self.handle.read(digest.as_str()).map_err(|source| {
            if source.kind() == ErrorKind::NotFound { JournalError::Gone } else { self.failed(source) }
        })?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(JournalError::Damaged) }
    }

    /// Whether content can be had.
    pub fn holds(&self, digest: &Digest) -> bool {
        self.handle.metadata(digest.as_str()).is_ok_and(|metadata| metadata.is_file())
    }

    /// Gives up all content that is not referenced, for instance because its session was deleted.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn sweep(&self, referenced: &HashSet<Digest>) -> Result<(), JournalError> {
        self.known().forget();
        for image in self.images()?.into_iter().filter(|image| !referenced.contains(&image.digest)) {
            self.remove(&image)?;
        }
        *self.total() = None;
        Ok(())
    }

    fn store(&self, bytes: &[u8], durable: bool) -> Result<Digest, JournalError> {
        let size = bytes.len() as u64;
        if size > self.quota.file {
            return Err(JournalError::TooLarge { size });
        }
        let digest = Digest::of(bytes);
        // A write that was cut off left less.
        if self.handle.metadata(digest.as_str()).is_ok_and(|metadata| metadata.len() == size) {
            return Ok(digest);
        }
        let mut total = self.total();
        let taken = match *total {
            Some(taken) => taken,
            None => self.images()?.iter().map(|image| image.size).sum(),
        };
        *total = Some(taken);
        if taken.saturating_add(size) > self.quota.total {
            return Err(JournalError::Full);
        }
        let written = if durable {
            self.write(digest.as_str(), bytes, true)
        } else {
            // Of thousands: one that is cut off is recognised, and done again.
            self.write_new(digest.as_str(), bytes).or_else(|_| self.write(digest.as_str(), bytes, false))
        };
        written.map_err(|source| self.failed(source))?;
        *total = Some(taken.saturating_add(size));
        Ok(digest)
    }

    /// In one step, or not at all; if `durable`, also through a power cut.
    fn write(&self, name: &str, bytes: &[u8], durable: bool) -> std::io::Result<()> {
        let mut temporary = TempFile::new(&self.handle)?;
        #[cfg(unix)]
        {
            use cap_std::fs::{Permissions, PermissionsExt};
            temporary.as_file().set_permissions(Permissions::from_mode(0o600))?;
        }
        temporary.write_all(bytes)?;
        if durable {
            temporary.as_file().sync_all()?;
        }
        temporary.replace(name)?;
        if durable {
            crate::write::sync_folder(&self.handle);
        }
        Ok(())
    }

    /// Quickly.
    fn write_new(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        cap_std::fs::OpenOptionsExt::mode(&mut options, 0o600);
        self.handle.open_with(name, &options)?.write_all(bytes)
    }

    /// Gives up content until `needed` bytes fit, and a tenth of the quota, so that it is not done each time: what is not
    /// referenced first, then, if `all`, the rest; the oldest of both first.
    fn make_room(&self, needed: u64, referenced: &HashSet<Digest>, all: bool) -> Result<(), JournalError> {
        let mut images = self.images()?;
        images.sort_by_key(|image| (referenced.contains(&image.digest), image.since));
        let mut taken: u64 = images.iter().map(|image| image.size).sum();
        let goal = self.quota.total.saturating_sub(needed.max(self.quota.total / 10));
        for image in images.iter().filter(|image| all || !referenced.contains(&image.digest)) {
            if taken <= goal {
                break;
            }
            self.remove(image)?;
            taken = taken.saturating_sub(image.size);
        }
        *self.total() = Some(taken);
        Ok(())
    }

    fn remove(&self, image: &Image) -> Result<(), JournalError> {
        match self.handle.remove_file(image.digest.as_str()) {
            Err(source) if source.kind() != ErrorKind::NotFound => Err(self.failed(source)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn images(&self) -> Result<Vec<Image>, JournalError> {
        let mut images = Vec::new();
        for entry in self.handle.entries().map_err(|source| self.failed(source))? {
            let entry = entry.map_err(|source| self.failed(source))?;
            let digest = entry.file_name().to_str().and_then(Digest::parse);
            // Other names are other things; what is gone meanwhile takes no room.
            if let (Some(digest), Ok(metadata)) = (digest, entry.metadata()) {
                let since = metadata.modified().map_or(SystemTime::UNIX_EPOCH, |time| time.into_std());
                images.push(Image { digest, size: metadata.len(), since });
            }
        }
        Ok(images)
    }

    fn failed(&self, source: std::io::Error) -> JournalError {
        JournalError::Io { path: self.path.display().to_string(), source }
    }

    fn total(&self) -> MutexGuard<'_, Option<u64>> {
        self.total.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known
            .get_or_init(|| Mutex::new(Known::load(&self.path)))
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Content that is kept.
struct Image {
    digest: Digest,
    size: u64,
    since: SystemTime,
}
