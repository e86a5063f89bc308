use std::io::BufRead;

use tokio::sync::mpsc;

/// Lines typed at the terminal. The thread ends with the process: a read cannot be cancelled.
pub(crate) fn typed_lines() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The end of the input is no answer: then only another process can give one.
pub(crate) async fn next_line(typed: &mut Option<mpsc::UnboundedReceiver<String>>) -> Option<String> {
    match typed {
        Some(receiver) => match receiver.recv().await {
            Some(line) => Some(line),
            None => std::future::pending().await,
        },
        None => std::future::pending().await,
    }
}
