use std::path::Path;
use std::{env, fs};

use crate::contract::Contract;
use crate::reference::reference;
use crate::typescript::typescript;

#[test]
fn generated_files_are_those_of_the_types() {
    let contract = Contract::load();
    let schema = serde_json::to_string_pretty(&contract.schema()).unwrap() + "\n";
    let files = [
        ("protocol/generated/kiro.schema.json", schema),
        ("protocol/generated/kiro.d.ts", typescript(&contract)),
        ("docs/protocol.md", reference(&contract)),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut stale = Vec::new();
    for (path, text) in files {
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        } else if fs::read_to_string(root.join(path)).ok().is_none_or(|committed| committed != text) {
            stale.push(path);
        }
    }
    assert!(
        stale.is_empty(),
        "the types of `protocol` have changed and {} did not; run\n\n    UPDATE_EXPECT=1 cargo test -p protocol\n",
        stale.join(", ")
    );
}
