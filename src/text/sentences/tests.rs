use proptest::prelude::*;

use super::*;

fn sentences() -> Sentences {
    Sentences::new(&Pack::embedded("fr").expect("a pack")).expect("good data")
}

/// Each line is a text; ¦ stands where a sentence ends.
const PRESS: &str = "\
M. Dupont est arrivé lundi. ¦Il repart mardi.
MM. Roux et Le Goff ont signé. ¦Le texte entre en vigueur.
Mme. Le Pen a répondu à M. Le Maire. ¦Le débat continue.
Le Dr. Martin et Me. Leroy ont témoigné.
J.-P. Chevalier et A. de Brossard ont gagné la 3e étape.
George W. Bush et John F. Kennedy sont cités.
L'U.E. a réagi. ¦Les U.S.A. aussi.
Les pays de l'U.E. Les ministres se réunissent demain.|Les pays de l'U.E. ¦Les ministres se réunissent demain.
Il est né le 3 sept. 2019 à Lyon. ¦Sa mère va bien.
Publié le 14 janv. (AFP) à Nice.
L'art. 49 al. 3 de la Constitution, cf. Le Monde, p. 12, est clair. ¦Il sera utilisé.
Voir pp. 12-14, vol. 2, n° 3. ¦La suite demain.
La loi prévoit (art. L. 123-4) une amende.
Le vol AF 447 a disparu le 1er juin 2009 à 2h14. ¦228 personnes étaient à bord.
1er janvier 2016, 14h30 . ¦– Le préfet parle.
« Pourquoi ? » demande-t-il.
« Pourquoi partir ? » ¦Il ne répond pas.
« Non ! », a-t-il lancé. ¦Puis il est sorti.
\"Qui sait ?\" s'interroge le maire. ¦\"Personne.\" ¦Il sourit.
\" Qui sait ? \" s'interroge le maire. ¦\" Nous verrons. \" ¦Il sourit.
Il a dit : « C'est fini. ¦Nous rentrons. » ¦La salle applaudit.
Il est parti. ¦« Je reviens », dit-il.
Il est parti.« Je reviens », dit-il.|Il est parti.¦« Je reviens », dit-il.
Elle cite un témoin (« Il a dit \"Stop !\" et il a tiré. ») ¦Le juge écoute.
Il hésite... puis repart.
Il hésite… puis repart.
Il hésite… ¦Le temps passe.
Il hésite... ¦Le temps passe.
Le discours [...] a duré une heure. ¦(Avec agences.)
Les écoles, les gares, etc. sont fermées. ¦Les musées aussi.
Les écoles, les gares, etc. ¦Les musées aussi.
Le PIB a crû de 1.5 % selon l'Insee. ¦La dette atteint 10.000 euros.
Lire sur www.lemonde.fr/Article.html?Id=3 la suite. ¦Merci.
Écrire à redaction@journal.fr. ¦Merci.
Le site 20minutes.fr. Il cite 3 sources.|Le site 20minutes.fr. ¦Il cite 3 sources.
Yahoo! a annoncé un accord. ¦Canal+ aussi.
St. Petersburg et Ste. Anne sont des villes.
Jésus-Christ, 52 av. J.-C. et 476 apr. J.-C. sont des dates.
BAKOU, 20 sept. (Reuters) - Le cessez-le-feu tient. ¦Les combats ont cessé.
PARIS (AFP) – Le ministre est arrivé. ¦Il a parlé.
– Vous venez ? ¦– Oui. ¦– Alors partons !
– Vous venez ? – dit-elle.
Combien de morts ? ¦12, selon la police.
Il pèse env. 30 kg et mesure 1,80 m. ¦C'est un géant.
1. Le contexte. ¦2. Les faits.
Le groupe Total S.A. a vendu sa filiale. ¦Apple Inc. achète.
Il vit au Cap. ¦Le climat y est doux.
La hausse est de 3 %. ¦3 % de plus qu'en 2010.
Tél. 01 23 45 67 89. ¦Ouvert de 9h. à 18h. tous les jours.
Quoi ?! ¦Il a refusé ?... ¦Oui.
Le film de L. Besson (2 h. 10) sort mercredi.
S.E. Mgr. Aupetit a béni la foule. ¦R.P. Dubois aussi.
Les articles de Robert P. Laffont et Jean V. Sorel. ¦Le journal les publie.
Le roi Louis XIV. ¦Le palais de Versailles.
";

#[test]
fn press_lines_are_cut() {
    let sentences = sentences();
    let mut wrong = Vec::new();
    for line in PRESS.lines() {
        let marked = line.split_once('|').map_or(line, |(_, marked)| marked);
        let text = marked.replace('¦', "");
        let expected: Vec<&str> = marked.split('¦').map(str::trim).collect();
        let found: Vec<&str> = sentences.cut(&text).into_iter().map(|span| span.of(&text)).collect();
        if found != expected {
            wrong.push(format!("{expected:?}\n  {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn line_breaks_are_read() {
    let sentences = sentences();
    for (text, expected) in [
        ("Un accord à Bakou\nLe président a signé.", &["Un accord à Bakou", "Le président a signé."][..]),
        ("Un accord à Bakou\n\nle président a signé.", &["Un accord à Bakou", "le président a signé."]),
        ("Le président\r\na signé.\r\nIl part.", &["Le président\r\na signé.", "Il part."]),
        ("Le président\r\n\r\na signé.", &["Le président", "a signé."]),
        ("Elle remercie M.\nDupont et part.", &["Elle remercie M.\nDupont et part."]),
        ("Il est venu.\nPuis il a vu\n, dit-il.", &["Il est venu.", "Puis il a vu\n, dit-il."]),
        (
            "Le premier ministre du pays, Nikol\nPachinian, a dit lundi que l'accord de\nBakou tenait. Le texte sera signé à la\nfin du mois à Moscou.\nIl part.",
            &[
                "Le premier ministre du pays, Nikol\nPachinian, a dit lundi que l'accord de\nBakou tenait.",
                "Le texte sera signé à la\nfin du mois à Moscou.",
                "Il part.",
            ],
        ),
        ("- Lundi\n- Mardi", &["- Lundi", "- Mardi"]),
        ("", &[]),
        (" \n\t\u{a0} ", &[]),
        ("...", &["..."]),
        ("»", &["»"]),
    ] {
        let found: Vec<&str> = sentences.cut(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

fn check_cover(text: &str) {
    let spans = sentences_once().cut(text);
    let mut at = 0;
    for span in &spans {
        assert!(span.start >= at && span.end > span.start, "{text:?}: {spans:?}");
        assert_eq!(span.of(text).trim().len(), span.len(), "{text:?}: {spans:?}");
        assert!(text[at..span.start].trim().is_empty(), "{text:?}: {spans:?}");
        at = span.end;
    }
    assert!(text[at..].trim().is_empty(), "{text:?}: {spans:?}");
}

fn sentences_once() -> &'static Sentences {
    static ONCE: std::sync::OnceLock<Sentences> = std::sync::OnceLock::new();
    ONCE.get_or_init(sentences)
}

proptest! {
    #[test]
    fn any_text_is_covered(text in "\\PC*") {
        check_cover(&text);
    }

    #[test]
    fn any_heap_of_marks_is_covered(text in "[.?!…«»\"“”()\\[\\]’' \n\r\t\u{a0}\u{2028}aAÉé1–-]{0,60}") {
        check_cover(&text);
    }
}

#[test]
fn long_runs_hold() {
    for piece in [
        "(", ".", "«", "\"", ". ", ".(", " ", "\n", "? \" ", "M. ", "a.", "…", "A.-", "\r\n", ".)", "1. ", "é", "« ",
        "» ", ".   \"",
    ] {
        let text = piece.repeat((1 << 20) / piece.len());
        check_cover(&text);
    }
}

#[test]
fn the_lists_have_no_faults() {
    assert_eq!(Sentences::check(&Pack::embedded("fr").expect("a pack")), Ok(Vec::new()));
}
