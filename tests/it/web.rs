//! The pages over a real desk, with script off: a birth at home from the form to the lurah's queue,
//! and what strangers and other sites get.

pub mod browser;
mod hall;
mod officer;
mod pin;
mod sessions;
mod sign_in;
mod visit;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::support::both;
use browser::Browser;
use hall::Hall;

/// What a resident types about a birth at home; the mother's NIK lacks a digit.
const BIRTH: [(&str, &str); 22] = [
    ("child_name", "Bayu <script>Contoh"),
    ("sex", "L"),
    ("birth_date.d", "5"),
    ("birth_date.m", "11"),
    ("birth_date.y", "2026"),
    ("birth_time", "08.05"),
    ("birth_place", "Probolinggo"),
    ("child_order", "2"),
    ("weight", "3.200"),
    ("place_kind", "home"),
    ("helper", "dukun"),
    ("relation", "parent"),
    ("mother.nik", "357403450590900"),
    ("mother.name", "Rina Contoh"),
    ("mother.birth_date.d", "5"),
    ("mother.birth_date.m", "5"),
    ("mother.birth_date.y", "1990"),
    ("mother.occupation", "Petani"),
    ("mother.address.street", "Jalan Cempaka 12"),
    ("mother.address.rt", "3"),
    ("mother.address.rw", "5"),
    ("mother.address.area", "35.74.03.1004"),
];

const WITNESS: [(&str, &str); 9] = [
    ("name", "Wayan Contoh"),
    ("birth_date.d", "1"),
    ("birth_date.m", "1"),
    ("birth_date.y", "1970"),
    ("occupation", "Petani"),
    ("address.street", "Jalan Cempaka 14"),
    ("address.rt", "3"),
    ("address.rw", "5"),
    ("address.area", "35.74.03.1004"),
];

/// What the account of this resident does not know.
const APPLICANT: [(&str, &str); 13] = [
    ("applicant.kk", "3574031203159001"),
    ("applicant.birth_place", "Probolinggo"),
    ("applicant.birth_date.d", "5"),
    ("applicant.birth_date.m", "5"),
    ("applicant.birth_date.y", "1990"),
    ("applicant.sex", "P"),
    ("applicant.religion", "islam"),
    ("applicant.marital", "married"),
    ("applicant.occupation", "Petani"),
    ("applicant.address.street", "Jalan Cempaka 12"),
    ("applicant.address.rt", "3"),
    ("applicant.address.rw", "5"),
    ("applicant.address.area", "35.74.03.1004"),
];

const PIN: &str = "204060";

fn witnesses() -> Vec<(String, String)> {
    let one = |n: u8| {
        let name = move |part: &str| format!("witnesses.{n}.person.{part}");
        let parts = WITNESS.map(|(part, text)| (name(part), text.to_owned()));
        parts.into_iter().chain([(name("nik"), format!("357403010170900{n}"))])
    };
    (1..=2).flat_map(one).collect()
}

/// Files a birth as the resident does; the browser then shows the request.
async fn file_birth(browser: &mut Browser) {
    file_birth_of(browser, "Bayu Contoh").await;
}

async fn file_birth_of(browser: &mut Browser, child: &str) {
    let page = browser.open("/ajukan/birth").await;
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(place("Tentang Anda (pelapor)") < place("Data untuk surat"));
    place("Polindes adalah pondok bersalin desa.");
    let page = browser.attach("/ajukan/birth", &BIRTH, "family_card").await;
    assert!(page.contains("Ibu: NIK harus 16 angka. Anda menulis 15 angka."), "{page}");
    assert!(page.contains("Masih ada pertanyaan") && page.contains("#witnesses"));
    assert!(page.contains("Sudah tersimpan:</b> kertas.png"));
    assert!(page.contains("Bayu &lt;script&gt;Contoh") && !page.contains("<script"));
    assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);

    let rest = witnesses();
    let mut typed: Vec<(&str, &str)> = rest.iter().map(|(n, t)| (&**n, &**t)).collect();
    typed.extend(APPLICANT);
    typed.extend([("mother.nik", "3574034505909009"), ("child_name", child)]);
    let page = browser.attach("/ajukan/birth", &typed, "statement").await;
    assert!(page.contains("<h1>Periksa jawaban Anda</h1>"), "{page}");
    for words in [child, "5 November 2026", "08.05", "3200", "Rumah", "Wayan Contoh"] {
        assert!(page.contains(words), "{words}");
    }
    let page = browser.submit("/ajukan/birth", &[("do", "change")]).await;
    assert!(page.contains(&format!("value=\"{child}\"")));
    browser.submit("/ajukan/birth", &[("do", "check")]).await;
    let page = browser.submit("/ajukan/birth", &[("do", "send")]).await;
    assert!(page.contains("Permohonan Anda sudah terkirim"), "{page}");
}

fn tells_nothing_private(page: &str) {
    for private in ["Bayu", "Contoh", "3574", "Cempaka", "/berkas/", "/draf/"] {
        assert!(!page.contains(private), "{private}: {page}");
    }
}

/// A telephone on which the PIN was typed behind a link.
async fn telephone(hall: &Hall, link: &str) -> Browser {
    let mut phone = Browser::new(&hall.desk);
    let page = phone.open(link).await;
    assert!(page.contains("HP ini belum kami kenal") && !page.contains("Contoh"), "{page}");
    phone.submit(&format!("{link}/pin"), &[("pin", PIN)]).await;
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birth_goes_from_the_form_to_the_queue_of_the_lurah() {
    both(async |store| {
        let hall = Hall::open(store).await;
        let mut resident = Browser::new(&hall.desk);
        resident.open(&hall.door(hall.resident).await).await;
        assert!(resident.body.contains("Belum ada surat"));
        file_birth(&mut resident).await;

        for head in [hall.rt, hall.rw] {
            let mut phone = Browser::new(&hall.desk);
            phone.open(&hall.door(head).await).await;
            phone.open("/pesan").await;
            let link = phone.link("/t/");
            // A stranger to the session: the PIN opens the case, and looking decides nothing.
            hall.give_pin(head, PIN).await;
            let mut phone = telephone(&hall, &link).await;
            for _ in 0..2 {
                let page = phone.open(&link).await;
                assert!(page.contains("Setujui") && page.contains("Bayu Contoh"), "{page}");
            }
            let paper = phone.link(&format!("{link}/berkas/"));
            let draft = phone.link(&format!("{link}/draf/"));
            phone.open(&paper).await;
            assert_eq!(phone.headers[header::CONTENT_TYPE], "application/pdf");
            phone.open(&link).await;
            let page = phone.submit(&link, &[("action", "return"), ("note", " ")]).await;
            assert!(page.contains("href=\"#note-return\""), "{page}");
            let page = phone.submit(&link, &[]).await;
            assert!(page.contains("Terima kasih, Pak/Bu"), "{page}");
            // Taken back, it waits again.
            let page = phone.submit(&link, &[("undo", "1")]).await;
            assert!(page.contains("Setujui") && page.contains("Bayu Contoh"), "{page}");
            phone.submit(&link, &[]).await;
            // Of what was decided about nothing is left behind the link.
            let page = phone.open(&link).await;
            assert!(page.contains("<b>Menyetujui</b>") && page.contains("untuk Rina<"), "{page}");
            assert!(page.contains("Batalkan keputusan saya"), "{page}");
            tells_nothing_private(page);
            for gone in [&paper, &draft] {
                phone.open(gone).await;
                assert_eq!(phone.status, StatusCode::NOT_FOUND, "{gone}");
            }
            hall.clock.advance(jiff::SignedDuration::from_mins(6));
            let page = phone.open(&link).await;
            assert!(page.contains("<b>Menyetujui</b>") && !page.contains("Batalkan"), "{page}");
        }

        let mut clerk = Browser::new(&hall.desk);
        clerk.open(&hall.door(hall.officer).await).await;
        assert!(clerk.body.contains("1 surat menunggu Anda"), "{}", clerk.body);
        let case = clerk.link("/antrean/");
        clerk.open(&case).await;
        let page = clerk.submit(&case, &[("next", "1"), ("child_order", "3")]).await;
        assert!(page.contains("Keputusan tersimpan") && page.contains("Tidak ada surat menunggu"));

        let mut lurah = Browser::new(&hall.desk);
        lurah.open(&hall.door(hall.lurah).await).await;
        assert!(lurah.body.contains("Tanda tangani 1 surat"), "{}", lurah.body);
        let page = lurah.open("/tanda-tangan?semua=1").await;
        assert_eq!(page.matches(" checked").count(), 1);
        let page = lurah.submit("/tanda-tangan", &[("sandi", "")]).await;
        assert!(page.contains("href=\"#sandi\""), "{page}");

        resident.open("/permohonan").await;
        let request = resident.link("/permohonan/");
        let page = resident.open(&request).await;
        assert!(page.contains("Slamet Contoh") && page.contains("Sekarang di sini"), "{page}");

        // Whoever is logged in returns and rejects without the passphrase that signs.
        lurah.open("/antrean").await;
        lurah.open(&case).await;
        let note = [("action", "return"), ("note", "Tanggal lahir belum jelas")];
        let page = lurah.submit(&case, &note).await;
        assert!(page.contains("Keputusan tersimpan"), "{page}");
        let page = resident.open(&request).await;
        assert!(page.contains("Tanggal lahir belum jelas"), "{page}");
        let form = resident.link(&request);
        resident.open(&form).await;
        resident.submit(&form, &[("do", "check")]).await;
        resident.submit(&form, &[("do", "send")]).await;
        lurah.open(&case).await;
        let note = [("action", "reject"), ("note", "Bukan warga kelurahan ini")];
        let page = lurah.submit(&case, &note).await;
        assert!(page.contains("Keputusan tersimpan"), "{page}");
        let page = resident.open(&request).await;
        assert!(page.contains("Permohonan Anda ditolak"), "{page}");
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_are_decided_at_once_and_each_has_its_answer() {
    both(async |store| {
        let hall = Hall::open(store).await;
        let mut resident = Browser::new(&hall.desk);
        resident.open(&hall.door(hall.resident).await).await;
        for child in ["Bayu Contoh", "Sekar Contoh", "Tirta Contoh"] {
            file_birth_of(&mut resident, child).await;
        }
        let mut rt = Browser::new(&hall.desk);
        rt.open(&hall.door(hall.rt).await).await;
        rt.open("/antrean").await;
        let page = rt.submit("/antrean", &[("do", "onward")]).await;
        assert!(page.contains("href=\"#pilih\"") && page.contains("Centang paling sedikit"));
        assert_eq!(rt.status, StatusCode::UNPROCESSABLE_ENTITY);

        // Another window still shows all three as they were.
        let mut late = rt.clone();
        late.open("/antrean?semua=1").await;
        let page = rt.open("/antrean?semua=1").await;
        assert_eq!(page.matches(" checked").count(), 3);
        let page = rt.submit("/antrean", &[("do", "onward")]).await;
        assert!(page.contains("<h1>3 surat sudah diputuskan</h1>"), "{page}");
        let page = late.submit("/antrean", &[("do", "onward")]).await;
        assert!(page.contains("<h1>0 surat sudah diputuskan, 3 belum</h1>"), "{page}");
        assert!(page.contains("Slamet Contoh"), "{page}");

        let mut rw = Browser::new(&hall.desk);
        rw.open(&hall.door(hall.rw).await).await;
        rw.open("/antrean?semua=1").await;
        let page = rw.submit("/antrean", &[("do", "back")]).await;
        assert!(page.contains("href=\"#alasan\"") && page.contains("details open"), "{page}");
        assert_eq!(page.matches(" checked").count(), 3, "{page}");
        let page = rw.submit("/antrean", &[("do", "back"), ("alasan", "0")]).await;
        assert!(page.contains("<h1>3 surat sudah dikembalikan</h1>"), "{page}");
        resident.open("/permohonan").await;
        let own = resident.link("/permohonan/");
        let page = resident.open(&own).await;
        assert!(page.contains("Foto berkas tidak terbaca."), "{page}");

        // A request that is somebody else's turn is found by those of its area, and each look is recorded.
        let mut clerk = Browser::new(&hall.desk);
        clerk.open(&hall.door(hall.officer).await).await;
        clerk.open("/cari").await;
        let ticket = own.rsplit('/').next().unwrap();
        for (asked, heading) in [
            ("sekar contoh", "1 permohonan ditemukan"),
            ("3574034505909009", "3 permohonan ditemukan"),
            (ticket, "1 permohonan ditemukan"),
            ("%%%", "Tidak ada yang cocok"),
            ("ab", "Cari permohonan"),
        ] {
            let page = clerk.submit("/cari", &[("apa", asked)]).await;
            assert!(page.contains(&format!("<h1>{heading}</h1>")), "{asked}: {page}");
        }
        let searches = hall.store.searches_of(hall.officer).await.unwrap();
        let asked: Vec<&str> = searches.iter().map(|search| &*search.asked).collect();
        assert!(asked.contains(&"NIK 357403••••••9009"), "{asked:?}");
        assert!(!asked.iter().any(|asked| asked.contains("3574034505909009")), "{asked:?}");
        resident.open("/cari").await;
        resident.submit("/cari", &[("apa", "sekar contoh")]).await;
        assert_eq!(resident.status, StatusCode::NOT_FOUND);

        // What is not on one's list is not decided by picking it.
        let mut stranger = Browser::new(&hall.desk);
        stranger.open(&hall.door(hall.lurah).await).await;
        let picks = late.inputs("/antrean", "pilih").join("&pilih=").replace(':', "%3A");
        let body = format!("_key={}&do=onward&pilih={picks}", uuid::Uuid::nil());
        let page = stranger.post("/antrean", "application/x-www-form-urlencoded", body).await;
        assert!(page.contains("<h1>0 surat sudah diputuskan, 3 belum</h1>"), "{page}");
        assert!(!page.contains("Contoh,") && !page.contains("Rina"), "{page}");
        hall.desk.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_other_sites_get_pages_that_say_why() {
    both(async |store| {
        let hall = Hall::open(store).await;
        let mut stranger = Browser::new(&hall.desk);
        for (path, status, words) in [
            ("/", 200, "Surat Keterangan Kelahiran"),
            ("/sehat", 200, "sehat"),
            ("/v", 200, "Periksa keaslian surat"),
            ("/v?kode=7K3M", 422, "Kode harus 17 huruf dan angka"),
            ("/v/0000000000000000", 404, "Kami tidak mengenal kode ini"),
            ("/v/00000000000000000", 404, "Kami tidak mengenal kode ini"),
            ("/permohonan", 401, "Anda belum masuk"),
            ("/antrean", 401, "Anda belum masuk"),
            ("/t/00000000000000000", 404, "Halaman ini tidak ada"),
            ("/masuk", 200, "Nomor HP atau e-mail"),
            ("/masuk/x", 404, "Halaman ini tidak ada"),
            ("/tidak-ada", 404, "Halaman ini tidak ada"),
        ] {
            let page = stranger.open(path).await;
            assert!(page.contains(words), "{path}: {page}");
            assert_eq!(stranger.status.as_u16(), status, "{path}");
            let headers = &stranger.headers;
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
            let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            let page = path != "/sehat";
            assert_eq!(policy.starts_with("default-src 'none'"), page, "{path}: {policy}");
        }
        let foreign = Request::post("/keluar").header(header::ORIGIN, "https://lain.example");
        stranger.send(foreign.body(Body::empty()).unwrap()).await;
        assert_eq!(stranger.status, StatusCode::FORBIDDEN);
        assert!(stranger.body.contains("bukan dari halaman kami"));
        let packed = Request::get("/").header(header::ACCEPT_ENCODING, "gzip");
        stranger.send(packed.body(Body::empty()).unwrap()).await;
        assert_eq!(stranger.headers[header::CONTENT_ENCODING], "gzip");

        // One resident's case is nobody else's.
        let mut resident = Browser::new(&hall.desk);
        resident.open(&hall.door(hall.resident).await).await;
        file_birth(&mut resident).await;
        let list = resident.open("/permohonan").await;
        assert!(list.contains("Surat Keterangan Kelahiran: Bayu Contoh</a>"), "{list}");
        assert!(list.contains("Dikirim: 20 November 2026"), "{list}");
        let own = resident.link("/permohonan/");
        let mut other = Browser::new(&hall.desk);
        other.open(&hall.door(hall.lurah).await).await;
        other.open(&own).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        resident.post("/keluar", "application/x-www-form-urlencoded", String::new()).await;
        resident.open(&own).await;
        assert_eq!(resident.status, StatusCode::UNAUTHORIZED);
        hall.desk.close().await;
    })
    .await;
}
