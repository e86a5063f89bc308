use std::ops::Range;

use text::{Json, JsonSyntax};

use super::{Found, TokenKind};
use crate::Kind;

/// What sets off the hooks of a file, of any generation: `hooks[].trigger`, `when.type`, and in an agent the keys of
/// `hooks`.
pub(super) fn tokens(text: &str, kind: Kind, found: &mut Found) {
    if kind != Kind::Hooks && kind != Kind::AgentJson {
        return;
    }
    let Some(json) = Json::parse(text, JsonSyntax::WithComments).ok().flatten() else { return };
    let hooks = json.get("hooks");
    let inside_quotes = |span: &Range<usize>| span.start + 1..span.end.saturating_sub(1);
    if kind == Kind::AgentJson {
        for member in hooks.map(Json::members).unwrap_or_default() {
            found.token(inside_quotes(&member.key_span), TokenKind::Trigger);
        }
        return;
    }
    let of_hooks =
        hooks.map(Json::elements).unwrap_or_default().iter().filter_map(|hook| hook.get("trigger"));
    let when = json.get("when").and_then(|when| when.get("type"));
    for trigger in of_hooks.chain(when).filter(|trigger| trigger.as_str().is_some()) {
        found.token(inside_quotes(&trigger.span), TokenKind::Trigger);
    }
}
