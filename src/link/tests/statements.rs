use std::sync::LazyLock;

use super::*;

/// What each case must give, a line a statement: `kind | source | cue | content`, then `| medium` and `| via n` if any.
const CASES: &[(&str, &[&str])] = &[
    // "que"
    ("Le ministre a déclaré que la route était coupée.", &["indirect | ministre | a déclaré | la route était coupée"]),
    (
        "La {LOC:Norvège} a annoncé jeudi qu'elle fermait ses ports et que les navires attendraient.",
        &["indirect | Norvège | a annoncé | elle fermait ses ports et que les navires attendraient"],
    ),
    (
        "{PER:Lea Maro}, ministre de la Santé, affirme que le vaccin est sûr.",
        &["indirect | Lea Maro, ministre de la Santé | affirme | le vaccin est sûr"],
    ),
    (
        "Dans un entretien au journal, le syndicat a prévenu que la grève durerait.",
        &["indirect | syndicat | a prévenu | la grève durerait | entretien"],
    ),
    (
        "Le préfet a prévenu la population que la digue pouvait céder.",
        &["indirect | préfet | a prévenu | la digue pouvait céder"],
    ),
    (
        "Le porte-parole a indiqué à la presse que deux soldats étaient morts.",
        &["indirect | porte-parole | a indiqué | deux soldats étaient morts | presse"],
    ),
    (
        "La police a fait savoir que l'enquête était close.",
        &["indirect | police | a fait savoir | l'enquête était close"],
    ),
    ("Le maire s'est félicité que le pont ait rouvert.", &["indirect | maire | s'est félicité | le pont ait rouvert"]),
    (
        "Le juge a tranché, précisant que l'affaire reviendrait en mai.",
        &["indirect | juge | précisant | l'affaire reviendrait en mai"],
    ),
    (
        "Ce dernier a quitté la salle, mercredi, jugeant que « le débat était clos ».",
        &["direct | Ce dernier | jugeant | le débat était clos"],
    ),
    (
        "Si le patron a annoncé que l'usine fermerait, les ouvriers attendent une lettre.",
        &["indirect | patron | a annoncé | l'usine fermerait"],
    ),
    (
        "Un pêcheur affirme que le quai a cédé, ce que le port dément.",
        &["indirect | pêcheur | affirme | le quai a cédé", "indirect | port | dément | le quai a cédé"],
    ),
    (
        "La ministre a tenu à préciser que le texte serait revu.",
        &["indirect | ministre | a tenu à préciser | le texte serait revu"],
    ),
    (
        "Le Chili et le Pérou ont annoncé, lundi 4 mars, la reprise des vols.",
        &["indirect | Chili et le Pérou | ont annoncé | la reprise des vols"],
    ),
    // fragments
    ("Le maire de Turin a salué « une belle leçon ».", &["mixed | maire de Turin | a salué | une belle leçon"]),
    ("Le député a dénoncé une « mascarade ».", &["mixed | député | a dénoncé | une « mascarade »"]),
    (
        "L'avocate accuse la police d'avoir « inventé des preuves ».",
        &["mixed | avocate | accuse | avoir « inventé des preuves »"],
    ),
    (
        "L'évêque a appelé les fidèles à « garder la paix du cœur ».",
        &["mixed | évêque | a appelé | garder la paix du cœur"],
    ),
    ("La ministre s'est dite « confiante ».", &["mixed | ministre | s'est dite | confiante"]),
    ("On parle d'une « renaissance du port ».", &[]),
    ("Les chiffres grimpent, confirmant une tendance de fond.", &[]),
    (
        "La chercheuse a annoncé jeudi sur la chaîne locale qu'elle quitte le laboratoire.",
        &["indirect | chercheuse | a annoncé | elle quitte le laboratoire"],
    ),
    ("Le groupe a annoncé vendre deux usines.", &["indirect | groupe | a annoncé | vendre deux usines"]),
    ("La critique a salué « Les Oiseaux du soir ».", &[]),
    // comments of all kinds
    ("« Personne ne nous a prévenus », soupire l'aînée.", &["direct | aînée | soupire | Personne ne nous a prévenus"]),
    (
        "« Nous attendons les résultats », s'est borné à répondre le chercheur.",
        &["direct | chercheur | s'est borné à répondre | Nous attendons les résultats"],
    ),
    (
        "« Le barrage tiendra », a expliqué à la radio {PER:Luis Vega}, le maire de Soria.",
        &["direct | Luis Vega, le maire de Soria | a expliqué | Le barrage tiendra | radio"],
    ),
    (
        "« Il tiendra », a résumé la ministre grecque de la Culture, {PER:Ana Kostas}, mardi.",
        &["direct | ministre grecque de la Culture, Ana Kostas | a résumé | Il tiendra"],
    ),
    (
        "« Nous resterons, a dit le guide, et nous attendrons l'aube. »",
        &["direct | guide | a dit | Nous resterons, a dit le guide, et nous attendrons l'aube."],
    ),
    (
        "« Elle n'est pas venue », écrivait-elle dans « Le Fil des jours ».",
        &["direct | elle | écrivait | Elle n'est pas venue"],
    ),
    (
        "{PER:Rosa Diaz} : « Je n'ai jamais quitté ce quartier. »",
        &["direct | Rosa Diaz | - | Je n'ai jamais quitté ce quartier."],
    ),
    ("La foule portait une banderole : « On veut vivre et travailler ici. »", &[]),
    (
        "« La Gazette du port » assure que le ferry sera vendu.",
        &["indirect | La Gazette du port | assure | le ferry sera vendu"],
    ),
    (
        "Le procureur a dit que l'homme avait avoué, ajoutant que d'autres suivraient.",
        &[
            "indirect | procureur | a dit | l'homme avait avoué",
            "indirect | procureur | ajoutant | d'autres suivraient",
        ],
    ),
    (
        "L'entraîneur a assuré que l'équipe irait mieux et a espéré que le public reviendrait.",
        &[
            "indirect | entraîneur | a assuré | l'équipe irait mieux",
            "indirect | entraîneur | a espéré | le public reviendrait",
        ],
    ),
    (
        "Le directeur et la trésorière ont reconnu que la caisse était vide.",
        &["indirect | directeur et la trésorière | ont reconnu | la caisse était vide"],
    ),
    ("On dit que la neige viendra.", &[]),
    (
        "Le voisin, qui affirme que le feu est parti du toit, est parti.",
        &["indirect | voisin | affirme | le feu est parti du toit"],
    ),
    (
        "— Vous mentez depuis le début, a lancé le gendre.\n— C'est une plaisanterie, a répondu le notaire.\n— Relisez donc la page trois !",
        &[
            "direct | gendre | a lancé | Vous mentez depuis le début",
            "direct | notaire | a répondu | C'est une plaisanterie",
            "direct | gendre | - | Relisez donc la page trois !",
        ],
    ),
    ("Le plan, que l'adjoint souhaitait réduire, est maintenu.", &[]),
    (
        "Le candidat avait dénoncé à la radio « des fraudes massives ».",
        &["mixed | candidat | avait dénoncé | des fraudes massives | radio"],
    ),
    (
        "« Nous voulons des réponses », assure l'un d'eux.",
        &["direct | l'un d'eux | assure | Nous voulons des réponses"],
    ),
    // mixed
    (
        "Le premier ministre {PER:Ola Berg} a déclaré qu'il était « très utile » que le traité tienne.",
        &["mixed | premier ministre Ola Berg | a déclaré | il était « très utile » que le traité tienne"],
    ),
    (
        "La ministre estime que le texte est \"une trahison\".",
        &["mixed | ministre | estime | le texte est \"une trahison\""],
    ),
    (
        "Il s'agit d'une « faute lourde », a jugé le tribunal.",
        &["mixed | tribunal | a jugé | Il s'agit d'une « faute lourde »"],
    ),
    // direct
    ("« Nous partirons demain », a déclaré le général.", &["direct | général | a déclaré | Nous partirons demain"]),
    (
        "\"La pluie a tout emporté\", a déclaré le ministère de l'Agriculture dans un communiqué.",
        &["direct | ministère de l'Agriculture | a déclaré | La pluie a tout emporté | communiqué"],
    ),
    ("“Rien n’est joué”, souligne {PER:Marc Hell}.", &["direct | Marc Hell | souligne | Rien n’est joué"]),
    ("« Je reste », a-t-elle assuré devant les députés.", &["direct | elle | a-t-elle assuré | Je reste | députés"]),
    ("« Je reste, » dit-il.", &["direct | il | dit | Je reste,"]),
    (
        "« Il a crié « au feu » deux fois », raconte un témoin.",
        &["direct | témoin | raconte | Il a crié « au feu » deux fois"],
    ),
    (
        "« C'est fini », a lancé le capitaine, « et nous rentrons ».",
        &["direct | capitaine | a lancé | C'est fini », a lancé le capitaine, « et nous rentrons"],
    ),
    ("Le curé a ajouté : « Tout le monde viendra. »", &["direct | curé | a ajouté | Tout le monde viendra."]),
    (
        "{PER:Ida Noll} explique mardi à l'{ORG:AFP} : \"Le lac monte.\"",
        &["direct | Ida Noll | explique | Le lac monte."],
    ),
    (
        "« Non ! », a répondu le roi.\n« Nous verrons bien ce qui arrive. »",
        &["direct | roi | a répondu | Non !", "direct | roi | - | Nous verrons bien ce qui arrive."],
    ),
    (
        "Le maire est furieux : « On nous a oubliés une fois de plus. »",
        &["direct | maire | - | On nous a oubliés une fois de plus."],
    ),
    // comments without quotation
    (
        "Trois personnes sont mortes, a annoncé la préfecture.",
        &["indirect | préfecture | a annoncé | Trois personnes sont mortes"],
    ),
    (
        "Le stade sera prêt, ont assuré les autorités ougandaises mardi.",
        &["indirect | autorités ougandaises | ont assuré | Le stade sera prêt"],
    ),
    (
        "Cette taxe, estime le syndicat, coûtera cher.",
        &["indirect | syndicat | estime | Cette taxe, estime le syndicat, coûtera cher"],
    ),
    (
        "Le train a déraillé, rapporte l'{ORG:AFP}, citant la gendarmerie.",
        &[
            "indirect | AFP | rapporte | Le train a déraillé",
            "indirect | gendarmerie | citant | Le train a déraillé | via 0",
        ],
    ),
    // markers
    ("Selon la police, deux hommes ont fui.", &["indirect | police | Selon | deux hommes ont fui"]),
    ("Deux hommes ont fui, selon un témoin.", &["indirect | témoin | selon | Deux hommes ont fui"]),
    ("D'après l'{ORG:Insee}, les prix baissent.", &["indirect | Insee | D'après | les prix baissent"]),
    (
        "À en croire le patron du club, le joueur restera.",
        &["indirect | patron du club | À en croire | le joueur restera"],
    ),
    (
        "Selon le {ORG:New York Times}, citant des responsables, le plan est prêt.",
        &[
            "indirect | New York Times | Selon | le plan est prêt",
            "indirect | responsables | citant | le plan est prêt | via 0",
        ],
    ),
    (
        "Le navire a coulé, selon le ministre, cité par l'agence de presse.",
        &[
            "indirect | ministre | selon | Le navire a coulé | via 1",
            "indirect | agence de presse | cité par | Le navire a coulé",
        ],
    ),
    (
        "Le chef rebelle a affirmé que la ville était prise, selon {ORG:Reuters}.",
        &[
            "indirect | Reuters | selon | Le chef rebelle a affirmé que la ville était prise",
            "indirect | chef rebelle | a affirmé | la ville était prise | via 0",
        ],
    ),
    (
        "Le tunnel, selon un ingénieur, sera fermé un mois.",
        &["indirect | ingénieur | selon | Le tunnel, selon un ingénieur, sera fermé un mois"],
    ),
    (
        "Le club aurait, selon un proche, « tourné la page ».",
        &["mixed | proche | selon | Le club aurait, selon un proche, « tourné la page »"],
    ),
    (
        "Ils étaient 900, selon la préfecture, 3 000 d'après les organisateurs.",
        &["indirect | préfecture | selon | Ils étaient 900", "indirect | organisateurs | d'après | 3 000"],
    ),
    (
        "Selon son avocat, {PER:Max Blau}, l'homme est innocent.",
        &["indirect | avocat, Max Blau | Selon | l'homme est innocent"],
    ),
    (
        "D'après le journal, qui cite deux témoins, le car a brûlé.",
        &["indirect | journal | D'après | le car a brûlé", "indirect | deux témoins | cite | le car a brûlé | via 0"],
    ),
    (
        "Le pont sera rouvert, a-t-on appris de source policière.",
        &["indirect | source policière | a-t-on appris | Le pont sera rouvert"],
    ),
    ("Le chiffre n'a pas été vérifié de source indépendante.", &[]),
    ("Pour {PER:Paul Rey}, le plan est mort.", &["indirect | Paul Rey | Pour | le plan est mort"]),
    // nouns and infinitives
    (
        "La présidence a confirmé la mort de deux casques bleus.",
        &["indirect | présidence | a confirmé | la mort de deux casques bleus"],
    ),
    ("Le suspect affirme avoir vendu la voiture.", &["indirect | suspect | affirme | avoir vendu la voiture"]),
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
    ("Le maire, en colère, a annoncé sa démission.", &["indirect | maire | a annoncé | sa démission"]),
    ("Le film « La Grande Illusion du soir » sort mercredi.", &[]),
    ("Cela confirme que la mer monte.", &[]),
    ("", &[]),
];

pub(super) static FINDER: LazyLock<StatementFinder> =
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

/// The cases that give something else.
pub(super) fn wrong(cases: &[(&str, &[&str])]) -> Vec<String> {
    let found = cases.iter().map(|(source, want)| (source, statements(source), want));
    let wrong = found.filter(|(_, found, want)| found != *want);
    wrong.map(|(source, found, want)| format!("{source}\n  found {found:#?}\n  want  {want:#?}")).collect()
}

#[test]
fn constructions() {
    let wrong = wrong(CASES);
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}
