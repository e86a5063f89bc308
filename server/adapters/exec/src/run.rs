use crate::{Command, ExecError, Finished, start};

/// Runs a command to its end. `on_output` gets the text as it arrives, as in [`Running::wait`](crate::Running::wait).
///
/// When `stop` is ready first, every process is killed, and `Ok(Err(…))` says what it gave once they are gone. Dropping
/// the future kills, too, and so does the death of this process on Linux, but then nobody waits for the end.
///
/// Needs a tokio runtime with IO and time.
pub async fn run<S>(
    command: Command,
    on_output: impl FnMut(&str) + Send,
    stop: impl Future<Output = S>,
) -> Result<Result<Finished, S>, ExecError> {
    tokio::pin!(stop);
    // What is stopped already does not begin.
    tokio::select! {
        biased;
        stopped = &mut stop => return Ok(Err(stopped)),
        () = std::future::ready(()) => {}
    }
    let mut running = start(command)?;
    let ended = running.wait(on_output, stop).await?;
    if ended.is_err() {
        running.stop().await;
    }
    Ok(ended)
}
