use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file of a log is put aside when it has this many bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// How many of those that were put aside are kept: `kiro-lsp.log.1` is the latest.
pub const OLDER_FILES: usize = 2;

/// Appends lines to the log of a program. Opened each time: no process goes on with a file that another put aside.
pub(crate) fn append(folder: &Path, program: &str, lines: &str) {
    // Nobody could be told: this is where one would be.
    let _ = try_append(folder, program, lines);
}

fn try_append(folder: &Path, program: &str, lines: &str) -> io::Result<()> {
    let path = folder.join(format!("{program}.log"));
    let mut file = match open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_private_folder(folder)?;
            open(&path)?
        }
        opened => opened?,
    };
    if file.metadata()?.len() >= MAX_FILE {
        put_aside(folder, &path)?;
        file = open(&path)?;
    }
    file.write_all(lines.as_bytes())
}

/// One process at a time; who finds another at it leaves it to that.
fn put_aside(folder: &Path, path: &Path) -> io::Result<()> {
    let lock = open(&folder.join("lock"))?;
    // Another may have just done it: then the file is small, or not there until somebody opens it again.
    if lock.try_lock().is_err() || !fs::metadata(path).is_ok_and(|file| file.len() >= MAX_FILE) {
        return Ok(());
    }
    for number in (1..OLDER_FILES).rev() {
        let _ = fs::rename(older(path, number), older(path, number + 1));
    }
    fs::rename(path, older(path, 1))
}

fn older(path: &Path, number: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}

/// Only the user may read what happened.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The last lines of each log in a folder, with its file name; files that cannot be read are left out. Reads no more
/// than the last 64 KB of a file.
pub fn tail(folder: &Path, lines: usize) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut tails: Vec<(String, String)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let text = name.ends_with(".log").then(|| end_of(&entry.path()).ok())??;
            let skip = text.lines().count().saturating_sub(lines);
            Some((name, text.lines().skip(skip).map(|line| format!("{line}\n")).collect()))
        })
        .collect();
    tails.sort_unstable();
    tails
}

fn end_of(path: &Path) -> io::Result<String> {
    const END: u64 = 64 << 10;
    let mut file = File::open(path)?;
    let skip = file.metadata()?.len().saturating_sub(END);
    file.seek(SeekFrom::Start(skip))?;
    let mut bytes = Vec::new();
    file.take(END).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The first line may have lost its beginning.
    let whole = if skip == 0 { &*text } else { text.split_once('\n').map_or("", |(_, rest)| rest) };
    Ok(whole.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_log_is_made_when_there_is_something_to_keep_and_for_its_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("a/logs");
        assert_eq!(tail(&logs, 10), []);
        append(&logs, "x", "one\ntwo\nthree\n");
        assert_eq!(tail(&logs, 2), [("x.log".to_owned(), "two\nthree\n".to_owned())]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&logs), mode(&logs.join("x.log"))), (0o700, 0o600));
        }
    }

    #[test]
    fn what_can_not_be_written_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        append(&folder.path().join("file/logs"), "x", "line\n");
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[test]
    fn the_size_is_bounded_and_the_latest_lines_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let line = format!("{}\n", "x".repeat(99_999));
        for _ in 0..60 {
            append(folder.path(), "p", &line);
        }
        append(folder.path(), "p", "last\n");
        assert_eq!(names(folder.path()), ["lock", "p.log", "p.log.1", "p.log.2"]);
        let size: u64 =
            names(folder.path()).iter().map(|n| folder.path().join(n).metadata().unwrap().len()).sum();
        assert!(size <= (1 + OLDER_FILES as u64) * (MAX_FILE + 100_000), "{size}");
        let (_, end) = tail(folder.path(), 3).remove(0);
        assert_eq!(end, "last\n", "a line that lost its beginning is no line");
    }

    #[test]
    fn writers_at_the_same_time_lose_no_line() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let folder = folder.path();
                scope.spawn(move || {
                    for number in 0..25 {
                        append(folder, "p", &format!("{writer}-{number} {}\n", "x".repeat(20_000)));
                    }
                });
            }
        });
        let whole: String = names(folder.path())
            .iter()
            .filter(|name| name.starts_with('p'))
            .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
            .collect();
        assert_eq!(whole.lines().filter(|line| line.len() > 20_000).count(), 100);
    }
}
