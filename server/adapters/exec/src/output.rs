/// Turns bytes that arrive in pieces into text. A character that is cut by a piece waits for its
/// rest; what is not UTF-8 becomes U+FFFD.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The bytes of an unfinished character, at most 3.
    pending: Vec<u8>,
}

impl Decoder {
    pub(crate) fn decode(&mut self, bytes: &[u8]) -> String {
        let mut whole = std::mem::take(&mut self.pending);
        whole.extend_from_slice(bytes);
        self.pending = whole.split_off(whole.len() - unfinished(&whole));
        String::from_utf8_lossy(&whole).into_owned()
    }

    /// What is left at the end of the output.
    pub(crate) fn finish(self) -> String {
        String::from_utf8_lossy(&self.pending).into_owned()
    }
}

/// How many bytes at the end may be the beginning of a character.
fn unfinished(bytes: &[u8]) -> usize {
    let end = bytes.last_chunk::<3>().map_or(bytes, <[u8; 3]>::as_slice);
    let Some(last) = end.utf8_chunks().last() else { return 0 };
    let open = str::from_utf8(last.invalid()).is_err_and(|error| error.error_len().is_none());
    if open { last.invalid().len() } else { 0 }
}

/// The beginning and the end of a text of any length, within `limit` bytes.
#[derive(Debug)]
pub(crate) struct Transcript {
    head: String,
    tail: String,
    head_limit: usize,
    tail_limit: usize,
    left_out: usize,
}

impl Transcript {
    pub(crate) fn new(limit: usize) -> Transcript {
        let head_limit = limit / 2;
        Transcript {
            head: String::new(),
            tail: String::new(),
            head_limit,
            tail_limit: limit - head_limit,
            left_out: 0,
        }
    }

    pub(crate) fn push(&mut self, text: &str) {
        let room = if self.tail.is_empty() && self.left_out == 0 {
            self.head_limit.saturating_sub(self.head.len())
        } else {
            0
        };
        let (head, rest) = text.split_at(text.floor_char_boundary(room));
        self.head.push_str(head);
        self.tail.push_str(rest);
        // Twice the limit, so that each byte is moved once on average.
        if self.tail.len() > self.tail_limit.saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let surplus = self.tail.len().saturating_sub(self.tail_limit);
        let surplus = self.tail.ceil_char_boundary(surplus);
        self.tail.drain(..surplus);
        self.left_out += surplus;
    }

    /// The text, and how many bytes of it were left out; a line in it says so, too.
    pub(crate) fn finish(mut self) -> (String, u64) {
        self.cut();
        let mut text = self.head;
        if self.left_out > 0 {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&format!("[... {} bytes left out ...]\n", self.left_out));
        }
        text.push_str(&self.tail);
        (text, self.left_out as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_does_not_depend_on_where_the_pieces_end() {
        for bytes in ["aé日🦀b".as_bytes(), b"a\xff\xf0\x9f\x92b\xe6\x97", b"\xc3", b"\x80\x80", b""] {
            let expected = String::from_utf8_lossy(bytes);
            for size in 1..=bytes.len().max(1) {
                let mut decoder = Decoder::default();
                let mut text: String = bytes.chunks(size).map(|piece| decoder.decode(piece)).collect();
                text += &decoder.finish();
                assert_eq!(text, expected, "{bytes:x?} in pieces of {size}");
            }
        }
    }

    fn transcript(limit: usize, pieces: &[&str]) -> (String, u64) {
        let mut transcript = Transcript::new(limit);
        pieces.iter().for_each(|piece| transcript.push(piece));
        transcript.finish()
    }

    #[test]
    fn a_transcript_keeps_the_head_and_the_tail() {
        for (limit, pieces, text, left_out) in [
            (8, &["abcd", "efgh"][..], "abcdefgh", 0),
            (8, &["abcdefgh"], "abcdefgh", 0),
            (8, &["abc\n", "x", "efgh"], "abc\n[... 1 bytes left out ...]\nefgh", 1),
            (4, &["ab", "cdefghi", "jklm"], "ab\n[... 9 bytes left out ...]\nlm", 9),
            // A character is kept or left out as a whole.
            (6, &["日本語"], "日\n[... 3 bytes left out ...]\n語", 3),
            (4, &["日本語"], "[... 9 bytes left out ...]\n", 9),
            (0, &["abc"], "[... 3 bytes left out ...]\n", 3),
            (8, &[], "", 0),
        ] {
            assert_eq!(transcript(limit, pieces), (text.to_owned(), left_out), "{pieces:?}");
        }
    }
}
