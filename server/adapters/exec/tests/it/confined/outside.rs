//! How far a confined command reaches beyond files: the network, local services, other processes, rights.

use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};

use super::{World, check, mechanisms};
use crate::{finished, script};

/// Connects as often as it can; says `reached` if anybody answers.
fn reaching(tcp: u16, udp: u16) -> String {
    format!(
        "for i in 1 2; do (exec 3<> /dev/tcp/127.0.0.1/{tcp} && echo reached) 2> /dev/null; \
         (echo ping > /dev/udp/127.0.0.1/{udp}) 2> /dev/null; done; \
         python3 -c 'import socket; print(\"reached\", socket.getaddrinfo(\"example.com\", 80))' 2> /dev/null; \
         python3 -c 'import socket; s = socket.socket(socket.AF_VSOCK); print(\"reached\")' 2> /dev/null; \
         python3 -c 'import socket; s = socket.socket(socket.AF_PACKET); print(\"reached\")' 2> /dev/null; :"
    )
}

#[tokio::test]
async fn the_network_is_reached_only_if_granted() {
    for by in mechanisms().await {
        let world = World::new();
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        udp.set_nonblocking(true).unwrap();
        let text = reaching(tcp.local_addr().unwrap().port(), udp.local_addr().unwrap().port());
        assert_eq!(world.run(&by, &text).await.output, "", "{by:?}");
        assert!(udp.recv(&mut [0; 9]).is_err(), "{by:?}");
        let mut command = world.command(&by, &text);
        command.confinement.as_mut().unwrap().network = true;
        let output = finished(command).await.output;
        assert!(output.starts_with("reached\nreached\n"), "{by:?}: {output}");
        assert!(udp.recv(&mut [0; 9]).is_ok(), "{by:?}");
    }
}

/// Behind a local socket sits a service that does what it is asked: a container service, a session bus.
#[tokio::test]
async fn local_sockets_do_not_lead_out() {
    for by in mechanisms().await {
        let world = World::new();
        let folder = tempfile::tempdir_in("/run").or_else(|_| tempfile::tempdir()).unwrap();
        let socket = folder.path().join("socket");
        let _service = UnixListener::bind(&socket).unwrap();
        let name = format!("kiro-exec-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let _hidden = UnixListener::bind_addr(&address).unwrap();
        let text = format!(
            "python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"{}\"); print(\"reached\")'; \
             python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"\\0{}\"); print(\"reached\")'",
            socket.display(),
            name
        );
        for network in [false, true] {
            let mut command = world.command(&by, &text);
            command.confinement.as_mut().unwrap().network = network;
            let output = finished(command).await.output;
            assert!(!output.contains("reached\n"), "{by:?}, network {network}: {output}");
        }
        assert!(finished(script(&text)).await.output.contains("reached\nreached\n"), "without confinement");
    }
}

#[tokio::test]
async fn it_cannot_get_at_other_processes() {
    for by in mechanisms().await {
        let world = World::new();
        let mut other =
            std::process::Command::new("sleep").arg("60").env("CANARY", "canary").spawn().unwrap();
        let (other_id, ours) = (other.id(), std::process::id());
        let text = format!(
            "for p in {other_id} {ours} $PPID; do cat /proc/$p/environ | tr '\\0' ' '; ls /proc/$p/fd /proc/$p/cwd/; done; \
             kill -9 {other_id}; python3 -c 'import os; os.kill({other_id}, 9)'; \
             gdb -p {other_id} -batch; strace -p {other_id} -c & sleep 0.1"
        );
        let finished = world.run(&by, &text).await;
        assert!(!finished.output.contains("canary"), "{by:?}: {finished:?}");
        assert!(!finished.output.contains("CARGO_MANIFEST"), "{by:?}: {finished:?}");
        assert_eq!(other.try_wait().unwrap(), None, "{by:?}: it was killed: {finished:?}");
        other.kill().unwrap();
        other.wait().unwrap();
    }
}

#[tokio::test]
async fn it_has_no_rights_and_gets_none() {
    check(&[
        ("grep -E '^Cap(Prm|Eff|Amb)' /proc/self/status | cut -f 2 | sort -u", "0000000000000000\n"),
        ("grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\n'", "NoNewPrivs:\t1Seccomp:\t2"),
        ("unshare -U true 2> /dev/null || echo refused", "refused\n"),
        ("unshare -n true 2> /dev/null || echo refused", "refused\n"),
        ("mount -t tmpfs none . 2> /dev/null || echo refused", "refused\n"),
        ("mknod null c 1 3 2> /dev/null || echo refused", "refused\n"),
        ("chown 12345 file 2> /dev/null || echo refused", "refused\n"),
        (
            "cp /bin/sh sh; chmod u+s sh; ./sh -c 'mount -t tmpfs none . 2> /dev/null || echo refused'",
            "refused\n",
        ),
    ])
    .await;
}
