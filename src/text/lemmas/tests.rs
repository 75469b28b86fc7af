use proptest::prelude::*;

use super::*;

fn lemmas() -> &'static Lemmas {
    static ONCE: std::sync::OnceLock<Lemmas> = std::sync::OnceLock::new();
    ONCE.get_or_init(|| {
        let pack = Pack::embedded("fr").expect("a pack");
        Lemmas::new(&pack, Verbs::new(&pack).expect("good verbs")).expect("good data")
    })
}

#[test]
fn lemmas_are_found() {
    const PRES: &str = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin";
    const PASSED: &str = "Gender=Fem|Number=Plur|Tense=Past|VerbForm=Part";
    for (form, upos, features, expected) in [
        // verbs: the reading that agrees, then the commoner verb
        ("suis", "AUX", "Mood=Ind|Number=Sing|Person=1|Tense=Pres|VerbForm=Fin", "être"),
        ("a", "AUX", PRES, "avoir"),
        ("vit", "VERB", PRES, "vivre"),
        ("vit", "VERB", "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin", "voir"),
        ("annoncées", "VERB", PASSED, "annoncer"),
        ("ÉTEINTES", "VERB", PASSED, "éteindre"),
        ("Etaient", "AUX", "Mood=Ind|Number=Plur|Person=3|Tense=Imp|VerbForm=Fin", "être"),
        ("serait", "AUX", "Mood=Cnd|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "être"),
        ("co-produit", "VERB", PRES, "co-produire"),
        ("googlisait", "VERB", "Mood=Ind|Number=Sing|Person=3|Tense=Imp|VerbForm=Fin", "googliser"),
        ("élu(e)", "VERB", "Tense=Past|VerbForm=Part", "élire"),
        // nouns
        ("journaux", "NOUN", "Number=Plur", "journal"),
        ("bateaux", "NOUN", "Number=Plur", "bateau"),
        ("travaux", "NOUN", "Number=Plur", "travail"),
        ("jeux", "NOUN", "Number=Plur", "jeu"),
        ("bijoux", "NOUN", "Number=Plur", "bijou"),
        ("pays", "NOUN", "Number=Plur", "pays"),
        ("Lillois", "NOUN", "Number=Plur", "lillois"),
        ("délais", "NOUN", "Number=Plur", "délai"),
        ("prix", "NOUN", "Number=Plur", "prix"),
        ("temps", "NOUN", "Number=Sing", "temps"),
        ("porte-parole", "NOUN", "Number=Sing", "porte-parole"),
        ("beaux-frères", "NOUN", "Number=Plur", "beau-frère"),
        ("Présidente", "NOUN", "Gender=Fem|Number=Sing", "président"),
        ("rivières", "NOUN", "Gender=Fem|Number=Plur", "rivière"),
        ("attente", "NOUN", "Gender=Fem|Number=Sing", "attente"),
        ("Etats", "NOUN", "Number=Plur", "état"),
        ("MM.", "NOUN", "Number=Plur", "monsieur"),
        ("PIB", "NOUN", "", "PIB"),
        ("F-16", "NOUN", "Number=Plur", "F-16"),
        // adjectives
        ("sociaux", "ADJ", "Number=Plur", "social"),
        ("heureuses", "ADJ", "Gender=Fem|Number=Plur", "heureux"),
        ("trompeuses", "ADJ", "Gender=Fem|Number=Plur", "trompeur"),
        ("législative", "ADJ", "Gender=Fem|Number=Sing", "législatif"),
        ("Premières", "ADJ", "Gender=Fem|Number=Plur", "premier"),
        ("officielles", "ADJ", "Gender=Fem|Number=Plur", "officiel"),
        ("politiques", "ADJ", "Gender=Fem|Number=Plur", "politique"),
        ("vieille", "ADJ", "Gender=Fem|Number=Sing", "vieux"),
        ("XIXe", "ADJ", "Number=Sing", "XIXe"),
        // the closed classes
        ("L’", "DET", "", "le"),
        ("des", "DET", "", "un"),
        ("d'", "ADP", "", "de"),
        ("Qu'", "SCONJ", "", "que"),
        ("n’", "ADV", "", "ne"),
        ("-t-il", "PRON", "", "lui"),
        ("s'", "PRON", "", "soi"),
        ("laquelle", "PRON", "", "lequel"),
        ("Trois", "NUM", "", "trois"),
        ("XIV", "NUM", "", "XIV"),
        ("Roux", "PROPN", "", "Roux"),
        ("Hier", "ADV", "", "hier"),
        ("", "NOUN", "", ""),
    ] {
        assert_eq!(lemmas().lemma(form, upos, features), expected, "{form} {upos} {features}");
    }
}

proptest! {
    #[test]
    fn any_form_has_a_lemma(form in "\\PC*", upos in "NOUN|ADJ|VERB|PRON|NUM|X", features in "\\PC*|Gender=Fem\\|Number=Plur") {
        lemmas().lemma(&form, &upos, &features);
    }
}

#[test]
fn the_lists_have_no_faults() {
    assert_eq!(Lemmas::check(&Pack::embedded("fr").expect("a pack")), Ok(vec![]));
}
