//! Paths that a model names, and what of them is decided without looking at the disk. Each line of an input is one.

use policy::{Limits, Place, is_secret_file, place};

/// Ways to write a path in which it leads to a file of the same name.
const BEFORE: [&str; 3] = ["./", "a/../", "packages/web/"];

/// However a path is written it is judged no milder, and naming production is seen behind anything.
pub(crate) fn paths(text: &str) {
    let limits = Limits::default();
    for path in text.lines() {
        let (as_is, secret) = (place(path), is_secret_file(path));
        for spelled in [path.to_ascii_uppercase(), path.to_ascii_lowercase()] {
            assert_eq!(place(&spelled), as_is, "{path:?}");
            assert_eq!(is_secret_file(&spelled), secret, "{path:?}");
        }
        for before in BEFORE {
            let longer = format!("{before}{path}");
            assert!(strictness(place(&longer)) >= strictness(as_is), "{longer:?}");
            assert!(is_secret_file(&longer) >= secret, "{longer:?}");
        }
        assert!(limits.production(&format!("aws {path} --profile prod")).is_some(), "{path:?}");
    }
}

fn strictness(place: Place) -> u8 {
    match place {
        Place::Ordinary => 0,
        Place::Control => 1,
        Place::Repository => 2,
    }
}
