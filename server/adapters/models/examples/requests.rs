//! Measures what it takes to ask a model again: `requests` prints a line of JSON for each wire and length of a conversation,
//! with medians: microseconds to append one more call to the history and make the next request of it, milliseconds until the
//! last byte of that request is at the endpoint, and until the same bytes are there that a bare socket sends.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use agent::{History, ModelRequest, ToolResult, ToolSpec};
use models::{BedrockSettings, Model, ModelSettings, RetryPolicy, Secret};
use protocol::{CallId, ToolCall};
use serde_json::json;

const CALLS: [usize; 4] = [10, 100, 1_000, 10_000];
const ROUNDS: usize = 15;
/// What a tool printed.
const OUTPUT: usize = 1_000;

/// A request that has arrived, whole.
struct Arrived {
    at: Instant,
    bytes: Vec<u8>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    let (sender, arrived) = channel();
    std::thread::spawn(move || serve(&listener, &sender));
    let settings = settings(port);
    for name in ["openai:m", "responses:m", "anthropic:m", "bedrock:anthropic.claude-sonnet-4-6"] {
        let model = Model::open(Some(name), &settings)?;
        for calls in CALLS {
            let mut history = history(calls);
            let (mut appends, mut sends, mut bounds) = (Vec::new(), Vec::new(), Vec::new());
            let mut size = 0;
            for round in 0..ROUNDS {
                let began = Instant::now();
                Arc::make_mut(&mut history).answer("", [call(calls + round)]);
                let request = request(Arc::clone(&history)).ok_or("the history does not fit")?;
                appends.push(began.elapsed());
                let began = Instant::now();
                // It is refused, which ends it at once.
                let _ = model.answer(&request, None, &mut |_| ()).await;
                let Arrived { at, bytes } = last(&arrived)?;
                sends.push(at - began);
                size = bytes.len();
                let began = Instant::now();
                bare(port, &bytes)?;
                bounds.push(last(&arrived)?.at - began);
            }
            let [append, send, bound] = [appends, sends, bounds].map(median);
            println!(
                r#"{{"wire": "{}", "calls": {calls}, "kb": {}, "append_us": {:.1}, "send_ms": {:.3}, "bare_ms": {:.3}}}"#,
                name.split(':').next().unwrap_or_default(),
                size / 1_000,
                append.as_nanos() as f64 / 1e3,
                send.as_nanos() as f64 / 1e6,
                bound.as_nanos() as f64 / 1e6,
            );
        }
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The newest one.
fn last(arrived: &Receiver<Arrived>) -> Result<Arrived, Box<dyn std::error::Error>> {
    let first = arrived.recv_timeout(Duration::from_secs(60))?;
    Ok(arrived.try_iter().last().unwrap_or(first))
}

fn settings(port: u16) -> ModelSettings {
    let base = format!("http://127.0.0.1:{port}");
    let bedrock = BedrockSettings {
        region: Some("us-east-1".to_owned()),
        endpoint: Some(base.clone()),
        ..BedrockSettings::default()
    };
    ModelSettings {
        openai_base_url: Some(base.clone()),
        openai_api_key: Some(Secret::from("key".to_owned())),
        anthropic_base_url: Some(base),
        anthropic_api_key: Some(Secret::from("key".to_owned())),
        bedrock,
        retry: RetryPolicy { attempts: 1, ..RetryPolicy::default() },
        ..ModelSettings::default()
    }
}

fn call(number: usize) -> (ToolCall, ToolResult) {
    let input = json!({ "command": format!("cargo test -p crate-{number}") });
    let call = ToolCall { id: CallId(format!("call-{number}")), name: "shell".to_owned(), input };
    let output = "test one::two ... ok\n".repeat(OUTPUT / 20);
    (call, ToolResult { output, error: false, image: None })
}

fn history(calls: usize) -> Arc<History> {
    let mut history = History::default();
    history.prompt("Make it green.");
    (0..calls).for_each(|number| history.answer("I look at the next one.", [call(number)]));
    Arc::new(history)
}

fn request(history: Arc<History>) -> Option<ModelRequest> {
    let tool =
        ToolSpec { name: "shell", description: "Runs a command.", schema: json!({ "type": "object" }) };
    ModelRequest::new("Be brief.".into(), history, [tool].into())
}

/// Takes requests, and refuses them.
fn serve(listener: &TcpListener, arrived: &Sender<Arrived>) {
    for client in listener.incoming().flatten() {
        let arrived = arrived.clone();
        std::thread::spawn(move || answer(client, &arrived));
    }
}

fn answer(mut client: TcpStream, arrived: &Sender<Arrived>) -> Option<()> {
    let refusal = b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{\"message\":\"no\"}";
    let mut chunk = vec![0; 1 << 16];
    let mut bytes: Vec<u8> = Vec::new();
    let mut whole = None;
    loop {
        let read = client.read(&mut chunk).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(chunk.get(..read)?);
        whole = whole.or_else(|| length(&bytes));
        if whole.is_some_and(|whole| bytes.len() >= whole) {
            arrived.send(Arrived { at: Instant::now(), bytes: std::mem::take(&mut bytes) }).ok()?;
            client.write_all(refusal).ok()?;
            whole = None;
        }
    }
}

/// Of head and body together, once the head is there.
fn length(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let text = std::str::from_utf8(bytes.get(..head)?).ok()?.to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"))?;
    Some(head + 4 + length.trim().parse::<usize>().ok()?)
}

/// Sends the same with nothing around it.
fn bare(port: u16, bytes: &[u8]) -> std::io::Result<()> {
    let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    socket.set_nodelay(true)?;
    socket.write_all(bytes)?;
    socket.read_exact(&mut [0; 12])
}
