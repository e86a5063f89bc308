use std::io::Read;

use crate::tree::open_regular;
use crate::{RelPath, Tree, TreeError};

/// What a file is, by its size and first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// In bytes.
    pub size: u64,
    /// With an article: `a PNG image`.
    pub what: &'static str,
}

/// How much of a file is looked at.
const HEAD: u64 = 512;

/// Where in a file it is said what the file is, and with which bytes.
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (0, b"BM", "a BMP image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"\0\0\x01\0", "an icon"),
    (4, b"ftypavif", "an AVIF image"),
    (4, b"ftypheic", "a HEIC image"),
    (4, b"ftyp", "an MP4 video"),
    (0, b"\x1a\x45\xdf\xa3", "a Matroska or WebM video"),
    (8, b"WAVE", "a WAV sound"),
    (0, b"ID3", "an MP3 sound"),
    (0, b"OggS", "an Ogg sound"),
    (0, b"fLaC", "a FLAC sound"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive, or an office document or package made of one"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\x7fELF", "an ELF program or library"),
    (0, b"MZ", "a Windows program or library"),
    (0, b"\xcf\xfa\xed\xfe", "a macOS program or library"),
    (0, b"\xca\xfe\xba\xbe", "a Java class or a macOS program"),
    (0, b"\0asm", "a WebAssembly module"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
    (0, b"OTTO", "a font"),
    (0, b"\0\x01\0\0\0", "a font"),
    (0, b"\xff\xfe", "UTF-16 text"),
    (0, b"\xfe\xff", "UTF-16 text"),
];

impl Tree {
    /// Looks at a regular file of any size without reading it.
    pub fn glimpse(&self, path: &RelPath) -> Result<Glimpse, TreeError> {
        let Some((folder, name)) = path.split() else {
            return Err(TreeError::IsFolder { path: path.to_string() });
        };
        let (file, metadata) = open_regular(&self.folder(&folder)?, name, path)?;
        let mut head = Vec::new();
        file.take(HEAD).read_to_end(&mut head).map_err(|source| TreeError::io(path, source))?;
        Ok(Glimpse { size: metadata.len(), what: what(&head) })
    }
}

fn what(head: &[u8]) -> &'static str {
    let says =
        |(at, bytes, _): &&(usize, &[u8], _)| head.get(*at..).is_some_and(|rest| rest.starts_with(bytes));
    match SIGNATURES.iter().find(says) {
        Some((_, _, what)) => what,
        None if head.contains(&0) => "a binary file",
        None if is_text(head) => "text",
        None => "text in an encoding other than UTF-8, or a binary file",
    }
}

/// The head may end within a character.
fn is_text(head: &[u8]) -> bool {
    std::str::from_utf8(head).err().is_none_or(|error| error.error_len().is_none())
}
