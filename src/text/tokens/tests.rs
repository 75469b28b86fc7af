use proptest::prelude::*;

use super::*;

fn tokens() -> &'static Tokens {
    static ONCE: std::sync::OnceLock<Tokens> = std::sync::OnceLock::new();
    ONCE.get_or_init(|| Tokens::new(&Pack::embedded("fr").expect("a pack")).expect("good data"))
}

#[test]
fn tokens_are_cut() {
    for (text, expected) in [
        // abbreviations and the end of the sentence
        ("M. Roux et MM. Petit", "M.|Roux|et|MM.|Petit"),
        ("le Dr. Noël", "le|Dr.|Noël"),
        ("du riz, du blé, etc., et du sel", "du|riz|,|du|blé|,|etc.|,|et|du|sel"),
        ("du riz, du blé, etc.", "du|riz|,|du|blé|,|etc|."),
        ("du riz, etc. Le sel", "du|riz|,|etc|.|Le|sel"),
        ("Il a plu. La nuit.", "Il|a|plu|.|La|nuit|."),
        ("(cf. page 3)", "(|cf.|page|3|)"),
        ("Vol. XII, no. 4", "Vol.|XII|,|no.|4"),
        ("à 3 h. Le soir", "à|3|h|.|Le|soir"),
        ("en 52 av. J.-C., à", "en|52|av.|J.-C.|,|à"),
        ("avant J.-C.", "avant|J.-C|."),
        ("George H. W. Roux", "George|H.|W.|Roux"),
        ("le plan B. Le soir", "le|plan|B|.|Le|soir"),
        ("le plan B.", "le|plan|B|."),
        ("l'O.N.U. et la S.N.C.F.", "l'|O.N.U.|et|la|S.N.C.F."),
        ("l'O.N.U...", "l'|O.N.U|..."),
        // marks
        ("Oui... -- non !!! ?!", "Oui|...|--|non|!!!|?|!"),
        ("((a))", "(|(|a|)|)"),
        // forms of the list
        ("Si l'on veut, L’on peut", "Si|l'on|veut|,|L’on|peut"),
        ("l'once d'or", "l'|once|d'|or"),
        ("c’est-à-dire celle-là", "c’est-à-dire|celle-là"),
        ("c'est-à lui", "c'|est-à|lui"),
        ("ce jour-là dit-il", "ce|jour|-là|dit|-il"),
        ("rendez-vous, prenez-vous", "rendez-vous|,|prenez|-vous"),
        ("Quelqu'un, quelqu'autre", "Quelqu'un|,|quelqu'|autre"),
        ("n°12, n° 12", "n°|12|,|n°|12"),
        // numbers
        ("10 000 morts, 1 234,5 t", "10 000|morts|,|1 234,5|t"),
        ("12 000 000 d'euros", "12 000 000|d'|euros"),
        ("en 2019 500 morts", "en|2019|500|morts"),
        ("au 06 12 345 678", "au|06|12|345|678"),
        ("12 345 67", "12|345|67"),
        ("5  000", "5|000"),
        ("-3 °C, de -0,8 à +14", "-|3|°C|,|de|-0,8|à|+14"),
        ("1990 -1995", "1990|-|1995"),
        ("9°C", "9|°|C"),
        // units and clock times
        ("à 15h30, 9h et 8H05", "à|15|h|30|,|9|h|et|8|H|05"),
        ("160km, 2,5kg, le 3e, la 2CV", "160|km|,|2,5|kg|,|le|3e|,|la|2CV"),
        ("1500h30", "1500h30"),
        // slashes, signs and sites
        ("le 23/12/2006 à 90 km/h", "le|23/12/2006|à|90|km|/|h"),
        ("IIa/IVb et/ou Roux/Petit", "IIa/IVb|et|/|ou|Roux|/|Petit"),
        ("l‘eau ‘l‘", "l‘|eau|‘|l|‘"),
        ("selon Exemple.fr. Oui", "selon|Exemple.fr|.|Oui"),
        ("les élu(e)s (e)", "les|élu(e)s|(|e|)"),
        ("Kim Sung-Il dit-il", "Kim|Sung-Il|dit|-il"),
        ("EST-IL", "EST|-IL"),
    ] {
        let cut: Vec<&str> = tokens().cut(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(cut.join("|"), expected, "{text}");
    }
}

#[test]
fn contractions_have_two_words() {
    for (form, first, second) in
        [("du", "de", "le"), ("Des", "De", "les"), ("AU", "À", "le"), ("Auxquelles", "À", "lesquelles")]
    {
        assert_eq!(tokens().contraction(form), Some((first.to_owned(), second)));
    }
    assert_eq!(tokens().contraction("dur"), None);
    assert_eq!(tokens().contraction(""), None);
}

fn check_cover(text: &str) {
    crate::text::words::covers(text, &tokens().cut(text));
}

proptest! {
    #[test]
    fn any_text_is_covered(text in "\\PC*") {
        check_cover(&text);
    }

    #[test]
    fn any_heap_of_marks_is_covered(text in "[a-cABhMé0-3'’‘.@&, \u{a0}/:w°()+\u{301}-]{0,60}") {
        check_cover(&text);
    }

    #[test]
    fn any_heap_of_joins_is_covered(pieces in prop::collection::vec(0..16usize, 0..30)) {
        let heap = ["M.", " ", "10", " 000", "l'on", "-là", "...", "J.", "-C.", "(e)", "s", "15h30", "/", "°C", ".fr", "‘"];
        check_cover(&pieces.into_iter().map(|piece| heap[piece]).collect::<String>());
    }
}

#[test]
fn long_runs_hold() {
    let pieces =
        [".", "M.", "J.", "J.-", "111 ", "000 ", "1/", "l'on", "l‘", "-là", "-", "15h", "a(e)", "etc. ", "A.fr", "°C"];
    for piece in pieces {
        check_cover(&piece.repeat((1 << 19) / piece.len()));
    }
    check_cover(&format!("{}2019", "111 ".repeat(1 << 16)));
}

#[test]
fn a_pack_without_lists_cuts_words() {
    let bare = Tokens::new(&Pack::from_files("xx", [])).expect("an empty pack");
    assert_eq!(bare.cut("l'on a 10 000").len(), 3);
    assert_eq!(bare.contraction("du"), None);
}

#[test]
fn the_lists_have_no_faults() {
    assert_eq!(Tokens::check(&Pack::embedded("fr").expect("a pack")), Ok(vec![]));
}
