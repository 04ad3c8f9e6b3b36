//! The reference engine in Python, a process that answers each walk with one line.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use serde_json::Value as Json;

const INSTALL: &str = "the walks need Python 3 with PyYAML: apt-get install python3 python3-yaml, or name a Python that has it in PYTHON";

/// A walk as our engine went it.
pub struct Ours {
    pub seed: u64,
    pub setup: Json,
    pub told: Vec<String>,
}

/// A running reference, and the thread that compares its answers with ours.
pub struct Reference {
    process: Child,
    input: ChildStdin,
    sent: SyncSender<Ours>,
    judge: JoinHandle<Result<u64, String>>,
}

impl Reference {
    pub fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/replay.py");
        let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
        let mut process = Command::new(&python)
            .arg(script)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; {INSTALL}", python.display()));
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (sent, received) = sync_channel(256);
        let judge = std::thread::spawn(move || judge(output, &received));
        Self { process, input, sent, judge }
    }

    /// Sends a walk; `false` when the reference has stopped listening.
    pub fn send(&mut self, ours: Ours) -> bool {
        let line = format!("{}\n", ours.setup);
        self.input.write_all(line.as_bytes()).is_ok() && self.sent.send(ours).is_ok()
    }

    /// How many commands both engines answered alike.
    pub fn finish(mut self) -> Result<u64, String> {
        drop(self.input);
        drop(self.sent);
        let judged = self.judge.join().unwrap();
        let status = self.process.wait().unwrap();
        match judged {
            Ok(_) if !status.success() => Err(format!("replay.py ended with {status}; {INSTALL}")),
            judged => judged,
        }
    }
}

fn judge(output: impl BufRead, received: &Receiver<Ours>) -> Result<u64, String> {
    let mut lines = output.lines();
    let mut commands = 0;
    for ours in received {
        let line = lines.next().ok_or_else(|| format!("replay.py fell silent; {INSTALL}"))?;
        let line = line.map_err(|error| error.to_string())?;
        let theirs: Vec<String> = serde_json::from_str(&line).map_err(|e| e.to_string())?;
        if let Some(at) = (0..ours.told.len()).find(|at| ours.told.get(*at) != theirs.get(*at)) {
            let before = at.checked_sub(1).map_or("draft", |before| &ours.told[before]);
            return Err(format!(
                "walk {} command {at}\n  {}\nbefore: {before}\nours:   {}\ntheirs: {}\nsetup: {}",
                ours.seed,
                ours.setup["commands"][at],
                ours.told[at],
                theirs.get(at).map_or("nothing", |told| told),
                ours.setup["seats"],
            ));
        }
        commands += ours.told.len() as u64;
    }
    Ok(commands)
}
