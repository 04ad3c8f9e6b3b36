//! What every process that serves pages does: take connections, let time act, end in order.

mod connections;
mod ending;
mod tls;

use std::time::Duration;

use tokio::net::TcpListener;

use crate::desk::Desk;
use crate::web::{WebSettings, router};

pub use ending::told_to_look_again;
pub use tls::{Tls, TlsFiles};

/// How often the desk looks for deadlines that have passed.
const TICK: Duration = Duration::from_secs(30);

/// Pages over a desk.
pub struct Serving {
    /// The desk; whoever gave it closes it afterwards.
    pub desk: Desk,
    /// The socket.
    pub listener: TcpListener,
    /// Encryption, where no proxy does it.
    pub tls: Option<Tls>,
    /// Settings of the pages.
    pub web: WebSettings,
    /// So long whoever is being served may take when the process is told to end.
    pub grace: Duration,
}

impl Serving {
    /// Serves until the process is told to end (Ctrl-C or SIGTERM) and those being served are.
    pub async fn until_told(self) {
        let ticker = tokio::spawn(let_time_act(self.desk.clone()));
        let follower = self.tls.clone().map(|tls| tokio::spawn(tls.follow(told_to_look_again())));
        let pages = router(self.desk, self.web);
        connections::serve(self.listener, self.tls, pages, self.grace).await;
        ticker.abort();
        if let Some(follower) = follower {
            follower.abort();
        }
    }
}

async fn let_time_act(desk: Desk) {
    loop {
        if let Err(error) = desk.tick().await {
            tracing::warn!(%error, "deadlines were not looked at");
        }
        tokio::time::sleep(TICK).await;
    }
}
