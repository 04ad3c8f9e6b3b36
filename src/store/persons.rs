//! Persons: residents and officers.

use std::collections::BTreeSet;

use serde::Serialize;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::PersonId;

statements! {
    ONE = "SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person WHERE id = $1";
    BY_PHONE = "SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person WHERE phone = $1 ORDER BY id";
    BY_EMAIL = "SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person WHERE email = $1 ORDER BY id";
    BY_ALL = {
        pg: "SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person
            WHERE nik IN (SELECT jsonb_array_elements_text(cast($1 AS jsonb)))
            OR phone IN (SELECT jsonb_array_elements_text(cast($2 AS jsonb))) ORDER BY id",
        lite: "SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person
            WHERE nik IN (SELECT value FROM json_each($1))
            OR phone IN (SELECT value FROM json_each($2)) ORDER BY id",
    };
    NAMED = "SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person
        WHERE name = $1 OR nik = $1 OR nip = $1 OR phone = $1 OR email = $1
        ORDER BY id LIMIT 10";
    KEYED = {
        pg: "WITH keys AS (SELECT jsonb_array_elements_text(cast($1 AS jsonb)) AS key)
            SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person
            WHERE nik IN (SELECT key FROM keys) OR nip IN (SELECT key FROM keys)
                OR phone IN (SELECT key FROM keys) OR name IN (SELECT key FROM keys) ORDER BY id",
        lite: "WITH keys AS (SELECT value AS key FROM json_each($1))
            SELECT id, name, nik, phone, email, rank, nip, profile, proven FROM person
            WHERE nik IN (SELECT key FROM keys) OR nip IN (SELECT key FROM keys)
                OR phone IN (SELECT key FROM keys) OR name IN (SELECT key FROM keys) ORDER BY id",
    };
    PUT = "INSERT INTO person (id, name, nik, phone, email, rank, nip, profile, proven)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, nik = excluded.nik,
            phone = excluded.phone, email = excluded.email, rank = excluded.rank, nip = excluded.nip,
            profile = excluded.profile, proven = excluded.proven";
    PROVE = "UPDATE person SET proven = 1 WHERE id = $1";
    RAISE_FOR_OFFICER = "UPDATE meta SET n = n + 1 WHERE name = 'directory'
        AND EXISTS (SELECT 1 FROM appointment WHERE person = $1)";
}

/// A person with what is not public about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// Name with titles.
    pub name: String,
    /// Population register number, 16 digits.
    pub nik: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Address of e-mail.
    pub email: Option<String>,
    /// Rank of a civil servant.
    pub rank: Option<String>,
    /// Civil servant number.
    pub nip: Option<String>,
    /// What the account knows, as the JSON of a person's value: forms are prefilled with it.
    #[serde(skip)]
    pub profile: Option<serde_json::Value>,
    /// Somebody showed who this is; not so where only a form names them.
    pub proven: bool,
}

#[derive(FromRow)]
struct PersonRow {
    id: Uuid,
    name: String,
    nik: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    rank: Option<String>,
    nip: Option<String>,
    profile: Option<Json<serde_json::Value>>,
    proven: i64,
}

impl Store {
    /// A person.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        Ok(self.read(&ONE).bind(id.0).first::<PersonRow>().await?.map(Person::from))
    }

    /// The persons who share a telephone (often a household), oldest first.
    pub async fn persons_by_phone(&self, phone: &str) -> Result<Vec<Person>, StoreError> {
        let rows = self.read(&BY_PHONE).bind(phone.to_owned()).all::<PersonRow>().await?;
        Ok(rows.into_iter().map(Person::from).collect())
    }

    /// The persons who share an e-mail address, oldest first.
    pub async fn persons_by_email(&self, email: &str) -> Result<Vec<Person>, StoreError> {
        let rows = self.read(&BY_EMAIL).bind(email.to_owned()).all::<PersonRow>().await?;
        Ok(rows.into_iter().map(Person::from).collect())
    }

    /// The persons who have one of these NIKs or telephones, oldest first.
    pub async fn persons_by(
        &self,
        niks: &BTreeSet<String>,
        phones: &BTreeSet<String>,
    ) -> Result<Vec<Person>, StoreError> {
        let list = |texts: &BTreeSet<String>| serde_json::to_string(texts);
        let find = self.read(&BY_ALL).bind(list(niks)?).bind(list(phones)?);
        Ok(find.all::<PersonRow>().await?.into_iter().map(Person::from).collect())
    }

    /// The persons with this name, NIK, NIP, telephone or address of e-mail; at most ten.
    pub async fn persons_named(&self, named: &str) -> Result<Vec<Person>, StoreError> {
        let rows = self.read(&NAMED).bind(named.trim().to_owned()).all::<PersonRow>().await?;
        Ok(rows.into_iter().map(Person::from).collect())
    }

    /// The persons with any of these as NIK, NIP, telephone or name.
    pub async fn persons_keyed(&self, keys: &[String]) -> Result<Vec<Person>, StoreError> {
        let keyed = self.read(&KEYED).bind(serde_json::to_string(keys)?);
        Ok(keyed.all::<PersonRow>().await?.into_iter().map(Person::from).collect())
    }

    /// Puts a person in. The directory's version rises if the person holds or held a seat.
    pub async fn put_person(&self, person: &Person) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let put = tx.sql(&PUT).bind(person.id.0).bind(person.name.clone());
        let put = put.bind(person.nik.clone()).bind(person.phone.clone());
        let put = put.bind(person.email.clone()).bind(person.rank.clone()).bind(person.nip.clone());
        let put = put.bind(person.profile.clone().map(Json));
        put.bind(i64::from(person.proven)).run().await?;
        tx.sql(&RAISE_FOR_OFFICER).bind(person.id.0).run().await?;
        tx.commit().await
    }

    /// Notes that somebody showed who a person is.
    pub async fn prove_person(&self, person: PersonId) -> Result<(), StoreError> {
        self.write(&PROVE).bind(person.0).run().await?;
        Ok(())
    }
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: PersonId(row.id),
            name: row.name,
            nik: row.nik,
            phone: row.phone,
            email: row.email,
            rank: row.rank,
            nip: row.nip,
            profile: row.profile.map(|profile| profile.0),
            proven: row.proven != 0,
        }
    }
}
