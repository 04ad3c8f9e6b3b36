use std::path::Path;

use super::*;
use crate::workflow::{Due, Library, Loaded, Step};

/// The words of roles, as tables have them.
fn role(role: &Role) -> Option<String> {
    let known = [("officer", "Petugas"), ("secretary", "Sekretaris"), ("social", "Petugas sosial")];
    known.iter().find(|(key, _)| *key == role.0).map(|(_, words)| (*words).to_owned())
}

fn library(folder: &str) -> Library {
    Library::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap()
}

fn step<'l>(loaded: &'l Loaded, id: &str) -> &'l Step {
    loaded.definition.step(id).unwrap()
}

#[test]
fn conditions_of_shipped_services_read_as_people_say_them() {
    let (shipped, corpus) = (library("workflows"), library("tests/services/workflows"));
    let when = |service: &str, id: &str| {
        let loaded = shipped.service(service).or_else(|| corpus.service(service)).unwrap();
        let wording = Wording::new(&loaded.definition, &role);
        let output = loaded.definition.output(id).and_then(|output| output.when.as_ref());
        let when = output.or_else(|| step(loaded, id).when.as_ref()).unwrap();
        wording.condition(when)
    };
    let cases = [
        ("birth", "camat", "Tanggal lahir lebih dari 60 hari (Batas waktu lapor) sebelum diajukan"),
        ("birth", "rt", "Pengantar RT diwajibkan dan permohonan baru"),
        ("complaint", "review", "Kategori bertanda sensitive"),
        (
            "crowd",
            "camat",
            "Perkiraan jumlah tamu paling sedikit 500 (Dianggap besar mulai jumlah tamu) atau Jenis acara bertanda police",
        ),
        ("heirs", "guardians", "Ahli waris di bawah 18 tahun diisi"),
        (
            "marriage",
            "parents_ok",
            "umur Calon mempelai (pemohon) di bawah 21 tahun pada Rencana tanggal akad atau perkawinan",
        ),
        (
            "marriage",
            "camat",
            "Rencana tanggal akad atau perkawinan kurang dari 10 hari kerja (Batas pendaftaran sebelum akad tanpa dispensasi camat) setelah diajukan",
        ),
        ("marriage", "n4", "Dicatat di adalah KUA"),
        ("move", "host_ok", "Menumpang Kartu Keluarga orang lain di alamat tujuan: ya"),
        ("move", "camat", "Kecamatan Alamat tujuan berbeda dengan Kecamatan Alamat Pemohon"),
        (
            "poverty",
            "survey",
            "Terdaftar dalam data sosial ekonomi: tidak atau Untuk keperluan bertanda survey, atau Desil kesejahteraan diisi dan Desil kesejahteraan lebih dari 5 (Desil tertinggi yang berhak)",
        ),
        ("letter-revocation", "camat", "Alasan bertanda camat"),
    ];
    for (service, id, words) in cases {
        assert_eq!(when(service, id), words, "{service} {id}");
    }
}

#[test]
fn what_is_denied_is_said_the_other_way_round() {
    let library = library("tests/services/workflows");
    let loaded = library.service("heirs").unwrap();
    let wording = Wording::new(&loaded.definition, &role);
    let said = |text: &str| wording.condition(&crate::workflow::syntax::parse(text).unwrap());
    let cases = [
        ("not (married and will)", "Pewaris pernah menikah: tidak atau Ada surat wasiat: tidak"),
        (
            "(married or will) and dispute",
            "(Pewaris pernah menikah: ya atau Ada surat wasiat: ya) dan Ada sengketa di antara ahli waris: ya",
        ),
        (
            "some heirs satisfies not it.deceased",
            "ada Ahli waris dewasa dengan Sudah meninggal: tidak",
        ),
        (
            "every witnesses satisfies it.person.birth_date <= today - 18y",
            "untuk setiap Saksi, umur Saksi 18 tahun atau lebih",
        ),
        (
            "not every heirs satisfies it.deceased",
            "ada Ahli waris dewasa dengan Sudah meninggal: tidak",
        ),
        ("death_date > today - 30d", "Tanggal meninggal kurang dari 30 hari sebelum diajukan"),
        (
            "not death_date > today - 30d",
            "Tanggal meninggal paling sedikit 30 hari sebelum diajukan",
        ),
        ("size(heirs) > 3", "jumlah Ahli waris dewasa lebih dari 3"),
        (
            "deceased.birth_date < death_date",
            "Tanggal lahir Pewaris (almarhum atau almarhumah) sebelum Tanggal meninggal",
        ),
        ("not has(family_tree)", "Silsilah keluarga tidak dilampirkan"),
        (
            "if will then married else dispute",
            "bila Ada surat wasiat: ya, Pewaris pernah menikah: ya; selain itu Ada sengketa di antara ahli waris: ya",
        ),
        ("purpose != 'new'", "bukan permohonan baru"),
    ];
    for (text, words) in cases {
        assert_eq!(said(text), words, "{text}");
    }
}

#[test]
fn holders_and_deadlines_are_named_as_an_office_names_them() {
    let (shipped, corpus) = (library("workflows"), library("tests/services/workflows"));
    let find =
        |service: &str| shipped.service(service).or_else(|| corpus.service(service)).unwrap();
    let holder = |service: &str, id: &str| {
        let loaded = find(service);
        let wording = Wording::new(&loaded.definition, &role);
        step(loaded, id)
            .branches
            .iter()
            .map(|one| wording.branch(one))
            .collect::<Vec<_>>()
            .join("; ")
    };
    assert_eq!(holder("birth", "lurah"), "Lurah atau kepala desa");
    assert_eq!(holder("birth", "verify"), "Petugas kelurahan atau desa");
    assert_eq!(holder("complaint", "handle"), "Petugas di Instansi tujuan");
    assert_eq!(holder("complaint", "confirm"), "Pelapor");
    assert_eq!(
        holder("heirs", "consent"),
        "Setiap Ahli waris dewasa dengan Sudah meninggal: tidak"
    );
    assert_eq!(
        holder("heirs", "guardians"),
        "Setiap Wali yang bertindak untuknya (Ahli waris di bawah 18 tahun)"
    );
    assert_eq!(holder("marriage", "couple"), "Calon pasangan");
    assert_eq!(holder("poverty", "dtks"), "Sistem dtks");
    let due = |service: &str, id: &str| {
        let loaded = find(service);
        let due: &Due = step(loaded, id).due.as_ref().unwrap();
        Wording::new(&loaded.definition, &role).due(due)
    };
    assert_eq!(due("crowd", "lurah"), "3 hari sebelum Tanggal acara");
    assert_eq!(
        due("complaint", "handle"),
        "1 hari kerja bila Mendesak: ya; selain itu 60 hari kerja bila Perlu pemeriksaan lapangan: ya; selain itu response Kategori"
    );
    let need = |service: &str, id: &str| super::need(step(find(service), id));
    assert_eq!(need("crowd", "neighbours_ok").as_deref(), Some("2 harus menyetujui"));
    // One person whom the request names acts alone.
    assert_eq!(need("marriage", "couple"), None);
    assert_eq!(need("heirs", "consent").as_deref(), Some("Semua harus menyetujui"));
    assert_eq!(need("poverty", "review").as_deref(), Some("Cukup satu yang menyetujui"));
    assert_eq!(need("birth", "lurah"), None);
    assert_eq!(rupiah(-1_250_000), "-Rp1.250.000");
}
