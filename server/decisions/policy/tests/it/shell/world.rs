//! A machine that exists in tests only: what paths and programs lead to on it.
use policy::shell::{Need, Program, Resolved, ShellFacts, Target, parse};

const HOME: &str = "/home/u";
const ROOT: &str = "/home/u/project";

/// Links, relative to the root of the workspace.
const LINKS: [(&str, &str); 3] = [("out", "/etc"), ("keys", "/home/u/.ssh"), ("up", "/home/u")];

/// Programs of the project in `node_modules/.bin`.
const LOCAL: [&str; 9] =
    ["tsc", "eslint", "prettier", "vitest", "jest", "playwright", "vite", "rimraf", "tsx"];

/// Names that lead into the workspace, as when PATH has `bin` of the project before others.
const PLANTED: [&str; 1] = ["planted-ls"];

/// All facts that a program needs.
pub(crate) fn facts(program: &Program) -> ShellFacts {
    let needs = program.needs();
    ShellFacts {
        programs: needs.programs.into_iter().map(|need| (need.clone(), resolve(&need))).collect(),
        paths: needs.paths.into_iter().map(|need| (need.clone(), vec![target(&real(&need))])).collect(),
    }
}

pub(crate) fn classify(script: &str) -> Vec<policy::shell::Part> {
    let program = parse(script);
    policy::shell::classify(&program, &facts(&program))
}

fn resolve(need: &Need) -> Resolved {
    let name = need.path.rsplit('/').next().unwrap();
    if !need.path.contains('/') {
        return match name {
            _ if PLANTED.contains(&name) => Resolved::Workspace { path: format!("{ROOT}/bin/{name}") },
            "sneaky" => Resolved::System { path: "/usr/bin/bash".to_owned() },
            "nowhere" => Resolved::Missing,
            _ => Resolved::System { path: format!("/usr/bin/{name}") },
        };
    }
    let path = real(need);
    let system = ["/usr/bin/", "/bin/", "/usr/sbin/"].iter().any(|folder| path.starts_with(folder));
    let inside = path.strip_prefix(ROOT).and_then(|rest| rest.strip_prefix('/'));
    match inside.map(|inside| inside.strip_prefix("node_modules/.bin/")) {
        Some(Some(local)) if !LOCAL.contains(&local) => Resolved::Missing,
        Some(_) => Resolved::Workspace { path },
        None if system => Resolved::System { path },
        None => Resolved::Elsewhere { path },
    }
}

/// The absolute path without links. A pattern matches one name, which has an `x` for each star.
fn real(need: &Need) -> String {
    let path = need.path.replace('*', "x").replace(['?', '\\'], "");
    let from = |path: &str, base: &str| match path.strip_prefix('~') {
        Some(rest) => format!("{HOME}{rest}"),
        None if path.starts_with('/') => path.to_owned(),
        None => format!("{base}/{path}"),
    };
    let whole = from(&path, &from(&need.folder, ROOT));
    let mut names: Vec<String> = Vec::new();
    for name in whole.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            _ => names.push(name.to_owned()),
        }
        let here = format!("/{}", names.join("/"));
        if let Some((_, to)) = LINKS.iter().find(|(link, _)| here == format!("{ROOT}/{link}")) {
            names = to.split('/').skip(1).map(str::to_owned).collect();
        }
    }
    format!("/{}", names.join("/"))
}

fn target(path: &str) -> Target {
    let below =
        |folder: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
    match path {
        "/" => Target::FileSystemRoot,
        ROOT => Target::Root,
        HOME => Target::Home,
        "/home" => Target::AboveRoot(path.to_owned()),
        _ => {
            let inside = below(ROOT).map(Target::Inside);
            let home = || below(HOME).map(Target::InHome);
            let temp = || below("/tmp").map(|_| Target::Temp(path.to_owned()));
            let device = || below("/dev").map(|_| Target::Device(path.to_owned()));
            inside
                .or_else(home)
                .or_else(temp)
                .or_else(device)
                .unwrap_or_else(|| Target::Outside(path.to_owned()))
        }
    }
}
