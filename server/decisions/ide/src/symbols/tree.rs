use super::Symbol;

/// Puts symbols without children below those that they stand in. Where one sticks out of another, it is cut.
pub(super) fn tree(mut flat: Vec<Symbol>) -> Vec<Symbol> {
    flat.sort_by(|a, b| (a.range.start, b.range.end).cmp(&(b.range.start, a.range.end)));
    let mut roots = Vec::new();
    // Those that are not over yet, each within the one before.
    let mut open: Vec<Symbol> = Vec::new();
    for mut symbol in flat {
        while let Some(closed) = open.pop_if(|last| last.range.end <= symbol.range.start) {
            attach(closed, &mut open, &mut roots);
        }
        if let Some(parent) = open.last() {
            symbol.range.end = symbol.range.end.min(parent.range.end);
        }
        open.push(symbol);
    }
    while let Some(closed) = open.pop() {
        attach(closed, &mut open, &mut roots);
    }
    roots
}

fn attach(symbol: Symbol, open: &mut [Symbol], roots: &mut Vec<Symbol>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(symbol),
        None => roots.push(symbol),
    }
}
