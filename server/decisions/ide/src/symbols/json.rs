use text::{Json, JsonMember, JsonSyntax};

use super::{Symbol, SymbolKind, or_unnamed};

/// The keys of a JSON document and of the objects in it, and the elements of lists that have a name. Only keys and names
/// are shown, no values: these may be secrets.
pub(super) fn keys(text: &str) -> Vec<Symbol> {
    let json = Json::parse(text, JsonSyntax::WithComments).ok().flatten();
    json.iter().flat_map(Json::members).map(|member| key(member, below(&member.value))).collect()
}

fn below(value: &Json) -> Vec<Symbol> {
    let members = value.members().iter().map(|member| key(member, Vec::new()));
    members.chain(value.elements().iter().filter_map(element)).collect()
}

fn key(member: &JsonMember, children: Vec<Symbol>) -> Symbol {
    Symbol {
        name: or_unnamed(member.key.clone()),
        detail: "",
        kind: SymbolKind::Key,
        range: member.key_span.start..member.value.span.end,
        selection: member.key_span.clone(),
        children,
    }
}

/// An element such as `{ "name": "Lint", … }`.
fn element(value: &Json) -> Option<Symbol> {
    let name = value.get("name")?;
    Some(Symbol {
        name: or_unnamed(name.as_str()?.to_owned()),
        detail: "",
        kind: SymbolKind::Key,
        range: value.span.clone(),
        selection: name.span.clone(),
        children: Vec::new(),
    })
}
