//! Who acts and who starts, in words: `head@kecamatan` is Camat.

use super::Wording;
use super::path::level_words;
use crate::area::{Level, Role};
use crate::workflow::{Branch, Holder, Need, Path, Starter, Step};

impl Wording<'_> {
    /// A holder.
    pub fn holder(self, holder: &Holder) -> String {
        match holder {
            Holder::Level { role, level } if role.0 == "head" => head(*level).to_owned(),
            Holder::Level { role, level } => format!("{} {}", self.role(role), level_words(*level)),
            Holder::At { role, path } => {
                format!("{} di {}", self.role(role), self.path(path, None))
            }
            Holder::Service(name) => format!("Sistem {name}"),
            Holder::Applicant => {
                let field = self.definition.field("applicant");
                field.map_or_else(|| "Pemohon".to_owned(), |field| field.title.to_string())
            }
            Holder::People { path, only } => self.people(path, only.as_ref()),
        }
    }

    fn people(self, path: &Path, only: Option<&crate::workflow::Expr>) -> String {
        let list = Path { parts: Vec::new(), ..path.clone() };
        let Some(crate::workflow::FieldKind::List { columns, .. }) = self.kind(&list, None) else {
            return self.path(path, None);
        };
        let column = path.parts.first().and_then(|id| columns.iter().find(|c| c.id == *id));
        let column = column.map_or_else(String::new, |column| column.title.to_string());
        let of = self.path(&list, None);
        let whom = if of.starts_with(&column) { of } else { format!("{column} ({of})") };
        match only {
            Some(only) => format!("Setiap {whom} dengan {}", self.of_row(only, &columns)),
            None => format!("Setiap {whom}"),
        }
    }

    /// One of several who act.
    pub fn branch(self, branch: &Branch) -> String {
        let by = self.holder(&branch.by);
        let who = match &branch.title {
            Some(title) if **title != *by => format!("{title}: {by}"),
            _ => by,
        };
        match &branch.when {
            Some(when) => format!("{who}, bila {}", self.condition(when)),
            None => who,
        }
    }

    /// Who may start.
    pub fn starter(self, starter: &Starter) -> String {
        match starter {
            Starter::Anyone => "siapa saja".to_owned(),
            Starter::Contact => "siapa saja dengan nomor HP".to_owned(),
            Starter::Resident => "warga".to_owned(),
            Starter::Applicant => "pemohon urusan sebelumnya".to_owned(),
            Starter::Staff(holder) => self.holder(holder),
            Starter::AnyStaff(role) => format!("{} kantor mana pun", self.role(role)),
        }
    }

    fn role(self, role: &Role) -> String {
        (self.role)(role).unwrap_or_else(|| role.0.clone())
    }
}

/// What the head of a unit is called in most places.
fn head(level: Level) -> &'static str {
    match level {
        Level::Rt => "Ketua RT",
        Level::Rw => "Ketua RW",
        Level::Dusun => "Kepala dusun",
        Level::Kelurahan => "Lurah atau kepala desa",
        Level::Kecamatan => "Camat",
        Level::Kabupaten => "Bupati atau wali kota",
        Level::Provinsi => "Gubernur",
    }
}

/// How many of several must approve; none where one acts.
pub fn need(step: &Step) -> Option<String> {
    let several = step.branches.len() > 1 || step.holders().any(Holder::is_rows);
    match step.need {
        _ if !several => None,
        Need::All => Some("Semua harus menyetujui".to_owned()),
        Need::Any => Some("Cukup satu yang menyetujui".to_owned()),
        Need::Count(count) => Some(format!("{count} harus menyetujui")),
    }
}
