//! Server-sent events, as far as models use them: the `data` of each event.
//!
//! Format: <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>. Event
//! names, ids and retry times are skipped. As the standard says, an event that no blank line ended is dropped.

use std::mem;

/// More than any answer needs; without a bound a broken server could fill the memory.
const MAX_EVENT: usize = 16 * 1024 * 1024;

/// The event is larger than [`MAX_EVENT`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Splits bytes into events. The bytes may be cut anywhere, even inside a character.
#[derive(Debug, Default)]
pub(crate) struct Events {
    line: Vec<u8>,
    /// Data lines of the event so far, each ended by `\n`.
    data: Vec<u8>,
    /// The last byte was a CR: an LF would belong to it.
    after_cr: bool,
    /// A byte order mark may only stand on the first line.
    begun: bool,
}

impl Events {
    /// Takes the next bytes and returns the data of the events they complete.
    pub(crate) fn feed(&mut self, mut bytes: &[u8]) -> Result<Vec<String>, TooLarge> {
        let mut events = Vec::new();
        while let Some((&first, rest)) = bytes.split_first() {
            if mem::take(&mut self.after_cr) && first == b'\n' {
                bytes = rest;
                continue;
            }
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            if self.data.len() + self.line.len() + line.len() > MAX_EVENT {
                return Err(TooLarge);
            }
            self.line.extend_from_slice(line);
            bytes = rest;
            if let Some((&ending, rest)) = rest.split_first() {
                self.after_cr = ending == b'\r';
                events.extend(self.end_line());
                bytes = rest;
            }
        }
        Ok(events)
    }

    fn end_line(&mut self) -> Option<String> {
        let line = mem::take(&mut self.line);
        let line = match line.strip_prefix("\u{feff}".as_bytes()) {
            Some(rest) if !self.begun => rest,
            Some(_) | None => &line,
        };
        self.begun = true;
        if line.is_empty() {
            let mut data = mem::take(&mut self.data);
            return data.pop().map(|_| String::from_utf8_lossy(&data).into_owned());
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => {
                let (field, value) = line.split_at(colon);
                let value = value.strip_prefix(b":").unwrap_or(value);
                (field, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, [].as_slice()),
        };
        if field == b"data" {
            self.data.extend_from_slice(value);
            self.data.push(b'\n');
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn events(pieces: &[&[u8]]) -> Vec<String> {
        let mut events = Events::default();
        pieces.iter().flat_map(|piece| events.feed(piece).unwrap()).collect()
    }

    #[test]
    fn reads_what_the_standard_says() {
        for (stream, expected) in [
            ("data: a\n\ndata: b\n\n", vec!["a", "b"]),
            ("data: a\r\n\r\ndata: b\r\n\r\n", vec!["a", "b"]),
            ("data: a\r\rdata: b\r\r", vec!["a", "b"]),
            ("data: 1\ndata: 2\n\n", vec!["1\n2"]),
            ("data:tight\n\n", vec!["tight"]),
            ("data:  two spaces\n\n", vec![" two spaces"]),
            ("data: a:b\n\n", vec!["a:b"]),
            (": comment\n\ndata: a\n: ping\n\n", vec!["a"]),
            ("event: x\nid: 7\nretry: 5\ndata: a\n\n", vec!["a"]),
            ("data\n\n", vec![""]),
            ("dataset: no\n\n", vec![]),
            ("\n\n\ndata: a\n\n\n\n", vec!["a"]),
            ("\u{feff}data: a\n\n", vec!["a"]),
            ("data: a\n\n\u{feff}data: b\n\n", vec!["a"]),
            ("data: not ended\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(events(&[stream.as_bytes()]), expected, "{stream:?}");
        }
    }

    #[test]
    fn a_character_may_be_cut() {
        assert_eq!(events(&[b"data: \xe2\x82", b"\xac\n", b"\n"]), ["€"]);
        assert_eq!(events(&[b"data: \xff\n\n"]), ["\u{fffd}"]);
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mib = vec![b'x'; 1024 * 1024];
        let mut endless = Events::default();
        let line = (0..20).find(|_| endless.feed(&mib).is_err());
        assert_eq!(line, Some(16));

        let mut many_lines = Events::default();
        let data = [b"data: ".as_slice(), &mib, b"\n"].concat();
        assert!((0..20).any(|_| many_lines.feed(&data).is_err()));
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(
            stream in "(data|data: |: |event: x|é€𝄞|a|\n|\r|\r\n|\n\n){0,40}",
            size in 1_usize..9,
        ) {
            let pieces: Vec<&[u8]> = stream.as_bytes().chunks(size).collect();
            prop_assert_eq!(events(&pieces), events(&[stream.as_bytes()]));
        }

        #[test]
        fn what_is_written_is_read(texts in prop::collection::vec("[^\r\n]{0,20}", 0..8), ending in "\n|\r|\r\n") {
            let stream: String = texts.iter().map(|text| format!("data: {text}{ending}{ending}")).collect();
            prop_assert_eq!(events(&[stream.as_bytes()]), texts);
        }
    }
}
