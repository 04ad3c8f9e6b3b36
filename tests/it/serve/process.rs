//! The program as a process of its own, and its connections.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// So often something is looked at again, and so long between two looks, until it is given up.
const LOOKS: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// `alursurat serve` in a folder.
pub fn program(folder: &Path, words: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_alursurat"));
    program.current_dir(folder).arg("serve").args(words).stdin(Stdio::null());
    program
}

/// A server that serves.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it told until it served.
    pub told: Vec<String>,
    /// Its address: `127.0.0.1:4711`.
    pub address: String,
}

impl Server {
    pub fn start(folder: &Path, words: &[&str]) -> Self {
        let mut program = program(folder, words);
        let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, out, told: Vec::new(), address: String::new() };
        while server.address.is_empty() {
            let mut line = String::new();
            assert_ne!(server.out.read_line(&mut line).unwrap(), 0, "ended: {:?}", server.told);
            if let Some((_, rest)) = line.strip_prefix("Serving ").and_then(|l| l.split_once("://"))
            {
                rest.split(' ').next().unwrap().clone_into(&mut server.address);
            }
            server.told.push(line);
        }
        server
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A connection.
    pub fn open(&self) -> Connection<TcpStream> {
        Connection(TcpStream::connect(&self.address).unwrap())
    }

    /// The whole answer to a GET.
    pub fn get(&self, path: &str, headers: &str) -> String {
        self.open().get(&self.address, path, headers)
    }

    pub fn signal(&self, name: &str) {
        let sent = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &sent]).status().unwrap().success());
    }

    /// Waits until no new connection is taken.
    pub fn until_closed(&self) {
        until("no connection is taken", || TcpStream::connect(&self.address).is_err());
    }

    /// Its exit status after a signal, and what it told last.
    pub fn end(mut self, signal: &str) -> (Option<i32>, String) {
        // It may have ended by itself.
        if self.child.try_wait().unwrap().is_none() {
            self.signal(signal);
        }
        let mut told = String::new();
        self.out.read_to_string(&mut told).unwrap();
        (self.child.wait().unwrap().code(), told)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again until something is so.
#[expect(clippy::disallowed_methods, reason = "no executor runs here")]
pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    for _ in 0..LOOKS {
        if so() {
            return;
        }
        std::thread::sleep(PAUSE);
    }
    panic!("it never came about that {what}");
}

/// One connection, encrypted or not.
pub struct Connection<S>(pub S);

impl<S: Read + Write> Connection<S> {
    pub fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
        self.0.flush().unwrap();
    }

    /// The next line.
    pub fn line(&mut self) -> String {
        let mut line = Vec::new();
        let mut byte = [0];
        while line.last() != Some(&b'\n') && self.0.read(&mut byte).unwrap() == 1 {
            line.push(byte[0]);
        }
        String::from_utf8(line).unwrap()
    }

    /// All that comes until the other side closes.
    pub fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        // A peer that closes a TLS connection without a farewell has still said all.
        let _ = self.0.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn get(mut self, host: &str, path: &str, headers: &str) -> String {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        ));
        self.rest()
    }
}
