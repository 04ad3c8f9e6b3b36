//! The story: a complaint that an agency answers, a birth letter from the form through RT, RW and
//! kelurahan to the signed PDF, a late one that the camat signs too, and others in brief. Every step goes through the desk, as it does from the pages.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use anyhow::{Context as _, bail};
use jiff::ToSpan as _;
use zeroize::Zeroizing;

use super::keys::{PASSPHRASE, PIN, export_root};
use super::{Demo, setup};
use crate::calendar::Zone;
use crate::desk::{Decide, DeskError, Linked, Seen, SignBatch, SignResult, Submit, Who};
use crate::origin::{Code, PersonId};
use crate::service::Catalogue;
use crate::signature::{Trust, Verdict, verify};
use crate::workflow::{
    ActionId, FieldId, Parts, PersonPart, Proof, Purpose, ServiceId, StepId, Value,
};

/// Names of the children, one for each run.
const CHILDREN: [(&str, &str); 6] = [
    ("Alya Kirana Putri", "P"),
    ("Bagas Pratama", "L"),
    ("Citra Maheswari", "P"),
    ("Dimas Anugerah", "L"),
    ("Elok Larasati", "P"),
    ("Fajar Ramadhan", "L"),
];

impl Demo<'_> {
    /// Tells the story, and leaves the letters in the folder for them.
    pub(super) async fn tell(
        &self,
        out: &mut dyn Write,
        catalogue: &Catalogue,
    ) -> anyhow::Result<()> {
        let data = self.args.data.display();
        writeln!(
            out,
            "AlurSurat, demo: Kelurahan Jati, Kota Probolinggo. Semua orang di sini rekaan."
        )?;
        writeln!(out, "Data disimpan di {data}.\n")?;
        export_root(self.desk.keys(), &self.args.out)?;
        writeln!(out, "Pengaduan: jalan di depan rumah berlubang.")?;
        self.complaint(out).await?;
        writeln!(out, "\nSurat pertama: bayi berumur dua belas hari, lahir di rumah sakit.")?;
        self.letter(out, 12, &["lurah"]).await?;
        writeln!(out, "\nSurat kedua: dilaporkan hari ke-75, jadi camat ikut menandatangani.")?;
        self.letter(out, 75, &["lurah", "camat"]).await?;
        self.others(out, catalogue).await?;
        // Those who acted for others have signed under roots of their own.
        export_root(self.desk.keys(), &self.args.out)?;
        self.deliver().await?;
        let messages = self.messages();
        let root = self.args.out.join("demo-root.pem");
        writeln!(out, "\nSertifikat akar untuk memeriksa tanda tangan: {}", root.display())?;
        writeln!(
            out,
            "Pesan untuk warga dan petugas, tidak dikirim ke siapa pun: {}",
            messages.display()
        )?;
        Ok(())
    }

    async fn letter(
        &self,
        out: &mut dyn Write,
        days_ago: i32,
        signers: &[&str],
    ) -> anyhow::Result<()> {
        let ticket = self.file(out, days_ago).await?;
        for (key, seat) in [("rt", "Ketua RT 003"), ("rw", "Ketua RW 005")] {
            self.approve_by_link(key, &ticket).await?;
            let name = self.name(key)?;
            writeln!(out, "  {seat}, {name}, membuka tautan di ponselnya dan menyetujui.")?;
        }
        self.approve_at_desk("petugas", &ticket).await?;
        writeln!(
            out,
            "  {}, petugas kelurahan, memeriksa berkas dan menyetujui.",
            self.name("petugas")?
        )?;
        for signer in signers {
            let number = self.sign(signer, &ticket).await?;
            let name = self.name(signer)?;
            writeln!(out, "  {name} mengetik frasa sandi satu kali dan menandatangani {number}.")?;
        }
        self.collect(out, &ticket).await
    }

    /// The resident files the request.
    async fn file(&self, out: &mut dyn Write, days_ago: i32) -> anyhow::Result<Code> {
        let who = self.who("warga", Proof::Click)?;
        let before = self.store.count_cases().await?;
        let mut tried = 0;
        let today = Zone::Wib.date(self.clock.now());
        let paper =
            self.desk.upload(&who, "contoh.png", include_bytes!("paper.png").to_vec()).await?;
        let form = self.desk.form(&who, "birth", Some(Purpose::New), &BTreeMap::new()).await?;
        let prefilled = form.fields.into_iter();
        let mut answers: BTreeMap<FieldId, Value> =
            prefilled.filter_map(|(field, value)| Some((field.id, value?))).collect();
        let text = |text: &str| Value::Text(text.into());
        let choice = |key: &str| Value::Choice(key.into());
        let files = || Value::File(vec![paper.clone()]);
        let given = [
            ("birth_date", Value::Date(today.checked_sub(days_ago.days())?)),
            ("birth_time", Value::Time(jiff::civil::time(4, 35, 0, 0))),
            ("birth_place", text("Probolinggo")),
            ("child_order", Value::Number(2)),
            ("weight", Value::Number(3150)),
            ("place_kind", choice("hospital")),
            ("helper", choice("doctor")),
            ("mother", Value::Person(self.parent("warga", "Wiraswasta")?)),
            ("father", Value::Person(father())),
            ("relation", choice("parent")),
            ("birth_note", files()),
            ("marriage", files()),
            ("family_card", files()),
        ];
        answers.extend(given.map(|(field, value)| (FieldId::from(field), value)));
        let mut next = CHILDREN.iter().cycle().skip(usize::try_from(before)? % CHILDREN.len());
        // A run that was cut off may have left a request for the same child, which still waits.
        let (child, receipt) = loop {
            let (child, sex) = next.next().context("no child")?;
            answers.insert("child_name".into(), text(child));
            answers.insert("sex".into(), choice(sex));
            let submit = Submit {
                service: ServiceId::from("birth"),
                purpose: Purpose::New,
                answers: answers.clone(),
                again: None,
                earlier: None,
                key: self.desk.key(),
            };
            tried += 1;
            match self.desk.submit(&who, submit).await {
                Err(DeskError::Invalid(problems))
                    if tried < CHILDREN.len()
                        && problems.iter().all(|p| p.path == "child_name") => {}
                done => break (child, done.context("permohonan peragaan tidak diterima")?),
            }
        };
        writeln!(
            out,
            "  {} mengajukan Surat Keterangan Kelahiran untuk {child}. Nomor permohonan {}.",
            who.name,
            receipt.ticket.grouped()
        )?;
        Ok(receipt.ticket)
    }

    /// The RT or RW head opens the link of the request that waits, looks, and approves.
    pub(super) async fn approve_by_link(&self, key: &str, ticket: &Code) -> anyhow::Result<()> {
        let account = self.who(key, Proof::Click)?;
        for message in self.desk.messages(&account).await? {
            let path = message.path.as_deref();
            let Some(token) = path.and_then(|path| path.strip_prefix("/t/")) else { continue };
            let opened = match self.desk.by_link(token, "").await {
                Err(DeskError::Pin(_)) => {
                    let here = ("Peragaan", setup::HERE);
                    let kept = self.desk.try_pin(token, PIN, here).await?;
                    self.desk.by_link(token, &kept).await
                }
                other => other,
            };
            let (who, Linked::Waiting(file)) = opened? else { continue };
            if let Some((step, _)) = file.step
                && file.ticket == *ticket
            {
                return self.approve(&who, file.seen, step).await;
            }
        }
        bail!("{key} tidak mendapat tautan ke permohonan yang menunggu")
    }

    async fn approve_at_desk(&self, key: &str, ticket: &Code) -> anyhow::Result<()> {
        let who = self.who(key, Proof::Click)?;
        let (seen, step) = self.waiting(&who, ticket).await?;
        self.desk.open(&who, seen.case).await?;
        self.approve(&who, seen, step).await
    }

    async fn approve(&self, who: &Who, seen: Seen, step: StepId) -> anyhow::Result<()> {
        let decide = Decide::new(seen, step, ActionId::from("approve"), self.desk.key());
        Ok(self.desk.decide(who, decide).await?)
    }

    /// The signer signs what waits for them; the letter's number.
    async fn sign(&self, key: &str, ticket: &Code) -> anyhow::Result<String> {
        let who = self.who(key, Proof::Click)?;
        let (seen, _) = self.waiting(&who, ticket).await?;
        let batch = SignBatch {
            cases: vec![seen],
            fills: BTreeMap::new(),
            passphrase: Zeroizing::new(PASSPHRASE.to_owned()),
            key: self.desk.key(),
        };
        let signed = self.desk.sign(&who, batch).await?;
        match signed.into_iter().next().map(|one| one.result) {
            Some(SignResult::Signed { number }) => Ok(number.unwrap_or_default()),
            Some(SignResult::Not(why)) => bail!("{key} tidak dapat menandatangani: {why}"),
            Some(SignResult::Already { .. }) => bail!("surat ini sudah ditandatangani"),
            None => bail!("tidak ada yang perlu ditandatangani {key}"),
        }
    }

    /// The line of the caller's queue with this ticket.
    pub(super) async fn waiting(&self, who: &Who, ticket: &Code) -> anyhow::Result<(Seen, StepId)> {
        let inbox = self.desk.inbox(who, None).await?;
        let row = inbox.rows.into_iter().find(|row| row.ticket == *ticket);
        let row = row.with_context(|| format!("permohonan ini tidak menunggu {}", who.name))?;
        Ok((row.seen, row.step))
    }

    /// The resident downloads the letter, and it is judged as anybody can judge it.
    async fn collect(&self, out: &mut dyn Write, ticket: &Code) -> anyhow::Result<()> {
        let who = self.who("warga", Proof::Click)?;
        let tracking = self.desk.track(&who, ticket).await?;
        let letter = tracking.outputs.iter().find(|output| output.letter && output.released);
        let letter = letter.context("surat tidak terbit")?;
        let number = letter.number.as_deref().unwrap_or_default();
        for entry in tracking.outputs.iter().filter(|output| !output.letter) {
            let number = entry.number.as_deref().unwrap_or_default();
            writeln!(out, "  Tercatat di {}: {number}.", entry.title)?;
        }
        let pdf = self.desk.released(&who, ticket, letter.id.as_str()).await?;
        let trust = Trust::from_pem(&self.desk.keys().trust()?)?;
        let report = verify(&pdf, &trust, self.clock.now())?;
        if report.verdict != Verdict::Genuine {
            bail!("pemeriksa kami sendiri tidak menerima surat {number}");
        }
        let name = format!("birth-{}", number.replace('/', "-"));
        let file = self.args.out.join(format!("{name}.pdf"));
        fs::write(&file, &pdf)
            .with_context(|| format!("{} tidak dapat ditulis", file.display()))?;
        let facts = self.args.out.join(format!("{name}.json"));
        let letters = self.store.letters_of(tracking.seen.case).await?;
        let frozen = letters.into_iter().rev().find_map(|letter| letter.facts);
        fs::write(&facts, serde_json::to_vec_pretty(&frozen)?)
            .with_context(|| format!("{} tidak dapat ditulis", facts.display()))?;
        writeln!(
            out,
            "  {} mengunduh suratnya: {} ({} tanda tangan, asli).",
            who.name,
            file.display(),
            report.signatures.len()
        )?;
        if let Some(code) = &letter.code {
            writeln!(out, "  Siapa pun dapat memeriksanya dengan kode {}.", code.grouped())?;
        }
        Ok(())
    }

    fn parent(&self, key: &str, occupation: &str) -> anyhow::Result<Parts> {
        let (persona, _) = self.persona(key)?;
        let mut parts = setup::profile(persona.name, persona.nik, persona.phone);
        parts.insert(PersonPart::Occupation.key().into(), Value::Text(occupation.into()));
        let asked = ["nik", "name", "birth_date", "occupation", "address"];
        parts.retain(|part, _| asked.contains(&&**part));
        Ok(parts)
    }

    pub(super) fn who(&self, key: &str, proof: Proof) -> anyhow::Result<Who> {
        let (persona, person) = self.persona(key)?;
        Ok(Who { person, name: persona.name.to_owned(), proof, only: None })
    }

    pub(super) fn name(&self, key: &str) -> anyhow::Result<&'static str> {
        Ok(self.persona(key)?.0.name)
    }

    fn persona(&self, key: &str) -> anyhow::Result<(&'static super::town::Persona, PersonId)> {
        self.people.get(key).copied().with_context(|| format!("di sini tidak ada {key}"))
    }
}

/// The father, who has no account.
fn father() -> Parts {
    let part = |part: PersonPart, value: Value| (part.key().into(), value);
    Parts::from([
        part(PersonPart::Nik, Value::Text("3574030511899010".into())),
        part(PersonPart::Name, Value::Text("Hendra Gunawan".into())),
        part(PersonPart::BirthDate, Value::Date(jiff::civil::date(1989, 11, 5))),
        part(PersonPart::Occupation, Value::Text("Karyawan swasta".into())),
        part(PersonPart::Address, Value::Place(setup::address())),
    ])
}
