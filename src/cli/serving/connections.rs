//! From a listening socket to the pages, and its end: nobody who is being served is cut off before
//! the time of grace is over.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

use super::ending::told_to_end;
use super::tls::Tls;
use crate::web::Peer;

/// So long whoever connects may take to agree on encryption, and to say what they want; so long a
/// connection may be idle, too.
const PATIENCE: Duration = Duration::from_secs(30);
/// After a connection could not be taken (too many open files) it is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves the pages until the process is told to end; then takes no new connection, and gives those
/// that are being served the time of `grace`, or until they are told to end a second time.
pub async fn serve(listener: TcpListener, tls: Option<Tls>, pages: Router, grace: Duration) {
    let open = GracefulShutdown::new();
    let begin = |(stream, from): (TcpStream, SocketAddr)| {
        let one = Connection { from, pages: pages.clone(), watcher: open.watcher() };
        tokio::spawn(one.begin(stream, tls.clone()));
    };
    let told = told_to_end();
    tokio::pin!(told);
    loop {
        tokio::select! {
            () = &mut told => break,
            taken = listener.accept() => match taken {
                Ok(connection) => begin(connection),
                Err(error) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(PAUSE).await;
                }
            },
        }
    }
    // Whoever had come before the end is served, too.
    while let Ok(Ok(connection)) = tokio::time::timeout(Duration::ZERO, listener.accept()).await {
        begin(connection);
    }
    drop(listener);
    tracing::info!("no new connections; those being served end");
    tokio::select! {
        () = open.shutdown() => {}
        () = tokio::time::sleep(grace) => tracing::warn!("some were still being served"),
        () = told_to_end() => tracing::warn!("told to end at once"),
    }
}

/// One connection, from its first byte on.
struct Connection {
    from: SocketAddr,
    pages: Router,
    watcher: Watcher,
}

impl Connection {
    async fn begin(self, stream: TcpStream, tls: Option<Tls>) {
        // An answer is written whole: nothing is gained by waiting for more of it.
        let _ = stream.set_nodelay(true);
        let Some(tls) = tls else { return self.speak(stream, false).await };
        match tokio::time::timeout(PATIENCE, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.speak(stream, true).await,
            Ok(Err(error)) => tracing::debug!(%error, "no encryption was agreed on"),
            Err(_) => tracing::debug!("no encryption was agreed on in time"),
        }
    }

    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static, tls: bool) {
        let peer = Peer { address: self.from.ip(), tls };
        let pages = TowerToHyperService::new(self.pages);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            pages.call(request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
        let served = http.serve_connection(TokioIo::new(stream), service);
        if let Err(error) = self.watcher.watch(served).await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
