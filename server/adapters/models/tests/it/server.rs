//! A server that does what a real one should not: it cuts, stalls and lies.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time::sleep,
};

/// What the server does for one request, in order.
pub(crate) type Reply = Vec<Step>;

#[derive(Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    Pause(Duration),
    /// Close the connection.
    Cut,
    /// Do nothing until the client goes.
    Hang,
}

pub(crate) struct Server {
    pub(crate) base_url: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    replies: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<String>>,
    connections: Mutex<usize>,
    client_gone: Notify,
}

impl Server {
    /// Answers the n-th request with the n-th reply.
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let state =
            Arc::new(State { replies: Mutex::new(replies.into_iter().collect()), ..State::default() });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                *shared.connections.lock().unwrap() += 1;
                tokio::spawn(serve(socket, Arc::clone(&shared)));
            }
        });
        Self { base_url, state }
    }

    /// Each request: head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.state.requests.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        *self.state.connections.lock().unwrap()
    }

    pub(crate) async fn client_gone(&self) {
        self.state.client_gone.notified().await;
    }
}

async fn serve(mut socket: TcpStream, state: Arc<State>) {
    let mut input = Vec::new();
    while let Some(request) = next_request(&mut socket, &mut input).await {
        state.requests.lock().unwrap().push(request);
        let reply = state.replies.lock().unwrap().pop_front().expect("an unexpected request");
        for step in reply {
            match step {
                Step::Send(bytes) => {
                    if socket.write_all(&bytes).await.is_err() {
                        return state.client_gone.notify_one();
                    }
                }
                Step::Pause(time) => sleep(time).await,
                Step::Cut => return,
                Step::Hang => {
                    while socket.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {}
                    return state.client_gone.notify_one();
                }
            }
        }
    }
}

async fn next_request(socket: &mut TcpStream, input: &mut Vec<u8>) -> Option<String> {
    loop {
        let text = String::from_utf8_lossy(input).into_owned();
        if let Some(end) = text.find("\r\n\r\n") {
            let head = text[..end].to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let total = end + 4 + length.map_or(0, |length| length.parse::<usize>().unwrap());
            if input.len() >= total {
                return Some(String::from_utf8(input.drain(..total).collect()).unwrap());
            }
        }
        let mut bytes = [0; 4096];
        match socket.read(&mut bytes).await {
            Ok(count) if count > 0 => input.extend_from_slice(&bytes[..count]),
            _ => return None,
        }
    }
}

/// The head of a stream, and events up to wherever the test goes on.
pub(crate) fn begin(events: &[&str]) -> Reply {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let mut reply = vec![Step::Send(head.into())];
    reply.extend(events.iter().map(|event| piece(format!("data: {event}\n\n").as_bytes())));
    reply
}

/// A complete stream.
pub(crate) fn stream(events: &[&str]) -> Reply {
    let mut reply = begin(events);
    reply.push(Step::Send(b"0\r\n\r\n".to_vec()));
    reply
}

/// Bytes as one chunk of a chunked body.
pub(crate) fn piece(bytes: &[u8]) -> Step {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    Step::Send(chunk)
}

/// A complete response that is no stream; `head` is `404 Not Found`, and further headers, a line each.
pub(crate) fn whole(head: &str, body: &str) -> Reply {
    let head = head.replace('\n', "\r\n");
    vec![Step::Send(format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into())]
}
