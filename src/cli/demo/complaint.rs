//! A complaint from the form to the answer of an agency: a service without RT and RW, whose letter
//! nobody signs.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use anyhow::Context as _;

use super::{Demo, setup};
use crate::desk::{Decide, Submit};
use crate::origin::Code;
use crate::workflow::{FieldId, Parts, Proof, Purpose, Value};

/// Fields that a step fills, as the story tells them.
type Filled<'a> = &'a [(&'a str, Value)];

impl Demo<'_> {
    /// The resident complains, the city passes it on, the agency answers, the resident rates it.
    pub(super) async fn complaint(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let ticket = self.complain(out).await?;
        let category = [("category", Value::Choice("road".into()))];
        self.fill_in("admin-aduan", &ticket, &category).await?;
        writeln!(out, "  {}, admin pengaduan, meneruskannya.", self.name("admin-aduan")?)?;
        let answer = "Lubang di Jalan Cempaka sudah ditambal pada hari kerja berikutnya.";
        self.fill_in("dinas-pu", &ticket, &[("answer", Value::Text(answer.into()))]).await?;
        writeln!(out, "  {}, Dinas Pekerjaan Umum, menjawab.", self.name("dinas-pu")?)?;
        self.approve_by_link("warga").await?;
        writeln!(out, "  {} membuka tautan dan menerima jawabannya.", self.name("warga")?)?;

        let who = self.who("warga", Proof::Click)?;
        let pdf = self.desk.released(&who, &ticket, "reply").await?;
        let file = self.args.out.join(format!("complaint-{ticket}.pdf"));
        fs::write(&file, &pdf)
            .with_context(|| format!("{} tidak dapat ditulis", file.display()))?;
        writeln!(out, "  Surat jawaban: {}.", file.display())?;
        Ok(())
    }

    async fn complain(&self, out: &mut dyn Write) -> anyhow::Result<Code> {
        let who = self.who("warga", Proof::Click)?;
        let form = self.desk.form(&who, "complaint", None, &BTreeMap::new()).await?;
        let mut answers: BTreeMap<FieldId, Value> =
            form.fields.into_iter().filter_map(|(field, value)| Some((field.id, value?))).collect();
        let mut place = setup::address();
        place.retain(|part, _| matches!(&**part, "street" | "area"));
        place.insert("point".into(), Value::Text("-7.7543,113.2159".into()));
        let text = "Ada lubang besar di depan Jalan Cempaka 12. Malam hari tidak kelihatan.";
        answers.insert("text".into(), Value::Text(text.into()));
        answers.insert("location".into(), Value::Place(Parts::clone(&place)));
        let submit = Submit {
            service: "complaint".into(),
            purpose: Purpose::New,
            answers,
            again: None,
            earlier: None,
            key: self.desk.key(),
        };
        let receipt =
            self.desk.submit(&who, submit).await.context("pengaduan peragaan tidak diterima")?;
        let number = receipt.ticket.grouped();
        writeln!(out, "  {} mengadu. Nomor permohonan {number}.", who.name)?;
        Ok(receipt.ticket)
    }

    /// An officer fills in what the step asks for, and passes the case on.
    async fn fill_in(&self, key: &str, ticket: &Code, filled: Filled<'_>) -> anyhow::Result<()> {
        let who = self.who(key, Proof::Click)?;
        let (seen, step) = self.waiting(&who, ticket).await?;
        let fills = filled.iter().map(|(field, value)| ((*field).into(), value.clone())).collect();
        let decide = Decide::new(seen, step, "approve".into(), self.desk.key());
        Ok(self.desk.decide(&who, Decide { fills, ..decide }).await?)
    }
}
