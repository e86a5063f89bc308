//! Rules of the repository that no compiler checks: floors, sizes and names of files, words that must not be
//! in it, links, licences. This crate is only its tests, in `tests/it`; each rule is a table and a short check.
