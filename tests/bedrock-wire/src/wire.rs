use std::{
    collections::HashSet,
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

use crate::{AccessKey, Refusal, Reply, Scenario, cache::Prefixes, http, serve};

/// What a server accepts and answers.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0 for any that is free.
    pub port: u16,
    pub region: String,
    pub keys: Vec<AccessKey>,
    /// The API key for `Authorization: Bearer`; for chat completions too, where `None` accepts anything.
    pub bearer: Option<String>,
    /// Seconds by which the server's clock is ahead; it may be negative.
    pub clock_ahead: i64,
    /// The n-th request that is accepted gets the n-th reply.
    pub replies: Vec<Reply>,
    /// Usage is counted from what is sent and what was to be kept, instead of said by the replies.
    pub counts: bool,
    /// Answers what comes after the replies. Without it that is answered with 500.
    pub scenario: Scenario,
}

impl Default for Options {
    /// The region `us-east-1`, and one key: the example of the AWS documentation.
    fn default() -> Self {
        let key = AccessKey {
            id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            ..AccessKey::default()
        };
        Self {
            port: 0,
            region: "us-east-1".to_owned(),
            keys: vec![key],
            bearer: None,
            clock_ahead: 0,
            replies: Vec::new(),
            counts: false,
            scenario: Scenario::default(),
        }
    }
}

/// A request as the server saw it.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// Decoded from the path, or from the body for chat completions.
    pub model: String,
    pub body: Value,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The access key and `DATE/REGION/SERVICE/aws4_request`, if it was signed.
    pub access_key: Option<String>,
    pub scope: Option<String>,
    /// Whether signature or API key were right.
    pub signature_ok: bool,
    pub refusal: Option<Refusal>,
    /// It asked how many tokens a prompt has, and this is what it was told.
    pub counted: Option<u64>,
}

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Wire {
    port: u16,
    state: Arc<State>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    options: Options,
    requests: Mutex<Vec<Recorded>>,
    /// Digests of prompts that are in the cache.
    kept: Mutex<HashSet<u64>>,
    /// How many clients left before their answer was complete.
    gone: watch::Sender<usize>,
}

impl Wire {
    /// Listens on 127.0.0.1.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State {
            options,
            requests: Mutex::default(),
            kept: Mutex::default(),
            gone: watch::Sender::new(0),
        });
        let server = tokio::spawn(listen(listener, Arc::clone(&state)));
        Ok(Self { port, state, server })
    }

    /// `http://127.0.0.1:PORT`; chat completions are below `/v1`.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All requests, the refused ones too.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state.requests().clone()
    }

    /// Waits until some client has closed its connection before its answer was complete.
    pub async fn client_gone(&self) {
        let mut gone = self.state.gone.subscribe();
        // The sender lives as long as `self`.
        let _ = gone.wait_for(|count| *count > 0).await;
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(connection(stream, Arc::clone(&state)));
        while connections.try_join_next().is_some() {}
    }
}

/// Serves requests until the client leaves or an answer ends the connection.
async fn connection(stream: TcpStream, state: Arc<State>) -> io::Result<()> {
    // Head and body are written apart, and the client may delay its acknowledgements.
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    while let Some(request) = http::read(&mut read).await? {
        let reply = state.accept(&request);
        let answer = reply.send(&mut write, &state.options);
        let left = async {
            // More bytes are the next request, which a client may send early.
            while !matches!(read.fill_buf().await, Ok([]) | Err(_)) {
                std::future::pending::<()>().await;
            }
        };
        let stays = tokio::select! {
            biased;
            stays = answer => stays?,
            () = left => {
                state.gone.send_modify(|count| *count += 1);
                false
            }
        };
        if !stays {
            break;
        }
    }
    write.shutdown().await
}

impl State {
    fn requests(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the request and finds what it is answered with.
    fn accept(&self, request: &http::Request) -> serve::Outgoing {
        let mut requests = self.requests();
        let accepted =
            requests.iter().filter(|request| request.refusal.is_none() && request.counted.is_none());
        let accepted = accepted.count();
        let (recorded, mut reply) = serve::reply(request, accepted, &self.options);
        if self.options.counts && recorded.refusal.is_none() && recorded.counted.is_none() {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            reply.count(Prefixes::of(&serve::as_converse(request, &recorded.body)).split(&mut kept));
        }
        requests.push(recorded);
        reply
    }
}
