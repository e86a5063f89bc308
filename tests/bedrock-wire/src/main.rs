use std::{fs, path::PathBuf};

use anyhow::{Context, Result, anyhow};
use bedrock_wire::{AccessKey, Options, Reply, Scenario, Wire};
use clap::Parser;

/// A server on loopback that speaks Bedrock's ConverseStream and chat completions.
///
/// The first line it prints is its endpoint. It runs until it is ended.
#[derive(Debug, Parser)]
struct Cli {
    /// Answers in the format of `scripted:FILE`
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// The answer to the n-th request that is accepted, in place of the scenario's; may be repeated
    ///
    /// As JSON: {"scripted": {"end": {"cutWithin": 3}}}, {"throttle": {"retryAfter": 1}}, "close" …
    #[arg(long, value_name = "JSON", value_parser = reply)]
    reply: Vec<Reply>,
    /// 0 for any that is free
    #[arg(long, default_value_t = 0)]
    port: u16,
    #[arg(long, default_value = "us-east-1")]
    region: String,
    /// Of the one key that is known; absent: the example of the AWS documentation
    #[arg(long, requires = "secret_key", value_name = "ID")]
    access_key: Option<String>,
    #[arg(long, requires = "access_key", value_name = "SECRET")]
    secret_key: Option<String>,
    /// The key is temporary
    #[arg(long, requires = "access_key", value_name = "TOKEN")]
    session_token: Option<String>,
    /// The key is no longer valid
    #[arg(long)]
    expired: bool,
    /// The API key that is accepted too
    #[arg(long, value_name = "KEY")]
    bearer: Option<String>,
    /// Usage is counted from what is sent and what was to be kept
    #[arg(long)]
    counts: bool,
    /// How far the clock is ahead; it may be negative
    #[arg(long, default_value_t = 0, allow_negative_numbers = true, value_name = "SECONDS")]
    clock_ahead: i64,
}

fn reply(json: &str) -> serde_json::Result<Reply> {
    serde_json::from_str(json)
}

#[tokio::main]
async fn main() -> Result<()> {
    let wire = Wire::start(options(Cli::parse())?).await.context("cannot listen on 127.0.0.1")?;
    println!("{}", wire.endpoint());
    tokio::signal::ctrl_c().await.context("cannot wait for the end")
}

fn options(cli: Cli) -> Result<Options> {
    let mut options = Options {
        port: cli.port,
        region: cli.region,
        bearer: cli.bearer,
        clock_ahead: cli.clock_ahead,
        replies: cli.reply,
        counts: cli.counts,
        ..Options::default()
    };
    if let Some(path) = cli.scenario {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        options.scenario = Scenario::parse(&text).map_err(|why| anyhow!("{}: {why}", path.display()))?;
    }
    if let (Some(id), Some(secret)) = (cli.access_key, cli.secret_key) {
        options.keys = vec![AccessKey { id, secret, session_token: cli.session_token, expired: false }];
    }
    for key in &mut options.keys {
        key.expired = cli.expired;
    }
    Ok(options)
}
