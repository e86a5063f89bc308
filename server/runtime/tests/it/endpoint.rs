//! An OpenAI-compatible endpoint in this process, which answers each request by a function.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// What the endpoint answers: text and calls `(id, tool, arguments)`, or a refusal with a status and a message.
pub(crate) enum Reply {
    Says(String, Vec<(String, &'static str, Value)>),
    Refuses(u16, &'static str),
    /// Nothing, for as long as the test lasts.
    Silence,
}

pub(crate) fn says(text: &str) -> Reply {
    Reply::Says(text.to_owned(), Vec::new())
}

pub(crate) fn calls(id: &str, tool: &'static str, arguments: Value) -> Reply {
    Reply::Says(String::new(), vec![(id.to_owned(), tool, arguments)])
}

pub(crate) struct Endpoint {
    pub(crate) base_url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Endpoint {
    /// Serves until the test ends. `answer` is given the messages of a request.
    pub(crate) fn start(answer: impl Fn(&[Value]) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream.unwrap(), &seen, &*answer));
            }
        });
        Self { base_url, requests }
    }

    /// The bodies of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, seen: &Mutex<Vec<String>>, answer: &dyn Fn(&[Value]) -> Reply) {
    let mut reader = BufReader::new(&stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 {
            return;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = String::from_utf8(body).unwrap();
    let request: Value = serde_json::from_str(&body).unwrap();
    seen.lock().unwrap().push(body.clone());
    let (status, reply) = match answer(request["messages"].as_array().unwrap()) {
        Reply::Silence => loop {
            std::thread::park();
        },
        Reply::Refuses(status, message) => (status, json!({ "error": { "message": message } })),
        Reply::Says(text, calls) => {
            let calls: Vec<Value> = calls
                .iter()
                .map(|(id, tool, arguments)| {
                    let function = json!({ "name": tool, "arguments": arguments.to_string() });
                    json!({ "id": id, "type": "function", "function": function })
                })
                .collect();
            let reason = if calls.is_empty() { "stop" } else { "tool_calls" };
            let message = json!({ "role": "assistant", "content": text, "tool_calls": calls });
            let usage = json!({ "prompt_tokens": body.len() / 4, "completion_tokens": text.len() / 4 });
            (200, json!({ "choices": [{ "message": message, "finish_reason": reason }], "usage": usage }))
        }
    };
    let reply = reply.to_string();
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        reply.len()
    );
    // Whoever asked may be gone.
    let _ = (&stream).write_all(format!("{head}{reply}").as_bytes());
}
