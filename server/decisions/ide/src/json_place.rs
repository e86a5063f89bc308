//! Where the cursor stands in JSON that somebody is writing: a scan that forgives what a parser must refuse.

use std::ops::Range;

use crate::spot::{Quotes, Slot, Spot, Step};

/// The spot at `offset` of the JSON that stands in `range` of `text`; `None` within a comment, and outside of every
/// bracket. Comments are skipped, a string without an end ends with its line, and a comma may be missing.
pub(crate) fn json_place(text: &str, range: Range<usize>, offset: usize) -> Option<Spot> {
    let mut frames: Vec<Frame<'_>> = Vec::new();
    let mut found: Option<(Spot, usize)> = None;
    let mut tokens = Tokens { text, at: range.start, end: range.end.min(text.len()) }.peekable();
    loop {
        let token = tokens.next();
        let colon_next = |next: Option<&Token>| next.is_some_and(|next| next.kind == TokenKind::Colon);
        if found.is_none() && token.as_ref().is_none_or(|token| token.reaches(offset)) {
            let (at, colon) = match &token {
                Some(token) if token.holds(offset) => (Some(token), colon_next(tokens.peek())),
                Some(token) => (None, token.kind == TokenKind::Colon),
                None => (None, false),
            };
            if at.is_some_and(|token| token.kind == TokenKind::Comment) {
                return None;
            }
            found = Some((spot(&frames, at, colon, offset)?, frames.len()));
        }
        let Some(token) = token else { break };
        step(&mut frames, text, &token, colon_next(tokens.peek()), &mut found);
        if found.as_ref().is_some_and(|(_, depth)| frames.len() < *depth) {
            break;
        }
    }
    let (mut spot, depth) = found?;
    if let (Slot::Key { taken, .. }, Some(frame)) =
        (&mut spot.slot, depth.checked_sub(1).and_then(|at| frames.get(at)))
    {
        *taken = frame.others(&spot.token);
    }
    Some(spot)
}

/// A bracket that is open.
struct Frame<'a> {
    object: bool,
    /// The key whose value comes next, or stands there.
    key: Option<&'a str>,
    /// A colon was met, and no value since.
    awaits_value: bool,
    keys: Vec<(&'a str, usize)>,
}

impl Frame<'_> {
    /// Its keys, without the one that is written right now.
    fn others(&self, token: &Range<usize>) -> Vec<String> {
        let others = self.keys.iter().filter(|(_, start)| *start != token.start);
        others.map(|(key, _)| (*key).to_owned()).collect()
    }
}

/// Moves on over a token. Where it closes the bracket of `found`, the keys of that are noted there.
fn step<'a>(
    frames: &mut Vec<Frame<'a>>,
    text: &'a str,
    token: &Token,
    colon_next: bool,
    found: &mut Option<(Spot, usize)>,
) {
    match token.kind {
        TokenKind::Comment => {}
        TokenKind::Open { object } => {
            frames.push(Frame { object, key: None, awaits_value: false, keys: Vec::new() });
        }
        TokenKind::Close { object } => {
            if !frames.iter().any(|frame| frame.object == object) {
                return;
            }
            while let Some(frame) = frames.pop() {
                if let Some((Spot { slot: Slot::Key { taken, .. }, token, .. }, depth)) = found
                    && frames.len() + 1 == *depth
                {
                    *taken = frame.others(token);
                }
                if frame.object == object {
                    break;
                }
            }
            ended_value(frames);
        }
        TokenKind::Colon => {
            if let Some(frame) = frames.last_mut() {
                frame.awaits_value = true;
            }
        }
        TokenKind::Comma => {
            if let Some(frame) = frames.last_mut() {
                (frame.awaits_value, frame.key) = (false, None);
            }
        }
        TokenKind::Text { .. } | TokenKind::Word => match frames.last_mut() {
            Some(frame) if frame.object && (!frame.awaits_value || colon_next) => {
                let content = token.content();
                let key = text.get(content.clone()).unwrap_or_default();
                (frame.key, frame.awaits_value) = (Some(key), false);
                frame.keys.push((key, content.start));
            }
            Some(_) | None => ended_value(frames),
        },
    }
}

fn ended_value(frames: &mut [Frame<'_>]) {
    if let Some(frame) = frames.last_mut() {
        frame.awaits_value = false;
    }
}

/// The spot at a token, or between two, with the keys of the object still to be told.
fn spot(frames: &[Frame<'_>], token: Option<&Token>, colon: bool, offset: usize) -> Option<Spot> {
    let (last, outer) = frames.split_last()?;
    let into = |frame: &Frame<'_>| {
        if frame.object { Step::Key(frame.key.unwrap_or_default().to_owned()) } else { Step::Element }
    };
    let mut path: Vec<Step> = outer.iter().map(into).collect();
    let slot = if last.object && (!last.awaits_value || colon) {
        Slot::Key { taken: Vec::new(), colon }
    } else {
        path.push(into(last));
        Slot::Value
    };
    Some(Spot {
        path,
        slot,
        token: token.map_or(offset..offset, Token::content),
        quotes: token.map_or(Quotes::None, Token::quotes),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenKind {
    Open {
        object: bool,
    },
    Close {
        object: bool,
    },
    Colon,
    Comma,
    /// A string, quotes included.
    Text {
        closed: bool,
    },
    /// Anything else that stands together.
    Word,
    Comment,
}

struct Token {
    kind: TokenKind,
    span: Range<usize>,
}

impl Token {
    /// The cursor stands in it or before it.
    fn reaches(&self, offset: usize) -> bool {
        self.holds(offset) || offset <= self.span.start
    }

    /// The cursor stands where typing goes on with it.
    fn holds(&self, offset: usize) -> bool {
        let Range { start, end } = self.span;
        match self.kind {
            TokenKind::Text { closed: true } => start < offset && offset < end,
            TokenKind::Text { closed: false } | TokenKind::Comment => start < offset && offset <= end,
            TokenKind::Word => start <= offset && offset <= end,
            TokenKind::Open { .. } | TokenKind::Close { .. } | TokenKind::Colon | TokenKind::Comma => false,
        }
    }

    fn content(&self) -> Range<usize> {
        match self.kind {
            TokenKind::Text { closed } => self.span.start + 1..self.span.end - usize::from(closed),
            TokenKind::Word
            | TokenKind::Comment
            | TokenKind::Open { .. }
            | TokenKind::Close { .. }
            | TokenKind::Colon
            | TokenKind::Comma => self.span.clone(),
        }
    }

    fn quotes(&self) -> Quotes {
        match self.kind {
            TokenKind::Text { closed: true } => Quotes::Both,
            TokenKind::Text { closed: false } => Quotes::Open,
            TokenKind::Word
            | TokenKind::Comment
            | TokenKind::Open { .. }
            | TokenKind::Close { .. }
            | TokenKind::Colon
            | TokenKind::Comma => Quotes::None,
        }
    }
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = self.text.get(self.at..self.end)?;
        let body = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let start = self.at + rest.len() - body.len();
        let first = body.chars().next()?;
        let line_end = || body.find(['\n', '\r']).unwrap_or(body.len());
        let (kind, len) = match first {
            '{' | '[' => (TokenKind::Open { object: first == '{' }, 1),
            '}' | ']' => (TokenKind::Close { object: first == '}' }, 1),
            ':' => (TokenKind::Colon, 1),
            ',' => (TokenKind::Comma, 1),
            '"' => match string_end(body.get(..line_end()).unwrap_or(body)) {
                Some(len) => (TokenKind::Text { closed: true }, len),
                None => (TokenKind::Text { closed: false }, line_end()),
            },
            '/' if body.starts_with("//") => (TokenKind::Comment, line_end()),
            '/' if body.starts_with("/*") => {
                (TokenKind::Comment, body.find("*/").map_or(body.len(), |at| at + 2))
            }
            _ => {
                let ends =
                    |c: char| c.is_whitespace() || matches!(c, '{' | '}' | '[' | ']' | ':' | ',' | '"');
                (TokenKind::Word, body.find(ends).unwrap_or(body.len()))
            }
        };
        self.at = start + len;
        Some(Token { kind, span: start..start + len })
    }
}

/// The length of the string that `text` starts with, quotes included.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    let closing = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    closing.map(|(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::json_place;

    fn check(text: &str, expect: Expect) {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let shown = match json_place(&text, 0..text.len(), offset) {
            Some(spot) => {
                format!("{:?} {:?} {:?} {:?}", spot.path, spot.slot, &text[spot.token.clone()], spot.quotes)
            }
            None => "nowhere".to_owned(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn keys_and_values() {
        check(
            r#"{ "hooks": [ { "na$0me": "x", "trigger": 1 } ] }"#,
            expect![[r#"[Key("hooks"), Element] Key { taken: ["trigger"], colon: true } "name" Both"#]],
        );
        check(
            r#"{ "hooks": [ { "name": "x$0" } ] }"#,
            expect![[r#"[Key("hooks"), Element, Key("name")] Value "x" Both"#]],
        );
        check(r#"{ "tools": ["a", $0 ] }"#, expect![[r#"[Key("tools"), Element] Value "" None"#]]);
        check("$0{}", expect!["nowhere"]);
        check("{} $0", expect!["nowhere"]);
    }

    #[test]
    fn what_is_not_finished() {
        check(
            "{ \"hooks\": [ { \"name\": \"x\",\n \"tri$0\n \"enabled\": true } ], \"version\": 1",
            expect![[
                r#"[Key("hooks"), Element] Key { taken: ["name", "enabled"], colon: false } "tri" Open"#
            ]],
        );
        check("{ \"a\": { \"b\": $0", expect![[r#"[Key("a"), Key("b")] Value "" None"#]]);
        check("{ \"a\": $0\n \"b\": 1 }", expect![[r#"[Key("a")] Value "" None"#]]);
        check("{ \"a\": 1\n com$0 }", expect![[r#"[] Key { taken: ["a"], colon: false } "com" None"#]]);
        check("{ \"a\": [1, } $0", expect!["nowhere"]);
        check("{ // a com$0ment\n }", expect!["nowhere"]);
    }

    proptest! {
        #[test]
        fn any_text_has_a_spot_or_none(text in "[{}\\[\\]:,\"/*\\\\a \n]{0,40}", at in 0usize..40) {
            if let Some(spot) = json_place(&text, 0..text.len(), at.min(text.len())) {
                prop_assert!(text.get(spot.token).is_some());
            }
        }
    }
}
