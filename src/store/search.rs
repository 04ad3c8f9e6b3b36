//! Looking for requests within an area, and the record of who did.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::area::AreaCode;
use crate::origin::{CaseId, PersonId};

statements! {
    // $1 and $2 are the area and all below it: '.' comes before '/'.
    BY_NUMBER = "SELECT DISTINCT c.id, c.opened_at FROM register_entry r
        JOIN cases c ON c.id = r.case_id
        WHERE r.number = $3 AND (c.area = $1 OR (c.area > $1 || '.' AND c.area < $2))
        ORDER BY c.opened_at DESC LIMIT $4";
    BY_NIK = {
        pg: "SELECT c.id, c.opened_at FROM cases c LEFT JOIN person p ON p.id = c.applicant
            WHERE (c.area = $1 OR (c.area > $1 || '.' AND c.area < $2))
                AND (p.nik = $3 OR EXISTS (SELECT 1 FROM answer a WHERE a.case_id = c.id
                    AND cast(a.value AS text) LIKE '%' || $3 || '%'))
            ORDER BY c.opened_at DESC LIMIT $4",
        lite: "SELECT c.id, c.opened_at FROM cases c LEFT JOIN person p ON p.id = c.applicant
            WHERE (c.area = $1 OR (c.area > $1 || '.' AND c.area < $2))
                AND (p.nik = $3 OR EXISTS (SELECT 1 FROM answer a WHERE a.case_id = c.id
                    AND a.value LIKE '%' || $3 || '%'))
            ORDER BY c.opened_at DESC LIMIT $4",
    };
    BY_NAME = {
        pg: "SELECT c.id, c.opened_at FROM cases c LEFT JOIN person p ON p.id = c.applicant
            WHERE (c.area = $1 OR (c.area > $1 || '.' AND c.area < $2))
                AND (p.name ILIKE $3 ESCAPE '!' OR EXISTS (SELECT 1 FROM answer a
                    WHERE a.case_id = c.id AND cast(a.value AS text) ILIKE $3 ESCAPE '!'))
            ORDER BY c.opened_at DESC LIMIT $4",
        lite: "SELECT c.id, c.opened_at FROM cases c LEFT JOIN person p ON p.id = c.applicant
            WHERE (c.area = $1 OR (c.area > $1 || '.' AND c.area < $2))
                AND (p.name LIKE $3 ESCAPE '!' OR EXISTS (SELECT 1 FROM answer a
                    WHERE a.case_id = c.id AND a.value LIKE $3 ESCAPE '!'))
            ORDER BY c.opened_at DESC LIMIT $4",
    };
    PUT = "INSERT INTO search (id, person, at, seats, asked, found)
        VALUES ($1, $2, $3, $4, $5, $6)";
    OF_PERSON = "SELECT at, seats, asked, found FROM search WHERE person = $1 ORDER BY id";
}

/// What requests are looked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought<'a> {
    /// The number of a letter, as it is printed.
    Number(&'a str),
    /// A NIK that the applicant or an answer has.
    Nik(&'a str),
    /// Part of a name: the candidates, of which a reader of the answers keeps those that fit.
    Name(&'a str),
}

/// That somebody looked for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searched {
    /// When.
    pub at: Timestamp,
    /// For which seats, in words.
    pub seats: String,
    /// What was asked; a NIK is masked.
    pub asked: String,
    /// How many requests were found.
    pub found: u32,
}

#[derive(FromRow)]
struct Row {
    at: i64,
    seats: String,
    asked: String,
    found: i64,
}

impl Store {
    /// The requests of an area that fit, the newest first.
    pub async fn cases_found(
        &self,
        area: &AreaCode,
        wanted: Sought<'_>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreError> {
        let (sql, text) = match wanted {
            Sought::Number(number) => (&BY_NUMBER, number.to_owned()),
            Sought::Nik(nik) => (&BY_NIK, nik.to_owned()),
            Sought::Name(name) => (&BY_NAME, format!("%{}%", escaped(name))),
        };
        let find = self.read(sql).bind(area.to_string()).bind(format!("{area}/"));
        let rows = find.bind(text).bind(i64::from(limit)).all::<(Uuid, i64)>().await?;
        Ok(rows.into_iter().map(|(id, _)| CaseId(id)).collect())
    }

    /// Records that somebody looked for something.
    pub async fn put_search(
        &self,
        id: Uuid,
        who: PersonId,
        searched: &Searched,
    ) -> Result<(), StoreError> {
        let put = self.write(&PUT).bind(id).bind(who.0).bind(searched.at.as_microsecond());
        let put = put.bind(searched.seats.clone()).bind(searched.asked.clone());
        put.bind(i64::from(searched.found)).run().await?;
        Ok(())
    }

    /// What somebody looked for, the oldest first.
    pub async fn searches_of(&self, who: PersonId) -> Result<Vec<Searched>, StoreError> {
        let rows = self.read(&OF_PERSON).bind(who.0).all::<Row>().await?;
        rows.into_iter()
            .map(|row| {
                Ok(Searched {
                    at: instant("search", row.at)?,
                    seats: row.seats,
                    asked: row.asked,
                    found: u32::try_from(row.found).unwrap_or_default(),
                })
            })
            .collect()
    }
}

/// A text in which nothing stands for other letters (LIKE with `!` before what does).
fn escaped(text: &str) -> String {
    let special = |letter: char| matches!(letter, '%' | '_' | '!');
    text.chars().flat_map(|c| special(c).then_some('!').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_letter_of_a_name_stands_for_others() {
        assert_eq!(escaped("100% Siti_!"), "100!% Siti!_!!");
    }
}
