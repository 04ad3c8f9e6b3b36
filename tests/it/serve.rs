//! `alursurat serve` as an office runs it: from empty folders to a page, encrypted, and to its end.

mod encrypted;
mod process;

use std::path::Path;
use std::sync::Arc;

use alursurat::cli::{Cli, run};
use alursurat::origin::SystemClock;
use clap::Parser as _;

use process::Server;

/// A first sheet sets nothing: nobody is there yet who could.
const OFFICES: &str = "code,letter_code
35.74,425
35.74.03,425.503
35.74.03.1004,425.503.4
35.74.03.1004.005,
35.74.03.1004.005.001-012,
";

/// A folder with settings, offices and people, as a new administrator has it after an hour.
fn installed(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let publish = format!(
        "listen = \"127.0.0.1:0\"\n{settings}\n[publish]\nworkflows = {:?}\ntemplates = {:?}\ncalendars = {:?}\n",
        root.join("workflows"),
        root.join("letter-templates"),
        root.join("calendars"),
    );
    std::fs::write(folder.path().join("alursurat.toml"), publish).unwrap();
    let data = folder.path().join("data").display().to_string();
    let offices = folder.path().join("offices.csv");
    std::fs::write(&offices, OFFICES).unwrap();
    let examples = root.join("docs/examples");
    for (what, sheet) in [
        ("area", examples.join("areas.csv")),
        ("office", offices),
        ("person", examples.join("people.csv")),
    ] {
        let sheet = sheet.display().to_string();
        let (status, told) = command(&[what, "import", &sheet, "--data", &data]);
        assert_eq!(status, 0, "{told}");
    }
    folder
}

/// One command in this process: its status and what it tells.
fn command(words: &[&str]) -> (u8, String) {
    let cli = Cli::try_parse_from([&["alursurat"], words].concat()).unwrap();
    let mut told = Vec::new();
    let status = run(&cli, &mut told, Arc::new(SystemClock)).unwrap();
    (status, String::from_utf8(told).unwrap())
}

fn config(folder: &tempfile::TempDir) -> String {
    folder.path().join("alursurat.toml").display().to_string()
}

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="18" fill="#fff"/></svg>"##;
const PUBLISH: [&str; 5] =
    ["--publish", "--by", "198503032010011011", "--reason", "Perwali 9/2026"];

#[test]
fn an_office_publishes_invites_and_lets_its_people_in() {
    let folder = installed("[look]\nname = \"Surat Kota Contoh\"\nlogo = \"logo.svg\"\n");
    std::fs::write(folder.path().join("logo.svg"), LOGO).unwrap();
    let (status, told) =
        command(&["person", "invite", "199002212015032001", "--config", &config(&folder)]);
    assert_eq!(status, 0, "{told}");
    assert!(told.contains("lets Dewi Anggraini, A.Md. in until "), "{told}");
    let link = told.lines().next().unwrap().split_once("/masuk/").unwrap().1.to_owned();

    let server = Server::start(folder.path(), &PUBLISH);
    assert!(server.told.iter().any(|line| line.contains("Published by Arif Kurniawan")));
    let home = server.get("/", "");
    assert!(home.starts_with("HTTP/1.1 200") && home.contains("Surat Kota Contoh</a>"), "{home}");
    assert!(!home.contains("strict-transport-security") && !home.contains("peragaan"), "{home}");
    let logo = home.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap();
    let logo = server.get(logo, "Accept-Encoding: gzip\r\n");
    for words in ["image/svg+xml", "content-encoding: gzip", "max-age=31536000, immutable"] {
        assert!(logo.contains(words), "{logo}");
    }
    let entered = server.get(&format!("/masuk/{link}"), "");
    assert!(entered.contains("location: /antrean"), "{entered}");
    let cookie = entered.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap();
    let queue = server.get("/antrean", &format!("Cookie: {cookie}\r\n"));
    assert!(queue.contains("Dewi Anggraini") && queue.starts_with("HTTP/1.1 200"), "{queue}");

    // Whoever comes second is told who is there, and the first goes on.
    let second = process::program(folder.path(), &[]).output().unwrap();
    let told = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{told}");
    assert!(told.contains(&format!("process {}", server.id())), "{told}");
    assert!(server.get("/sehat", "").contains("sehat"));
    let (code, told) = server.end("TERM");
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("all that was accepted is stored"), "{told}");
}

#[test]
fn what_cannot_be_published_is_not_served() {
    let folder = installed("");
    let mut program = process::program(folder.path(), &PUBLISH);
    program.env("ALURSURAT_PUBLISH_TEMPLATES", folder.path());
    let ended = program.output().unwrap();
    let told = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.contains("Nothing is published.") && !told.contains("Serving"), "{told}");
}

#[test]
fn whoever_is_being_served_gets_an_answer_after_the_service_is_told_to_stop() {
    let folder = installed("");
    let server = Server::start(folder.path(), &[]);
    let body = "--x\r\nContent-Disposition: form-data; name=\"berkas\"; filename=\"a.pdf\"\r\n\r\n\
                tidak ada\r\n--x--\r\n";
    let head = format!(
        "POST /v HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Type: \
         multipart/form-data; boundary=x\r\nContent-Length: {1}\r\nExpect: 100-continue\r\n\r\n",
        server.address,
        body.len()
    );
    let (half, rest) = body.split_at(40);
    let mut slow = server.open();
    slow.send(&head);
    // So says whoever begins to read what is sent.
    assert!(slow.line().starts_with("HTTP/1.1 100"), "it waits for the rest");
    slow.send(half);
    server.signal("TERM");
    server.until_closed();
    slow.send(rest);
    let answer = slow.rest();
    assert!(answer.contains("\nHTTP/1.1 ") && answer.contains("</html>"), "{answer}");
    let (code, told) = server.end("CONT");
    assert_eq!(code, Some(0), "{told}");
}
