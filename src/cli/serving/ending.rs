//! How a process is told to end, and to look at its files again.

use tokio::sync::watch;

/// Ctrl-C, or SIGTERM from a service manager.
pub async fn told_to_end() {
    let interrupt = async { tokio::signal::ctrl_c().await.is_ok() };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await.is_some(),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<bool>();
    tokio::select! {
        _ = interrupt => {}
        _ = terminate => {}
    }
}

/// Counts up at each SIGHUP, for whoever has files that may have changed.
pub fn told_to_look_again() -> watch::Receiver<u64> {
    let (count, counted) = watch::channel(0);
    #[cfg(unix)]
    tokio::spawn(async move {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
        while hangup.recv().await.is_some() {
            count.send_modify(|count| *count += 1);
        }
    });
    counted
}
