use whatlang::Lang;

use super::Settings;
use super::names::{Field, key};
use crate::document::Document;

/// So many letters a text must have before its language is guessed.
const LETTERS: usize = 120;
/// How sure the guess must be, of 1.
const SURE: f64 = 0.8;
/// So many bytes of a text are looked at.
const ENOUGH: usize = 6000;

/// Gives a document its language: what its text is in where that is sure, or else its own field. It stays that of the run
/// otherwise. The text comes first because pages declare what their makers forgot to set.
pub(super) fn settle(document: &mut Document, settings: &Settings) {
    let mut declared = None;
    for name in settings.names.of(Field::Language) {
        let own = document.metadata.iter().position(|(field, _)| key(field) == name.key);
        if let Some((at, code)) = own.and_then(|at| Some((at, code(&document.metadata[at].1)?))) {
            document.metadata.remove(at);
            declared = Some(code);
            break;
        }
    }
    if let Some(found) = detect(&document.text).map(str::to_owned).or(declared) {
        document.language = found;
    }
}

/// The two letters of `fr`, `FR`, `fr-CA`, `fr_FR.UTF-8`, `fra`.
fn code(value: &str) -> Option<String> {
    let first = value.trim().split(['-', '_', '.', ';', ',']).next().unwrap_or_default().to_ascii_lowercase();
    match first.len() {
        2 if first.bytes().all(|byte| byte.is_ascii_lowercase()) => Some(first),
        3 => Lang::from_code(&first).map(|lang| short(lang).to_owned()),
        _ => None,
    }
}

/// The language of a text, ISO 639-1; none where the text is too short or not clear.
fn detect(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(ENOUGH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    if text.chars().filter(|c| c.is_alphabetic()).take(LETTERS).count() < LETTERS {
        return None;
    }
    let found = whatlang::detect(text).filter(|found| found.confidence() >= SURE)?;
    Some(short(found.lang()))
}

/// ISO 639-1 of the languages that can be told apart.
fn short(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        let cases = [
            ("fr", "fr"),
            (" FR ", "fr"),
            ("fr-FR", "fr"),
            ("fr_CA.UTF-8", "fr"),
            ("zh-Hant-TW", "zh"),
            ("fra", "fr"),
            ("ENG", "en"),
            ("en, fr", "en"),
            ("und", ""),
            ("français", ""),
            ("f", ""),
            ("f1", ""),
            ("é", ""),
            ("", ""),
        ];
        for (value, expected) in cases {
            assert_eq!(code(value).unwrap_or_default(), expected, "{value}");
        }
    }

    /// A first paragraph in each of several languages.
    const PARAGRAPHS: [(&str, &str); 14] = [
        (
            "fr",
            "Le gouvernement a annoncé jeudi un plan de soutien aux agriculteurs touchés par la sécheresse. Les syndicats, qui réclamaient une aide immédiate, jugent les sommes prévues insuffisantes.",
        ),
        (
            "en",
            "The government announced on Thursday a plan to support farmers hit by the drought. Unions, which had called for immediate help, said that the sums were not enough to save the harvest.",
        ),
        (
            "es",
            "El gobierno anunció el jueves un plan de apoyo a los agricultores afectados por la sequía. Los sindicatos, que pedían una ayuda inmediata, consideran insuficientes las sumas previstas.",
        ),
        (
            "it",
            "Il governo ha annunciato giovedì un piano di sostegno agli agricoltori colpiti dalla siccità. I sindacati, che chiedevano un aiuto immediato, giudicano insufficienti le somme previste.",
        ),
        (
            "pt",
            "O governo anunciou na quinta-feira um plano de apoio aos agricultores atingidos pela seca. Os sindicatos, que pediam uma ajuda imediata, consideram insuficientes as verbas previstas.",
        ),
        (
            "de",
            "Die Regierung hat am Donnerstag einen Plan zur Unterstützung der von der Dürre betroffenen Bauern angekündigt. Die Gewerkschaften, die sofortige Hilfe gefordert hatten, halten die Summen für zu gering.",
        ),
        (
            "nl",
            "De regering heeft donderdag een plan aangekondigd om boeren te steunen die door de droogte zijn getroffen. De vakbonden, die onmiddellijke hulp eisten, vinden de bedragen onvoldoende.",
        ),
        (
            "ca",
            "El govern va anunciar dijous un pla de suport als pagesos afectats per la sequera. Els sindicats, que demanaven una ajuda immediata, consideren insuficients les quantitats previstes.",
        ),
        (
            "ro",
            "Guvernul a anunțat joi un plan de sprijin pentru agricultorii afectați de secetă. Sindicatele, care cereau un ajutor imediat, consideră că sumele prevăzute sunt insuficiente.",
        ),
        (
            "tr",
            "Hükümet perşembe günü kuraklıktan etkilenen çiftçilere yönelik bir destek planı açıkladı. Acil yardım talep eden sendikalar, öngörülen miktarların yetersiz olduğunu belirtti.",
        ),
        (
            "ru",
            "Правительство объявило в четверг о плане поддержки фермеров, пострадавших от засухи. Профсоюзы, требовавшие немедленной помощи, считают предусмотренные суммы недостаточными.",
        ),
        (
            "ar",
            "أعلنت الحكومة يوم الخميس خطة لدعم المزارعين المتضررين من الجفاف. واعتبرت النقابات التي كانت تطالب بمساعدة فورية أن المبالغ المقررة غير كافية لإنقاذ الموسم الزراعي هذا العام في مختلف المناطق.",
        ),
        (
            "hy",
            "Կառավարությունը հինգշաբթի օրը հայտարարեց երաշտից տուժած գյուղացիներին աջակցելու ծրագրի մասին։ Արհմիությունները, որոնք պահանջում էին անհապաղ օգնություն, բավարար չեն համարում գումարները։",
        ),
        (
            "el",
            "Η κυβέρνηση ανακοίνωσε την Πέμπτη σχέδιο στήριξης των αγροτών που επλήγησαν από την ξηρασία. Τα συνδικάτα, που ζητούσαν άμεση βοήθεια, θεωρούν ανεπαρκή τα ποσά που προβλέπονται.",
        ),
    ];

    #[test]
    fn languages_of_paragraphs() {
        for (language, text) in PARAGRAPHS {
            assert_eq!(detect(text), Some(language), "{text}");
        }
    }

    #[test]
    fn what_is_short_or_mixed_is_not_guessed() {
        let figures = "1 2 3 4 5 6 7 8 9 10 ".repeat(50);
        let cases = [
            "",
            "Paris",
            "Jeux olympiques de Rio : Wayde van Niekerk bat le record du monde du 400 mètres",
            &figures,
            "The Guardian, The Times, Wall Street Journal",
        ];
        for text in cases {
            assert_eq!(detect(text), None, "{text}");
        }
        assert_eq!(detect(&"é".repeat(100_000)).filter(|code| *code != "fr"), None);
    }

    #[test]
    fn a_sure_text_goes_before_the_field() {
        let settings = Settings { detect_language: true, ..Settings::default() };
        let read = |line: &str, settings: &Settings| {
            let document = super::super::parse_line(line, 1, settings).unwrap();
            (document.language, document.metadata.len())
        };
        let english = PARAGRAPHS[1].1;
        let cases = [
            (format!(r#"{{"text": "{english}"}}"#), ("en", 0), ("fr", 0)),
            (format!(r#"{{"text": "{english}", "lang": "fr-FR"}}"#), ("en", 0), ("fr", 1)),
            (format!(r#"{{"text": "{english}", "Language": "Deutsch", "lang": null}}"#), ("en", 1), ("fr", 1)),
            (r#"{"text": "Oui.", "language": "it"}"#.to_owned(), ("it", 0), ("fr", 1)),
            (r#"{"text": "Yes."}"#.to_owned(), ("fr", 0), ("fr", 0)),
        ];
        for (line, auto, fixed) in cases {
            let (language, metadata) = read(&line, &settings);
            assert_eq!((language.as_str(), metadata), auto, "{line}");
            let (language, metadata) = read(&line, &Settings::default());
            assert_eq!((language.as_str(), metadata), fixed, "{line}");
        }
    }

    /// `DEPECHE_DATA=../shared cargo test --lib french_articles -- --ignored --nocapture`
    #[test]
    #[ignore = "needs the shared data"]
    fn french_articles_and_their_beginnings() {
        let data = std::env::var("DEPECHE_DATA").unwrap_or_else(|_| "../shared".to_owned());
        let (mut tried, mut sure) = (0, 0);
        for file in ["winer_dev", "winer_train", "sequoia_frwiki", "sequoia_europarl"] {
            let path = std::path::Path::new(&data).join(format!("ner/{file}.jsonl"));
            for line in std::fs::read_to_string(path).unwrap().lines() {
                let text = super::super::parse_line(line, 1, &Settings::default()).unwrap().text;
                for length in [60, 100, 150, 200, 300, usize::MAX] {
                    let beginning: String = text.chars().take(length).collect();
                    let found = detect(&beginning);
                    assert!(found.is_none_or(|code| code == "fr"), "{found:?}: {beginning}");
                    tried += 1;
                    sure += usize::from(found.is_some());
                }
            }
        }
        println!("{tried} beginnings and wholes: {sure} French, the others not clear");
    }
}
