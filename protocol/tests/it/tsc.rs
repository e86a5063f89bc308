use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::to_string;

use crate::contract::Contract;
use crate::examples;
use crate::typescript::typescript;

/// The compiler that checks; clients may use another.
const TYPESCRIPT: &str = "typescript@5.9";

#[test]
fn tsc_accepts_the_types_their_use_and_the_examples() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("typescript");
    fs::create_dir_all(&folder).unwrap();
    let Some(tsc) = tsc(&folder) else {
        eprintln!("skipped: there is no `tsc`, and npm could not install {TYPESCRIPT}");
        return;
    };
    let contract = Contract::load();
    fs::write(folder.join("kiro.d.ts"), typescript(&contract)).unwrap();
    fs::write(folder.join("usage.ts"), include_str!("usage.ts")).unwrap();
    fs::write(folder.join("examples.ts"), typed_examples(&contract)).unwrap();
    let output = Command::new(tsc)
        .args(["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"])
        .args(["--target", "es2022", "--lib", "es2022", "usage.ts", "examples.ts", "kiro.d.ts"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// What serde writes, as values of the TypeScript types.
fn typed_examples(contract: &Contract) -> String {
    let mut out = String::from(
        "import type { ChatLine, Event, KiroRequests, Notice, RootsParams, VerbError } from \"./kiro\";\n",
    );
    let events: Vec<_> =
        (1..).zip(examples::events()).map(|(seq, body)| examples::event(seq, body)).collect();
    let mut add = |name: &str, shape: &str, json: String| {
        writeln!(out, "export const {name}: {shape} = {json};").unwrap();
    };
    add("events", "Event[]", to_string(&events).unwrap());
    add("notices", "Notice[]", to_string(&crate::notices::notices()).unwrap());
    add("result", "ChatLine", to_string(&examples::chat_result()).unwrap());
    add("roots", "RootsParams", to_string(&crate::notices::roots()).unwrap());
    add("error", "VerbError", to_string(&examples::error()).unwrap());
    for (at, method) in contract.methods.iter().enumerate() {
        let (params, result) = &method.example;
        let shape = |part: &str| format!("KiroRequests[{:?}][{part:?}]", method.name);
        add(&format!("params{at}"), &shape("params"), params.to_string());
        add(&format!("result{at}"), &shape("result"), result.to_string());
    }
    out
}

/// A compiler installed in the build folder, where it stays for the next time.
fn tsc(folder: &Path) -> Option<PathBuf> {
    let tsc = folder.join("node_modules/.bin/tsc");
    if !tsc.exists() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]);
        npm.arg(folder).arg(TYPESCRIPT).output().ok()?;
    }
    tsc.exists().then_some(tsc)
}
