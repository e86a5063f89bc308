use workspace::{Digest, Kind, MAX_FILE_SIZE, RelPath, TreeError};

use super::Ground;

#[test]
fn bytes_and_text_are_exact() {
    let ground = Ground::new(&[]);
    let exact = "\u{feff}# Tasks\r\n- [ ] 1\r\n\n最後 🦀".as_bytes();
    ground.put("tasks.md", exact);
    let path = ground.path("tasks.md");
    let content = ground.tree.read(&path).unwrap();
    let text = ground.tree.read_text(&path).unwrap();
    assert_eq!(content.bytes, exact);
    assert_eq!(text.text.as_bytes(), exact);
    assert_eq!((content.digest, text.digest), (Digest::of(exact), Digest::of(exact)));
}

#[test]
fn what_cannot_be_read_says_why() {
    let ground = Ground::new(&["folder/file"]);
    ground.put("latin1.md", b"caf\xe9");
    let read = |path: &str| ground.tree.read_text(&ground.path(path)).unwrap_err().to_string();
    for (path, message) in [
        ("", "`.` is a folder: name a file in it, or list it"),
        ("folder", "`folder` is a folder: name a file in it, or list it"),
        ("folder/file/x", "`folder/file` is a file where a folder is needed: check the path"),
        ("nothing", "`nothing` does not exist: check the spelling, or list the folder that should hold it"),
        ("latin1.md", "`latin1.md` is not UTF-8 text (byte 3): convert it, or treat it as binary"),
    ] {
        assert_eq!(read(path), message);
    }
}

#[test]
fn what_is_no_text_is_named() {
    let ground = Ground::new(&[]);
    for (bytes, what) in [
        (&b"\x89PNG\r\n\x1a\n\0\0"[..], "a PNG image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP image"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x7fELF\x02", "an ELF program or library"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\xff\xfea\0", "UTF-16 text"),
        (b"a\0b", "a binary file"),
        (b"caf\xe9 noir", "text in an encoding other than UTF-8, or a binary file"),
        (b"", "text"),
        ("é".repeat(400).as_bytes(), "text"),
        // The look ends within a character.
        (format!("a{}", "é".repeat(400)).as_bytes(), "text"),
    ] {
        ground.put("file", bytes);
        let glimpse = ground.tree.glimpse(&ground.path("file")).unwrap();
        assert_eq!((glimpse.size, glimpse.what), (bytes.len() as u64, what));
    }
}

#[test]
fn the_limit_is_inclusive() {
    let ground = Ground::new(&[]);
    let size = usize::try_from(MAX_FILE_SIZE).unwrap();
    ground.put("fits", &vec![b'x'; size]);
    ground.put("too_large", &vec![b'x'; size + 1]);
    assert_eq!(ground.tree.read(&ground.path("fits")).unwrap().bytes.len(), size);
    let error = ground.tree.read(&ground.path("too_large")).unwrap_err();
    assert!(matches!(error, TreeError::TooLarge { size, .. } if size == MAX_FILE_SIZE + 1));
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_devices_are_refused_without_waiting() {
    let ground = Ground::new(&[]);
    let made = std::process::Command::new("mkfifo").arg(ground.at("pipe")).status();
    assert!(made.unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(ground.at("socket")).unwrap();
    for name in ["pipe", "socket"] {
        let path = ground.path(name);
        let read = ground.tree.read(&path).unwrap_err();
        assert!(matches!(read, TreeError::NotRegular { .. }), "{read}");
        let written = ground.tree.write(&path, b"x", workspace::Expect::Any).unwrap_err();
        assert!(matches!(written, TreeError::NotRegular { .. }), "{written}");
    }
    let device = workspace::Tree::open("/dev".as_ref()).unwrap();
    let read = device.read(&device.resolve("zero").unwrap()).unwrap_err();
    assert!(matches!(read, TreeError::NotRegular { .. }), "{read}");
    assert_eq!(ground.tree.grep("x", &RelPath::root(), None, 9, |_| false).unwrap().items, []);
}

#[cfg(unix)]
#[test]
fn a_link_that_appears_after_resolving_is_refused() {
    let ground = Ground::new(&["docs/a.md"]);
    let path = ground.path("docs/a.md");
    std::fs::remove_file(ground.at("docs/a.md")).unwrap();
    ground.link("docs/a.md", "../../outside/secret");
    let error = ground.tree.read(&path).unwrap_err();
    assert!(matches!(error, TreeError::Link { .. }), "{error}");

    std::fs::remove_dir_all(ground.at("docs")).unwrap();
    ground.link("docs", "../outside");
    for error in [
        ground.tree.read(&path).unwrap_err(),
        ground.tree.write(&path, b"x", workspace::Expect::Any).unwrap_err(),
        ground.tree.list(&path.split().unwrap().0).unwrap_err(),
    ] {
        assert!(matches!(error, TreeError::Link { .. }), "{error}");
    }
}

#[test]
fn a_listing_has_folders_first() {
    let ground = Ground::new(&["b.md", "a.md", "z/x", ".kiro/x"]);
    #[cfg(unix)]
    ground.link("link", "../outside");
    let listed: Vec<_> = ground.tree.list(&RelPath::root()).unwrap();
    let listed: Vec<_> = listed.iter().map(|entry| (entry.name.as_str(), entry.kind, entry.size)).collect();
    assert_eq!(
        listed,
        [
            (".kiro", Kind::Folder, 0),
            ("z", Kind::Folder, 0),
            ("a.md", Kind::File, 4),
            ("b.md", Kind::File, 4),
            #[cfg(unix)]
            ("link", Kind::Link, 0),
        ]
    );
}
