use std::io;

use serde_json::Value;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// A longer body is skipped: no editor sends one, and it must not be held in memory.
const MAX_BODY: u64 = 256 << 20;

/// A longer header line is cut.
const MAX_LINE: u64 = 64 << 10;

/// What the client sent.
#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    Json(Value),
    /// Not a message; why.
    Malformed(String),
}

/// The next frame; `None` at the end of the input, also in the middle of a frame. After something malformed the
/// reader finds the next header that makes sense.
///
/// Format: LSP 3.17, "Base Protocol". The length is looked for anywhere in a line, so that a body of which the
/// length was wrong does not swallow the header behind it.
pub(crate) async fn read(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut seen = String::new();
    loop {
        let mut line = Vec::new();
        if (&mut *input).take(MAX_LINE).read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if !line.is_empty() {
            length = content_length(line).or(length);
            seen = line.chars().take(60).collect();
            continue;
        }
        match length {
            Some(length) => return body(input, length).await,
            None if seen.is_empty() => {}
            None => {
                return Ok(Some(Frame::Malformed(format!(
                    "no Content-Length in the header that ends in `{seen}`"
                ))));
            }
        }
    }
}

fn content_length(line: &str) -> Option<u64> {
    const NAME: &str = "content-length:";
    let at = line.to_ascii_lowercase().rfind(NAME)?;
    line.get(at + NAME.len()..)?.trim().parse().ok()
}

async fn body(input: &mut (impl AsyncBufRead + Unpin), length: u64) -> io::Result<Option<Frame>> {
    let mut body = (&mut *input).take(length);
    if length > MAX_BODY {
        tokio::io::copy_buf(&mut body, &mut tokio::io::sink()).await?;
        return Ok(Some(Frame::Malformed(format!("a message of {length} bytes; {MAX_BODY} are the most"))));
    }
    let mut bytes = Vec::new();
    if (body.read_to_end(&mut bytes).await? as u64) < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&bytes) {
        Ok(value) => Frame::Json(value),
        Err(error) => Frame::Malformed(format!("the message is not JSON: {error}")),
    }))
}

pub(crate) async fn write(output: &mut (impl AsyncWrite + Unpin), body: &str) -> io::Result<()> {
    output.write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
    output.flush().await
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Frame, read};

    async fn check(input: &[u8], expect: Expect) {
        let mut input = input;
        let mut found = String::new();
        while let Some(frame) = read(&mut input).await.unwrap() {
            found += &match frame {
                Frame::Json(value) => format!("{value}\n"),
                Frame::Malformed(why) => format!("! {why}\n"),
            };
        }
        expect.assert_eq(&found);
    }

    #[tokio::test]
    async fn messages() {
        let input = b"Content-Length: 2\r\n\r\n{}content-length: 1\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n7";
        check(
            input,
            expect![[r#"
            {}
            7
        "#]],
        )
        .await;
    }

    #[tokio::test]
    async fn what_is_malformed_costs_one_message() {
        check(
            b"Content-Length: 3\r\n\r\n{x}Content-Length: 1\r\n\r\n1",
            expect![[r#"
            ! the message is not JSON: key must be a string at line 1 column 2
            1
        "#]],
        )
        .await;
        check(
            b"Content-Length: 2\r\n\r\n\xff\xffContent-Length: 1\r\n\r\n1",
            expect![[r#"
            ! the message is not JSON: expected value at line 1 column 1
            1
        "#]],
        )
        .await;
        check(
            b"Hello\r\nContent-Length: many\r\n\r\nContent-Length: 1\r\n\r\n1",
            expect![[r#"
            ! no Content-Length in the header that ends in `Content-Length: many`
            1
        "#]],
        )
        .await;
    }

    #[tokio::test]
    async fn a_wrong_length_does_not_swallow_the_next_header() {
        let input = b"Content-Length: 2\r\n\r\n{\"a\":1}Content-Length: 1\r\n\r\n1Content-Length: 1\r\n\r\n2";
        check(
            input,
            expect![[r#"
            ! the message is not JSON: EOF while parsing a string at line 1 column 2
            1
            2
        "#]],
        )
        .await;
    }

    #[tokio::test]
    async fn the_end_comes_anywhere() {
        for input in ["", "Content-Length: 5", "Content-Length: 5\r\n\r\n", "Content-Length: 5\r\n\r\n{}"] {
            check(input.as_bytes(), expect![""]).await;
        }
    }
}
