use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::{TlsAcceptor, rustls};

/// A proxy as companies have them: whatever host is asked for over HTTPS, it answers in the name of that host, with
/// certificates of its own authority, and passes what was asked on to a server on loopback. It runs until this is dropped.
pub struct Proxy {
    port: u16,
    authority: Arc<CertifiedIssuer<'static, KeyPair>>,
    hosts: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<()>,
}

impl Proxy {
    /// Listens on 127.0.0.1 and passes on to `port` there.
    ///
    /// # Errors
    /// It cannot listen, or no key can be made.
    pub async fn start(port: u16) -> Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = Arc::new(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let own = listener.local_addr()?.port();
        let hosts = Arc::<Mutex<Vec<String>>>::default();
        let (issuer, seen) = (Arc::clone(&authority), Arc::clone(&hosts));
        let server = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (issuer, seen) = (Arc::clone(&issuer), Arc::clone(&seen));
                // A client that trusts nobody here hangs up: that is its answer.
                connections.spawn(async move { serve(client, port, &issuer, &seen).await.ok() });
            }
        });
        Ok(Self { port: own, authority, hosts, server })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The certificate of its authority, in PEM.
    pub fn authority(&self) -> String {
        self.authority.pem()
    }

    /// `HOST:PORT`, as it was asked for, in order.
    pub fn hosts(&self) -> Vec<String> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(
    mut client: TcpStream,
    port: u16,
    authority: &CertifiedIssuer<'static, KeyPair>,
    seen: &Mutex<Vec<String>>,
) -> Result<()> {
    let target = connect(&mut client).await?;
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(target.clone());
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    let (host, _) = target.rsplit_once(':').context("no port")?;
    let mut secured = acceptor(host, authority)?.accept(client).await?;
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    copy_bidirectional(&mut secured, &mut server).await?;
    Ok(())
}

/// Reads `CONNECT HOST:PORT` and what belongs to it. Nothing follows before it is answered.
async fn connect(client: &mut TcpStream) -> Result<String> {
    let mut lines = BufReader::new(client).lines();
    let first = lines.next_line().await?.context("nothing was asked")?;
    while lines.next_line().await?.is_some_and(|line| !line.is_empty()) {}
    let mut words = first.split(' ');
    match (words.next(), words.next()) {
        (Some("CONNECT"), Some(target)) => Ok(target.to_owned()),
        _ => Err(io::Error::other(format!("not CONNECT: {first}")).into()),
    }
}

fn acceptor(host: &str, authority: &CertifiedIssuer<'static, KeyPair>) -> Result<TlsAcceptor> {
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new([host.to_owned()])?.signed_by(&key, authority)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.into())?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
