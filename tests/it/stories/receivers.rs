//! A mail server and a gateway of the test's own: they answer as they are told, and keep what they get.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What came in, one text for each message.
#[derive(Clone, Default)]
pub struct Got(Arc<Mutex<Vec<String>>>);

impl Got {
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn keep(&self, text: String) {
        self.0.lock().unwrap().push(text);
    }
}

/// An answer of the gateway: status line and headers, body. None is silence.
pub type Answer = Option<(&'static str, &'static str)>;

/// A gateway that gives these answers one after the other, and the last one for ever; its address.
pub async fn gateway(answers: &[Answer]) -> (String, Got) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1/messages", listener.local_addr().unwrap());
    let (got, answers) = (Got::default(), Arc::new(Mutex::new(VecDeque::from(answers.to_vec()))));
    let kept = got.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = {
                let mut answers = answers.lock().unwrap();
                if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0] }
            };
            tokio::spawn(exchange(stream, answer, kept.clone()));
        }
    });
    (address, got)
}

async fn exchange(stream: TcpStream, answer: Answer, got: Got) {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(text) = line.to_lowercase().strip_prefix("content-length:") {
            length = text.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    got.keep(format!("{head}\n{}", String::from_utf8(body).unwrap()));
    let Some((head, body)) = answer else {
        // Silence, until the other side gives up.
        let _ = stream.read_u8().await;
        return;
    };
    let length = body.len();
    let text = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// A mail server that answers so to a recipient; its port.
pub async fn mail_server(recipient: &'static str) -> (u16, Got) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let got = Got::default();
    let kept = got.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(smtp(stream, recipient, kept.clone()));
        }
    });
    (port, got)
}

async fn smtp(stream: TcpStream, recipient: &str, got: Got) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 surat.example ESMTP\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let word = line.get(..4).unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            "RCPT" => recipient,
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        if word == "DATA" {
            let mut mail = String::new();
            while !mail.ends_with("\r\n.\r\n") {
                if stream.read_line(&mut mail).await.ok()? == 0 {
                    return None;
                }
            }
            got.keep(mail);
            stream.write_all(b"250 taken\r\n").await.ok()?;
        }
    }
}
