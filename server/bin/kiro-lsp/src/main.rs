//! `kiro-lsp`: the language server over stdin and stdout.
#![warn(missing_docs)]

use std::process::exit;
use std::sync::Arc;

use clap::Parser;
use runtime::{Runtime, Settings, log_folder};

/// Spec-driven development for every editor: Kiro's specs, tasks and agent runs over the Language Server Protocol.
///
/// Editors start it; it needs no configuration. KIRO_LSP_MODEL names the model, and KIRO_LSP_LOG=debug
/// makes it tell on stderr, and in a log in the state folder, what it does.
#[derive(Parser)]
#[command(name = "kiro-lsp", version)]
struct Flags {
    /// Speak over stdin and stdout. This is the default; editors pass the flag by convention.
    #[arg(long)]
    stdio: bool,
}

fn main() -> anyhow::Result<()> {
    let Flags { stdio: _ } = Flags::parse();
    logs::init("kiro-lsp", logs::Times::Shown, log_folder(), runtime::redact);

    let open: lsp::OpenRuntime = Arc::new(move |root, client| {
        let (settings, problems) = Settings::of_this_machine(root, &format!("kiro-lsp in {client}"))?;
        Ok((Runtime::open(settings)?, problems))
    });
    // A CPU-bound request must not hold up the others, however small the machine is.
    let workers = std::thread::available_parallelism().map_or(4, |cores| cores.get().max(4));
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()?;
    let code = tokio.block_on(lsp::serve(tokio::io::stdin(), tokio::io::stdout(), open));
    // Not a return: a client that neither writes nor reads would keep the threads of stdin and stdout waiting.
    exit(code.into())
}
