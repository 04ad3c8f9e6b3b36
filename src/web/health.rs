//! Two answers for machines: that the house is open, and what robots may read.

/// `GET /sehat`: the process answers.
pub(super) async fn health() -> &'static str {
    "sehat\n"
}

/// `GET /robots.txt`: the front page and the check page may be found, nothing else.
pub(super) async fn robots() -> &'static str {
    "User-agent: *\nAllow: /$\nAllow: /v$\nDisallow: /\n"
}
