use std::sync::LazyLock;

use super::*;

/// What each case must give, a line a statement: `kind | source | cue | content`, then `| medium` and `| via n` if any.
const CASES: &[(&str, &[&str])] = &[
    // "que"
    (
        "Le ministre a déclaré que la route était coupée.",
        &["indirect | Le ministre | a déclaré | la route était coupée"],
    ),
    (
        "La {LOC:Norvège} a annoncé jeudi qu'elle fermait ses ports et que les navires attendraient.",
        &["indirect | La Norvège | a annoncé | elle fermait ses ports et que les navires attendraient"],
    ),
    (
        "{PER:Lea Maro}, ministre de la Santé, affirme que le vaccin est sûr.",
        &["indirect | Lea Maro | affirme | le vaccin est sûr"],
    ),
    (
        "Dans un entretien au journal, le syndicat a prévenu que la grève durerait.",
        &["indirect | le syndicat | a prévenu | la grève durerait | entretien"],
    ),
    (
        "Le préfet a prévenu la population que la digue pouvait céder.",
        &["indirect | Le préfet | a prévenu | la digue pouvait céder"],
    ),
    (
        "Le porte-parole a indiqué à la presse que deux soldats étaient morts.",
        &["indirect | Le porte-parole | a indiqué | deux soldats étaient morts | presse"],
    ),
    (
        "La police a fait savoir que l'enquête était close.",
        &["indirect | La police | a fait savoir | l'enquête était close"],
    ),
    (
        "Le maire s'est félicité que le pont ait rouvert.",
        &["indirect | Le maire | s'est félicité | le pont ait rouvert"],
    ),
    ("Le juge a tranché, précisant que l'affaire reviendrait en mai.", &[]),
    (
        "Le procureur a dit que l'homme avait avoué, ajoutant que d'autres suivraient.",
        &[
            "indirect | Le procureur | a dit | l'homme avait avoué",
            "indirect | Le procureur | ajoutant | d'autres suivraient",
        ],
    ),
    (
        "L'entraîneur a assuré que l'équipe irait mieux et a espéré que le public reviendrait.",
        &[
            "indirect | L'entraîneur | a assuré | l'équipe irait mieux",
            "indirect | L'entraîneur | a espéré | le public reviendrait",
        ],
    ),
    (
        "Le directeur et la trésorière ont reconnu que la caisse était vide.",
        &["indirect | Le directeur et la trésorière | ont reconnu | la caisse était vide"],
    ),
    ("On dit que la neige viendra.", &["indirect | On | dit | la neige viendra"]),
    (
        "Le voisin, qui affirme que le feu est parti du toit, est parti.",
        &["indirect | Le voisin | affirme | le feu est parti du toit"],
    ),
    // mixed
    (
        "Le premier ministre {PER:Ola Berg} a déclaré qu'il était « très utile » que le traité tienne.",
        &["mixed | Le premier ministre Ola Berg | a déclaré | il était « très utile » que le traité tienne"],
    ),
    (
        "La ministre estime que le texte est \"une trahison\".",
        &["mixed | La ministre | estime | le texte est \"une trahison\""],
    ),
    (
        "Il s'agit d'une « faute lourde », a jugé le tribunal.",
        &["mixed | le tribunal | a jugé | Il s'agit d'une « faute lourde »"],
    ),
    // direct
    ("« Nous partirons demain », a déclaré le général.", &["direct | le général | a déclaré | Nous partirons demain"]),
    (
        "\"La pluie a tout emporté\", a déclaré le ministère de l'Agriculture dans un communiqué.",
        &["direct | le ministère de l'Agriculture | a déclaré | La pluie a tout emporté | communiqué"],
    ),
    ("“Rien n’est joué”, souligne {PER:Marc Hell}.", &["direct | Marc Hell | souligne | Rien n’est joué"]),
    ("« Je reste », a-t-elle assuré devant les députés.", &["direct | elle | a-t-elle assuré | Je reste | députés"]),
    ("« Je reste, » dit-il.", &["direct | il | dit | Je reste,"]),
    (
        "« Il a crié « au feu » deux fois », raconte un témoin.",
        &["direct | un témoin | raconte | Il a crié « au feu » deux fois"],
    ),
    (
        "« C'est fini », a lancé le capitaine, « et nous rentrons ».",
        &["direct | le capitaine | a lancé | C'est fini", "direct | le capitaine | a lancé | et nous rentrons"],
    ),
    ("Le curé a ajouté : « Tout le monde viendra. »", &["direct | Le curé | a ajouté | Tout le monde viendra."]),
    (
        "{PER:Ida Noll} explique mardi à l'{ORG:AFP} : \"Le lac monte.\"",
        &["direct | Ida Noll | explique | Le lac monte."],
    ),
    (
        "« Non ! », a répondu le roi.\n« Nous verrons bien ce qui arrive. »",
        &["direct | le roi | a répondu | Non !", "direct | le roi | - | Nous verrons bien ce qui arrive."],
    ),
    (
        "Le maire est furieux : « On nous a oubliés une fois de plus. »",
        &["direct | - | - | On nous a oubliés une fois de plus."],
    ),
    // comments without quotation
    (
        "Trois personnes sont mortes, a annoncé la préfecture.",
        &["indirect | la préfecture | a annoncé | Trois personnes sont mortes"],
    ),
    (
        "Le stade sera prêt, ont assuré les autorités ougandaises mardi.",
        &["indirect | les autorités ougandaises | ont assuré | Le stade sera prêt"],
    ),
    (
        "Cette taxe, estime le syndicat, coûtera cher.",
        &["indirect | le syndicat | estime | Cette taxe, estime le syndicat, coûtera cher"],
    ),
    (
        "Le train a déraillé, rapporte l'{ORG:AFP}, citant la gendarmerie.",
        &[
            "indirect | l'AFP | rapporte | Le train a déraillé",
            "indirect | la gendarmerie | citant | Le train a déraillé | via 0",
        ],
    ),
    // markers
    ("Selon la police, deux hommes ont fui.", &["indirect | la police | Selon | deux hommes ont fui"]),
    ("Deux hommes ont fui, selon un témoin.", &["indirect | un témoin | selon | Deux hommes ont fui"]),
    ("D'après l'{ORG:Insee}, les prix baissent.", &["indirect | l'Insee | D'après | les prix baissent"]),
    (
        "À en croire le patron du club, le joueur restera.",
        &["indirect | le patron du club | À en croire | le joueur restera"],
    ),
    (
        "Selon le {ORG:New York Times}, citant des responsables, le plan est prêt.",
        &[
            "indirect | le New York Times | Selon | le plan est prêt",
            "indirect | des responsables | citant | le plan est prêt | via 0",
        ],
    ),
    (
        "Le navire a coulé, selon le ministre, cité par l'agence de presse.",
        &[
            "indirect | le ministre | selon | Le navire a coulé | via 1",
            "indirect | l'agence de presse | cité par | Le navire a coulé",
        ],
    ),
    (
        "Le chef rebelle a affirmé que la ville était prise, selon {ORG:Reuters}.",
        &[
            "indirect | Reuters | selon | Le chef rebelle a affirmé que la ville était prise",
            "indirect | Le chef rebelle | a affirmé | la ville était prise | via 0",
        ],
    ),
    ("Pour {PER:Paul Rey}, le plan est mort.", &["indirect | Paul Rey | Pour | le plan est mort"]),
    // nouns and infinitives
    (
        "La présidence a confirmé la mort de deux casques bleus.",
        &["indirect | La présidence | a confirmé | la mort de deux casques bleus"],
    ),
    ("Le suspect affirme avoir vendu la voiture.", &["indirect | Le suspect | affirme | avoir vendu la voiture"]),
    // pronouns
    (
        "{PER:Ana Sol} est venue.\nElle a promis que rien ne changerait.",
        &["indirect | Elle | a promis | rien ne changerait"],
    ),
    // no statements
    ("La \"réforme\" divise le pays.", &[]),
    ("Le ministre n'a pas confirmé que le vol partirait.", &[]),
    ("Le juge a pris une note critique.", &[]),
    ("L'accord a été annoncé mardi.", &[]),
    ("Selon les règles, le match est perdu.", &[]),
    ("Il faut dire que la pluie aide.", &[]),
    ("Pour gagner, le club recrute.", &[]),
    ("Le plan que le maire soutient coûte cher.", &[]),
    ("Le maire, en colère, a annoncé sa démission.", &["indirect | Le maire | a annoncé | sa démission"]),
    ("Le film « La Grande Illusion du soir » sort mercredi.", &[]),
    ("Cela confirme que la mer monte.", &[]),
    ("", &[]),
];

static FINDER: LazyLock<StatementFinder> =
    LazyLock::new(|| StatementFinder::new(&Pack::embedded("fr").unwrap()).unwrap());

fn statements(source: &str) -> Vec<String> {
    let (document, mut analysis, _) = linked(source);
    FINDER.apply(&document, &mut analysis).unwrap();
    let text = |span: Option<Span>| span.map_or("-", |span| span.of(&document.text));
    let line = |s: &crate::document::Statement| {
        let mut line = format!("{} | {} | {} | {}", s.kind, text(s.source), text(s.cue), s.span.of(&document.text));
        s.medium.iter().for_each(|medium| line += &format!(" | {medium}"));
        s.via.iter().for_each(|via| line += &format!(" | via {via}"));
        line
    };
    analysis.statements.iter().map(line).collect()
}

#[test]
fn constructions() {
    let mut wrong = Vec::new();
    for (source, want) in CASES {
        let found = statements(source);
        if found != *want {
            wrong.push(format!("{source}\n  found {found:#?}\n  want  {want:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}
