//! A private PostgreSQL cluster for this run of the tests: in a temporary folder, reached only
//! through a socket in it, stopped and removed when the test process ends, however it ends.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// The shell waits for the end of its input, which is the end of the test process.
const KEEPER: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=400 \
    -c shared_buffers=64MB >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server 2>/dev/null
wait $server
rm -rf "$2"
"#;

struct Cluster {
    folder: PathBuf,
    _keeper: Mutex<Child>,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// The address of a database that no other test has; `name` tells it apart.
pub fn database(name: &str) -> String {
    let cluster = CLUSTER.get_or_init(start);
    let create = Command::new(programs().join("psql"))
        .args(["-q", "-h"])
        .arg(&cluster.folder)
        .args(["-U", "tests", "-d", "postgres", "-c"])
        .arg(format!("CREATE DATABASE {name}"))
        .output()
        .expect("psql starts");
    assert!(create.status.success(), "{}", String::from_utf8_lossy(&create.stderr));
    format!("postgres:///{name}?host={}&user=tests", cluster.folder.display())
}

fn start() -> Cluster {
    let folder = tempfile::Builder::new().prefix("pg").tempdir().expect("a folder").keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("ours");
    let user = user();
    if let Some(id) = user {
        chown(&folder, Some(id), Some(id)).expect("given to the server's user");
    }
    let initdb = as_user(Command::new(programs().join("initdb")), user)
        .args(["--no-sync", "-A", "trust", "-U", "tests", "-E", "UTF8", "--locale=C.UTF-8", "-D"])
        .arg(folder.join("data"))
        .current_dir(&folder)
        .output()
        .expect("initdb starts");
    assert!(initdb.status.success(), "{}", String::from_utf8_lossy(&initdb.stderr));
    let keeper = as_user(Command::new("sh"), user)
        .args(["-c", KEEPER, "sh"])
        .arg(programs())
        .arg(&folder)
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A signal to the test's process group must not reach the server before its keeper.
        .process_group(0)
        .spawn()
        .expect("the server starts");
    wait_for(&folder);
    Cluster { folder, _keeper: Mutex::new(keeper) }
}

#[expect(clippy::disallowed_methods, reason = "no executor runs yet while the server starts")]
fn wait_for(folder: &Path) {
    for _ in 0..600 {
        let ready = Command::new(programs().join("pg_isready"))
            .args(["-q", "-d", "postgres", "-h"])
            .arg(folder)
            .status();
        if ready.is_ok_and(|status| status.success()) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    panic!("PostgreSQL did not start: {log}");
}

/// PostgreSQL refuses to run as root; then it runs as `nobody`.
fn user() -> Option<u32> {
    let id = Command::new("id").arg("-u").output().expect("id starts").stdout;
    (id.trim_ascii() == b"0").then_some(65534)
}

fn as_user(mut command: Command, user: Option<u32>) -> Command {
    if let Some(id) = user {
        command.uid(id).gid(id);
    }
    command
}

/// The newest PostgreSQL of the machine, or the one that `ALURSURAT_PG_BIN` names.
fn programs() -> PathBuf {
    if let Some(folder) = std::env::var_os("ALURSURAT_PG_BIN") {
        return folder.into();
    }
    let found = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = found.map(|entry| entry.path().join("bin")).filter(|bin| bin.is_dir()).max();
    newest.expect("the tests need PostgreSQL 15 or newer: apt-get install postgresql")
}
