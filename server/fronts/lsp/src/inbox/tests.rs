//! The defects of LSP frameworks that need a handler which misbehaves, over the real connection with a service
//! whose handlers do.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lsp_types::{InitializeParams, InitializeResult};
use serde_json::{Value, json};
use tokio::io::{BufReader, DuplexStream, ReadHalf, WriteHalf, duplex, split};
use tokio::task::JoinHandle;
use tower_lsp::jsonrpc::Result;
use tower_lsp::{Client, LanguageServer, LspService};

use crate::connection::{self, End};
use crate::frames::{self, Frame};

struct Misbehaving {
    client: Client,
    notes: Mutex<Vec<u64>>,
}

impl LanguageServer for Misbehaving {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        // A slow one: what follows must wait for it.
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok(InitializeResult::default())
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

impl Misbehaving {
    async fn ping(&self, n: u64) -> Result<u64> {
        Ok(n)
    }

    async fn panics(&self, _: Value) -> Result<()> {
        panic!("a bug")
    }

    async fn panics_later(&self, _: Value) -> Result<()> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        panic!("a bug")
    }

    /// Keeps its thread.
    async fn computes(&self, millis: u64) -> Result<()> {
        std::thread::sleep(Duration::from_millis(millis));
        Ok(())
    }

    async fn waits(&self, _: Value) -> Result<()> {
        std::future::pending().await
    }

    /// Asks the client, and answers what it says.
    async fn asks(&self, _: Value) -> Result<Value> {
        self.client.configuration(Vec::new()).await.map(Value::from)
    }

    async fn note(&self, n: u64) {
        assert!(n != u64::MAX, "a bug in a notification");
        self.notes.lock().unwrap().push(n);
    }

    async fn note_and_wait(&self, _: Value) {
        std::future::pending().await
    }

    async fn notes(&self, _: Value) -> Result<Vec<u64>> {
        Ok(self.notes.lock().unwrap().clone())
    }
}

struct Peer {
    input: BufReader<ReadHalf<DuplexStream>>,
    output: WriteHalf<DuplexStream>,
    seen: Vec<Value>,
    server: JoinHandle<End>,
}

impl Peer {
    async fn start() -> Self {
        let (near, far) = duplex(64 << 10);
        let (service, socket) = LspService::build(|client| Misbehaving { client, notes: Mutex::default() })
            .custom_method("ping", Misbehaving::ping)
            .custom_method("panics", Misbehaving::panics)
            .custom_method("panicsLater", Misbehaving::panics_later)
            .custom_method("computes", Misbehaving::computes)
            .custom_method("waits", Misbehaving::waits)
            .custom_method("asks", Misbehaving::asks)
            .custom_method("note", Misbehaving::note)
            .custom_method("noteAndWait", Misbehaving::note_and_wait)
            .custom_method("notes", Misbehaving::notes)
            .finish();
        let (input, output) = split(far);
        let server = tokio::spawn(connection::run(input, output, service, socket));
        let (input, output) = split(near);
        let mut peer = Self { input: BufReader::new(input), output, seen: Vec::new(), server };
        // The ping does not wait for the answer, and is served all the same.
        peer.request(0, "initialize", json!({ "capabilities": {} })).await;
        peer.request(1, "ping", json!([7])).await;
        assert_eq!(peer.answer(1).await["result"], 7);
        peer
    }

    async fn send(&mut self, message: Value) {
        frames::write(&mut self.output, &message.to_string()).await.unwrap();
    }

    async fn request(&mut self, id: u64, method: &str, params: Value) {
        // Handlers with one number take it alone.
        let params = params.as_array().and_then(|one| one.first()).cloned().unwrap_or(params);
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })).await;
    }

    async fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params })).await;
    }

    async fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&wanted) {
            return self.seen.remove(at);
        }
        loop {
            let read = tokio::time::timeout(Duration::from_secs(20), frames::read(&mut self.input));
            match read.await.expect("a message").unwrap().expect("no end") {
                Frame::Json(message) if wanted(&message) => return message,
                Frame::Json(message) => self.seen.push(message),
                Frame::Malformed(why) => panic!("{why}"),
            }
        }
    }

    async fn answer(&mut self, id: u64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_the_answer_of_its_request_alone() {
    let mut peer = Peer::start().await;
    for (id, method) in [(2, "panics"), (3, "panicsLater")] {
        peer.request(id, method, json!({})).await;
        assert_eq!(peer.answer(id).await["error"]["code"], -32603);
    }
    peer.notify("note", json!(u64::MAX)).await;
    peer.notify("note", json!(1)).await;
    peer.request(4, "notes", json!({})).await;
    assert_eq!(peer.answer(4).await["result"], json!([1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_take_effect_in_order_and_one_that_waits_is_given_up() {
    let mut peer = Peer::start().await;
    for n in 0..2000 {
        peer.notify("note", json!(n)).await;
    }
    peer.notify("noteAndWait", json!({})).await;
    peer.request(2, "notes", json!({})).await;
    let kept = peer.answer(2).await["result"] == json!((0..2000).collect::<Vec<u64>>());
    assert!(kept, "out of order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_busy_handler_holds_nothing_up() {
    let mut peer = Peer::start().await;
    let began = Instant::now();
    peer.request(2, "computes", json!([1500])).await;
    peer.request(3, "ping", json!([3])).await;
    assert_eq!(peer.answer(3).await["result"], 3);
    assert!(began.elapsed() < Duration::from_millis(1000), "{:?}", began.elapsed());
    peer.answer(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_waiting_requests_are_cancelled_at_once() {
    let mut peer = Peer::start().await;
    for id in 10..60 {
        peer.request(id, "waits", json!({})).await;
    }
    let began = Instant::now();
    for id in 10..60 {
        peer.notify("$/cancelRequest", json!({ "id": id })).await;
    }
    for id in 10..60 {
        assert_eq!(peer.answer(id).await["error"]["code"], -32800);
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn handlers_that_ask_the_client_do_not_lock_it_out() {
    let mut peer = Peer::start().await;
    for id in 10..50 {
        peer.request(id, "asks", json!({})).await;
    }
    for n in 0..2000 {
        peer.notify("note", json!(n)).await;
    }
    for _ in 0..40 {
        let asked = peer.wait(|message| message["method"] == "workspace/configuration").await;
        peer.send(json!({ "jsonrpc": "2.0", "id": asked["id"], "result": [asked["id"]] })).await;
    }
    for id in 10..50 {
        assert!(peer.answer(id).await["result"][0].is_number());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_does_not_wait_for_requests() {
    for (last, end) in [("exit", End::Abrupt), ("shutdown", End::Orderly), ("", End::Abrupt)] {
        let mut peer = Peer::start().await;
        peer.request(2, "waits", json!({})).await;
        match last {
            "exit" => peer.notify("exit", json!({})).await,
            "shutdown" => {
                // Both at once, as impatient clients do: the answer is still written.
                peer.send(json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" })).await;
                peer.send(json!({ "jsonrpc": "2.0", "method": "exit" })).await;
                assert_eq!(peer.answer(3).await["result"], Value::Null);
            }
            _ => {}
        }
        let Peer { server, input, output, .. } = peer;
        drop((input, output));
        let ended = tokio::time::timeout(Duration::from_secs(1), server).await;
        assert_eq!(ended.expect("an end").unwrap(), end, "{last}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_stops_itself() {
    let mut peer = Peer::start().await;
    let sent = Arc::new(Mutex::new(0));
    let count = Arc::clone(&sent);
    let sending = async move {
        for id in 100..100_000 {
            peer.request(id, "ping", json!([id])).await;
            *count.lock().unwrap() += 1;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(2), sending).await.is_err(), "everything was taken");
    let sent = *sent.lock().unwrap();
    assert!(sent < 8000, "{sent} requests were taken");
}
