//! The pages by which people come in, in every state.

use crate::desk::{DeskError, Enrolling, Household, PinAsked};
use crate::web::account::AccountPage;
use crate::web::enrol::{EnrolPage, EnrolledPage};
use crate::web::failure::{Failure, FailurePage};
use crate::web::form::Listed;
use crate::web::officer::OfficerPage;
use crate::web::pin::{PinPage, PinSetPage, SetPinPage};
use crate::web::sample::{self, html, words};
use crate::web::sign_in::{CodePage, SignInPage, WhoPage};
/// The doors in their states.
pub(super) fn pages() -> Vec<(&'static str, String, usize)> {
    let wrong = |path: &str, text: &str| vec![Listed { path: path.into(), text: text.into() }];
    let code = |to: Option<&str>, problems| html(&CodePage { to: to.map(str::to_owned), problems });
    let id = |n| crate::origin::PersonId(uuid::Uuid::from_u128(n));
    let people = vec![(id(1), "Siti Contoh".to_owned()), (id(2), "Budi Contoh".to_owned())];
    let family = Household { people, officers: true };
    let nobody = Household { people: vec![], officers: false };
    let officer = Household { people: vec![], officers: true };
    let over = "Kode ini tidak berlaku lagi. Minta kode baru.";
    let unreadable = "Nomor HP harus 10 sampai 13 angka dan dimulai dengan 08. Periksa lagi.";
    let named = wrong("nama", "Tulis nama lengkap Anda seperti di KTP.");
    let failure = |failure| html(&FailurePage::of(failure));
    let enrolling = Enrolling {
        name: "Dewi Contoh, S.E.".into(),
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".into(),
        // No symbol is drawn with more strokes.
        qr: (0..57).map(|y| (0..57).map(|x| (x * y + x) % 3 == 0).collect()).collect(),
    };
    let short = wrong("sandi", "Kata sandi paling sedikit 12 huruf atau angka.");
    let enrol = |problems| html(&EnrolPage::new(&enrolling, "K", problems));
    let pin = |asked, problems| html(&PinPage::new(asked, "K", problems));
    let set_pin = |problems| html(&SetPinPage::new("Slamet Contoh", "K", problems));
    let codes = vec!["7K3M-92AB-XYZ0".to_owned(); 10];
    vec![
        ("pin", pin(PinAsked::Type, vec![]), 4096),
        ("pin-wrong", pin(PinAsked::Type, wrong("pin", "PIN salah.")), 4096),
        ("pin-locked", pin(PinAsked::Locked, vec![]), 4096),
        ("pin-none", pin(PinAsked::None, vec![]), 4096),
        ("pin-set", set_pin(vec![]), 4096),
        ("pin-set-wrong", set_pin(wrong("pin", "PIN harus 6 angka.")), 4096),
        ("pin-is-set", html(&PinSetPage {}), 4096),
        (
            "account",
            html(&AccountPage::new(&sample::sessions(), &sample::sessions(), words())),
            4096,
        ),
        ("account-alone", html(&AccountPage::new(&sample::sessions()[..1], &[], words())), 4096),
        ("officer", html(&OfficerPage::new("", vec![])), 4096),
        ("officer-wrong", html(&OfficerPage::new("x", wrong("siapa", "Kode salah."))), 4096),
        ("enrol", enrol(vec![]), 8192),
        ("enrol-wrong", enrol(short), 8192),
        ("enrolled", html(&EnrolledPage { codes }), 4096),
        ("sign-in", html(&SignInPage::new("", vec![])), 4096),
        ("sign-in-wrong", html(&SignInPage::new("0812", wrong("kontak", unreadable))), 4096),
        ("code", code(Some("nomor yang berakhir 001"), vec![]), 4096),
        ("code-wrong", code(Some("r***@contoh.id"), wrong("kode", over)), 4096),
        ("code-over", code(None, wrong("kode", over)), 4096),
        ("who", html(&WhoPage::new(&family, "", "", vec![])), 4096),
        (
            "who-wrong",
            html(&WhoPage::new(&family, "", "", wrong("siapa", "Pilih siapa Anda."))),
            4096,
        ),
        ("who-new", html(&WhoPage::new(&nobody, "", "", named)), 4096),
        ("who-officer", html(&WhoPage::new(&officer, "", "", vec![])), 4096),
        ("failure-429", failure(Failure::Desk(DeskError::TooOften(600))), 4096),
    ]
}
