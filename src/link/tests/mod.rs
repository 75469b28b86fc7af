mod places;
mod reports;
mod statements;

use std::sync::LazyLock;

use super::*;
use crate::document::{Analysis, Component, Document, Entity, Label, Participant, Span};
use crate::lang::Pack;

static LINKER: LazyLock<Linker> = LazyLock::new(|| Linker::new(&Pack::embedded("fr").unwrap()).unwrap());
static ACTORS: LazyLock<Actors> = LazyLock::new(|| Actors::new(&Pack::embedded("fr").unwrap()).unwrap());

/// Reads a text in which entities are written `{PER:Name}`, and the phrase to describe `<...>`.
fn marked(source: &str) -> (Document, Analysis, Option<Span>) {
    let (mut text, mut analysis) = (String::new(), Analysis::default());
    let (mut open, mut begin, mut phrase) = (None, 0, None);
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let mut step = c.len_utf8();
        match c {
            '{' => {
                let (label, _) = rest[1..].split_once(':').unwrap();
                open = Some((label.parse::<Label>().unwrap(), text.len()));
                step += label.len() + 1;
            }
            '}' => {
                let (label, start) = open.take().unwrap();
                analysis.entities.push(Entity::new(label, Span::new(start, text.len()), 1.0, "test"));
            }
            '<' => begin = text.len(),
            '>' => phrase = Some(Span::new(begin, text.len())),
            _ => text.push(c),
        }
        rest = &rest[step..];
    }
    let ends = text.match_indices(['\n']).map(|(at, _)| at).chain([text.len()]);
    let mut start = 0;
    for end in ends {
        if end > start {
            analysis.sentences.push(crate::document::Sentence { span: Span::new(start, end) });
        }
        start = end + 1;
    }
    (Document::new("t", "fr", text), analysis, phrase)
}

fn linked(source: &str) -> (Document, Analysis, Option<Span>) {
    let (document, mut analysis, phrase) = marked(source);
    LINKER.apply(&document, &mut analysis).unwrap();
    (document, analysis, phrase)
}

fn described(source: &str) -> Participant {
    let (document, analysis, phrase) = linked(source);
    ACTORS.describe(phrase.unwrap(), &document, &analysis)
}

fn line(who: &Participant) -> String {
    let via = who.via.map_or("-", |via| via.as_str());
    format!("{} {} {via}", who.country.as_deref().unwrap_or("-"), who.sectors.join(";"))
}

#[test]
fn demonyms() {
    let cases = [
        ("Les soldats arméniens et les Azerbaïdjanais.", "arméniens ARM, Azerbaïdjanais AZE"),
        ("Le régime nord‑coréen et l'armée sud-coréenne.", "nord‑coréen PRK, sud-coréenne KOR"),
        ("Il parle français, elle écrit en anglais.", ""),
        ("Un élu français à l'accent anglais.", "français FRA, anglais GBR"),
        ("La {LOC:Suisse} et les banques suisses.", "suisses CHE"),
        ("En Argentine, un joueur argentin.", "argentin ARG"),
        ("Le {ORG:gouvernement espagnol} a dit non.", ""),
        ("L'axe franco-allemand tient.", "franco FRA, allemand DEU"),
        ("Un pigeon voyageur, une polonaise au piano.", "polonaise POL"),
        ("Les troupes congolaises au {LOC:Congo-Brazzaville}.", "congolaises COG"),
        ("Les troupes congolaises avancent.", "congolaises COD"),
        ("Un prêtre parisien et les Européens.", ""),
        ("L'ancien empire soviétique.", "soviétique SUN"),
        ("Les {MISC:Géorgiens} votent.", "Géorgiens GEO"),
        ("", ""),
    ];
    for (source, want) in cases {
        let (document, analysis, _) = linked(source);
        let found: Vec<String> =
            analysis.demonyms.iter().map(|d| format!("{} {}", d.span.of(&document.text), d.country)).collect();
        assert_eq!(found.join(", "), want, "{source}");
    }
}

#[test]
fn actors() {
    let cases = [
        ("<L'{LOC:Ouganda}> a fermé la frontière.", "UGA  name"),
        ("<{LOC:Ankara}> a protesté.", "TUR GOV metonym"),
        ("<Le {LOC:Kremlin}> dément.", "RUS GOV metonym"),
        ("<{LOC:Bruxelles}> propose un plan.", "- EUR metonym"),
        ("<{LOC:Kharkiv}> résiste.", "UKR  name"),
        ("<l'armée birmane> avance.", "MMR MIL demonym"),
        ("<les forces turques en {LOC:Syrie}> reculent.", "TUR MIL demonym"),
        ("<l'armée de {LOC:Birmanie}> avance.", "MMR MIL name"),
        ("<les séparatistes d'{LOC:Abkhazie}> refusent.", "GEO REB;PRE name"),
        ("<la {LOC:Transnistrie}> vote.", "MDA PRE name"),
        ("<les habitants géorgiens d'{LOC:Abkhazie}> fuient.", "GEO CVL demonym"),
        ("<les forces de maintien de la paix kényanes> restent.", "KEN MIL demonym"),
        ("<le porte-parole de l'armée malienne> parle.", "MLI MIL demonym"),
        ("<l'{ORG:ONU}> condamne.", "- UNO name"),
        ("<le {ORG:Hamas}> réplique.", "PSE REB name"),
        ("<des casques bleus> patrouillent.", "- UNO;MIL -"),
        ("<des manifestants> défilent.", "- CVL -"),
        ("<les manifestants à {LOC:Alger}> défilent.", "DZA CVL name"),
        ("<la table> tombe.", "-  -"),
        ("<le maire de {LOC:Marseille}> promet.", "FRA GOV name"),
        ("La police danoise enquête. <La police> cherche.", "DNK COP coreference"),
        ("Les rebelles tchadiens fuient, les rebelles libyens non. <Les rebelles> négocient.", "- REB -"),
        ("Au {LOC:Tchad}, la capitale du {LOC:Tchad} dort. <Le gouvernement> agit.", "TCD GOV default"),
        ("Au {LOC:Tchad}, puis au {LOC:Mali}. <Le gouvernement> agit.", "- GOV -"),
        ("Au {LOC:Tchad}, au {LOC:Tchad}. <Des policiers> passent.", "- COP -"),
        ("<Le {ORG:gouvernement espagnol}> refuse.", "ESP GOV demonym"),
        ("<La police parisienne> charge.", "FRA COP demonym"),
        ("La {LOC:Transnistrie} attend. <Les séparatistes russophones> votent.", "MDA REB;PRE default"),
        ("En {LOC:Ossétie du Sud}, <des séparatistes russes> tirent.", "GEO REB;PRE default"),
        ("<Les rebelles du {LOC:Sahara occidental}> signent.", "MAR REB;PRE name"),
        ("<Les indépendantistes sahraouis> signent.", "MAR OPP;PRE demonym"),
        (
            "La {LOC:République populaire de Donetsk} vote. <Les séparatistes prorusses> avancent.",
            "UKR REB;PRE default",
        ),
        ("En {LOC:Abkhazie}, <les séparatistes catalans> sont loin.", "ESP REB demonym"),
        ("En {LOC:Abkhazie} et en {LOC:Transnistrie}, <les séparatistes russes> votent.", "RUS REB demonym"),
        ("<Les séparatistes arméniens> négocient.", "ARM REB demonym"),
        ("<>", "-  -"),
    ];
    let mut wrong = Vec::new();
    for (source, want) in cases {
        let found = line(&described(source));
        if found != want {
            wrong.push(format!("{source}: {found}, not {want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn clusters() {
    let cases = [
        ("{PER:Ana Brnabic} parle. {PER:Mme Brnabic} part. {LOC:Belgrade} attend. {PER:Brnabic} revient.", "0 0 1 0"),
        ("{PER:Jean Petit} et {PER:Luc Petit}. {PER:Petit} sourit.", "0 1 2"),
        ("{PER:Macron} arrive. {PER:Emmanuel Macron} parle.", "0 0"),
        ("La {ORG:Confédération paysanne du Nord} ({ORG:CPN}) vote. La {ORG:CPN} gagne.", "0 0 0"),
        ("L'{ORG:Otan} et l'{ORG:Alliance atlantique}.", "0 0"),
        ("Le {ORG:Parti du rail} ({ORG:CGT}).", "0 1"),
        ("{LOC:États-Unis} et {LOC:USA} et {LOC:les États-Unis}.", "0 0 0"),
        ("{LOC:La Réunion} et {LOC:Réunion}.", "0 0"),
        ("{PER:Victor} et {PER:Paul Biya}, {PER:Paul}.", "0 1 1"),
        ("{PER:Charles de Gaulle}, {PER:de Gaulle}.", "0 0"),
        ("{LOC:Washington} et {PER:Denzel Washington}.", "0 1"),
        ("{PER:Yao N'Dri Blaise} parle, {PER:M. N'Dri} sourit, {PER:Blaise} part.", "0 0 0"),
        ("{PER:N'Dri} parle, {PER:Yao N'Dri Blaise} et {PER:Luc N'Dri Olivier}.", "0 1 2"),
    ];
    for (source, want) in cases {
        let (_, analysis, _) = linked(source);
        let found: Vec<String> = analysis.entities.iter().map(|e| e.cluster.unwrap().to_string()).collect();
        assert_eq!(found.join(" "), want, "{source}");
    }
}

#[test]
fn identities() {
    let cases = [
        ("le premier ministre islandais {PER:Jón Jónsson}", "Jón Jónsson ISL GOV -"),
        ("{PER:Maria Silva}, présidente de l'{ORG:Assemblée nationale} du {LOC:Portugal},", "Maria Silva PRT LEG -"),
        ("{PER:Idriss Abou}, président du {LOC:Tchad}, arrive", "Idriss Abou TCD GOV -"),
        ("le ministre russe de la Défense {PER:Ivan Petrov}", "Ivan Petrov RUS GOV;MIL -"),
        ("{PER:Léa Morin}, 42 ans, maire de {LOC:Rennes}, a dit", "Léa Morin FRA GOV -"),
        ("l'avocate du joueur {PER:Tom Fall}", "Tom Fall -  -"),
        ("les avocats de {PER:Tom Fall}", "Tom Fall -  -"),
        ("le porte-parole du gouvernement {PER:Tom Fall}", "Tom Fall - GOV -"),
        ("Le joueur a vu {PER:Tom Fall}", "Tom Fall -  -"),
        ("Il a dit à la presse {PER:Tom Fall}", "Tom Fall -  -"),
        ("la maire, {PER:Ida Roy}, à {LOC:Turin}, près de {LOC:Turin}", "Ida Roy ITA GOV -"),
        ("la maire, {PER:Ida Roy}, à {LOC:Turin}", "Ida Roy - GOV -"),
        ("la ministre déléguée à la mer, {PER:Ida Roy}, à {LOC:Turin}, à {LOC:Turin}", "Ida Roy ITA GOV -"),
        ("le député a parlé à la mère de {PER:Ida Roy}, à {LOC:Turin}", "Ida Roy -  -"),
        ("la maire, {PER:Ida Roy}, entre {LOC:Turin} et {LOC:Lyon}", "Ida Roy - GOV -"),
        ("la fleuriste {PER:Ida Roy}, à {LOC:Turin}", "Ida Roy -  -"),
        ("la boulangère {PER:Ida Roy}, à {LOC:Turin}", "Ida Roy - BUS -"),
        ("le Danois {PER:Lars Holm} gagne", "Lars Holm DNK  -"),
        ("face au Danois, {PER:Lars Holm} gagne", "Lars Holm -  -"),
        ("{PER:Ida Roy}, verrière à l'{ORG:université de Turin}, parle", "Ida Roy ITA EDU -"),
        ("{PER:Ida Roy}, de l'{ORG:université de Turin}, parle", "Ida Roy ITA EDU -"),
        ("{PER:Ida Roy}, visée par l'{ORG:université de Turin}, parle", "Ida Roy -  -"),
        ("{PER:Ida Roy} parle, l'{ORG:université de Turin} aussi", "Ida Roy -  -"),
        ("l'espagnol {ORG:Navarro}", "Navarro ESP  -"),
        ("{LOC:Mbele}, dans la région de {LOC:Ségou}, attend", "Mbele MLI  -"),
        ("la {ORG:Filière mauve} de {LOC:Turin}, à {LOC:Milan}", "Filière mauve ITA  -"),
        ("la {ORG:Filière mauve}, vue à {LOC:Milan} et à {LOC:Lyon}", "Filière mauve -  -"),
        ("le président a vu {PER:Tom Fall}", "Tom Fall -  -"),
        ("l'ambassadeur en {LOC:Syrie}", "Syrie SYR  1"),
        ("le {LOC:Haut-Karabagh}", "Haut-Karabakh AZE PRE 2"),
        ("la ville de {LOC:Marioupol}", "Marioupol UKR  4"),
        ("le président {PER:Omar Sy} du {LOC:Tchad}, au {LOC:Tchad}", "Omar Sy TCD GOV -"),
        ("le général {PER:Omar Sy} au {LOC:Tchad}, au {LOC:Tchad}", "Omar Sy TCD MIL -"),
        ("le général {PER:Omar Sy} au {LOC:Tchad}, au {LOC:Mali}", "Omar Sy - MIL -"),
        ("le {ORG:ministère de la Défense} kazakh", "ministère de la Défense KAZ GOV;MIL -"),
        ("le {ORG:Parlement de Catalogne}", "Parlement de Catalogne ESP LEG -"),
        ("la {ORG:police} de {LOC:Tunis}", "police TUN COP -"),
        ("l'{ORG:OMS} en {LOC:Guinée}", "Organisation mondiale de la santé - UNO -"),
        ("{LOC:Villeplan}, près de {LOC:Dijon}, en {LOC:Bourgogne}.", "Villeplan FRA  -"),
        ("{LOC:Villeplan}, près de {LOC:Dijon}.", "Villeplan -  -"),
        ("{LOC:Villeplan}, {LOC:Dijon}, {LOC:Lyon}, {LOC:Turin}, {LOC:Milan}.", "Villeplan -  -"),
        ("{LOC:Villeplan}, en {LOC:Catalogne} : la police espagnole cherche.", "Villeplan ESP  -"),
        ("L'{LOC:Europe}, vue de {LOC:Dijon}, en {LOC:Bourgogne}.", "Europe -  -"),
        ("la {ORG:CGT Énergie}", "CGT Énergie FRA  -"),
        ("le quotidien portugais {ORG:Folha do Mar}", "Folha do Mar PRT JRN -"),
        ("son homologue danois, {PER:Lars Holm}, a dit", "Lars Holm DNK  -"),
        ("{PER:Ada Roy}, médecin et déléguée {ORG:CGT}, parle", "Ada Roy FRA MED -"),
        (
            "la {ORG:mairie de Villeplan} à {LOC:Villeplan}, près de {LOC:Dijon}, en {LOC:Bourgogne}",
            "mairie de Villeplan FRA GOV -",
        ),
        ("les {MISC:Jeux olympiques}", "Jeux olympiques -  -"),
    ];
    let mut wrong = Vec::new();
    for (source, want) in cases {
        let (_, analysis, _) = linked(source);
        let e = &analysis.entities[0];
        let country = e.country.as_deref().unwrap_or("-");
        let precision = e.precision.map_or("-".to_owned(), |p| p.to_string());
        let found = format!("{} {country} {} {precision}", e.name.as_deref().unwrap_or("-"), e.sectors.join(";"));
        if found != want {
            wrong.push(format!("{source}: {found}, not {want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest::proptest! {
    #[test]
    fn anything_goes(
        pieces in proptest::collection::vec(0..PIECES.len(), 0..60),
        cuts in proptest::collection::vec((0..400usize, 1..40usize, 0..4usize), 0..8),
    ) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let mut analysis = Analysis::default();
        let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let mut spans: Vec<(usize, usize, usize)> = cuts.into_iter().map(|(at, length, label)| (floor(at), floor(at + length), label)).collect();
        spans.sort_unstable();
        let mut end = 0;
        for (from, to, label) in spans {
            if from >= end && from < to {
                analysis.entities.push(Entity::new(Label::ALL[label], Span::new(from, to), 1.0, "test"));
                end = to;
            }
        }
        let middle = floor(text.len() / 2);
        for span in [Span::new(0, middle), Span::new(middle, text.len())] {
            analysis.sentences.push(crate::document::Sentence { span });
        }
        let document = Document::new("t", "fr", text.clone());
        LINKER.apply(&document, &mut analysis).unwrap();
        statements::FINDER.apply(&document, &mut analysis).unwrap();
        for demonym in &analysis.demonyms {
            assert!(!demonym.span.of(&text).is_empty());
        }
        for (index, statement) in analysis.statements.iter().enumerate() {
            for span in [Some(statement.span), statement.source, statement.cue].into_iter().flatten() {
                assert!(!span.of(&text).trim().is_empty(), "{statement:?}");
                ACTORS.describe(span, &document, &analysis);
            }
            assert!(statement.via.is_none_or(|via| via != index && via < analysis.statements.len()));
        }
        assert!(analysis.statements.is_sorted_by_key(|statement| statement.span.start));
    }
}

const PIECES: &[&str] = &[
    "Le ",
    "ministre ",
    "russe ",
    "a déclaré ",
    "que ",
    "qu'",
    "il pleut",
    ", ",
    "« ",
    " »",
    "\"",
    "“",
    "”",
    ". ",
    "\n",
    "\n\n",
    ": ",
    "; ",
    "selon ",
    "citant ",
    "cité par ",
    "l’",
    "Otan",
    "(",
    ")",
    "dit-il",
    "a-t-elle dit ",
    "dans un communiqué",
    "et ",
    "𝒳",
    "é",
    "\u{a0}",
    "Bakou ",
    "a annoncé ",
    "la mort ",
    "M. ",
    "qui ",
    "franco-allemand ",
    "-",
    "’",
    "d'après ",
    "ajoutant ",
    "comme ",
    "l'a dit ",
    "",
    "\0",
    "1,5 ",
];
