use proptest::prelude::*;

use super::*;
use crate::document::{
    Analysis, Component, Demonym, Document, Entity, Event, Label, Sentence, Span, Statement, StatementKind,
    TimeExpression, TimeType,
};
use crate::lang::Pack;

fn coder() -> &'static EventCoder {
    static CODER: std::sync::LazyLock<EventCoder> =
        std::sync::LazyLock::new(|| EventCoder::new(&Pack::embedded("fr").unwrap()).unwrap());
    &CODER
}

#[test]
fn every_trigger_keeps_its_promises() {
    let faults = check(&Pack::embedded("fr").unwrap());
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), lines.join("\n"));
}

fn date(span: Span, day: &str) -> TimeExpression {
    TimeExpression {
        kind: TimeType::Date,
        span,
        value: Some(day.to_owned()),
        modifier: None,
        quant: None,
        freq: None,
        date_start: day.parse().ok(),
        date_end: day.parse().ok(),
        utc: None,
        utc_offset: None,
        bound: None,
        begin: None,
        end: None,
        anchor: None,
        found_by: "test".to_owned(),
    }
}

fn statement(span: Span) -> Statement {
    Statement {
        span,
        kind: StatementKind::Indirect,
        source: None,
        source_entity: None,
        cue: None,
        medium: None,
        via: None,
        found_by: "test".to_owned(),
    }
}

/// Codes a text of which every line is a sentence; `[LOC Lima]` marks an entity, `[T 2023-05-02 mardi]` a date, `[S ...]` a
/// statement without other marks inside.
fn code(marked: &str) -> (Document, Vec<Event>) {
    let mut text = String::new();
    let mut analysis = Analysis::default();
    let mut rest = marked;
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let close = open + rest[open..].find(']').unwrap();
        let mut parts = rest[open + 1..close].splitn(2, ' ');
        let (mark, content) = (parts.next().unwrap(), parts.next().unwrap());
        let start = text.len();
        match mark {
            "T" => {
                let (day, words) = content.split_once(' ').unwrap();
                text.push_str(words);
                analysis.times.push(date(Span::new(start, text.len()), day));
            }
            "S" => {
                text.push_str(content);
                analysis.statements.push(statement(Span::new(start, text.len())));
            }
            "D" => {
                let (country, words) = content.split_once(' ').unwrap();
                text.push_str(words);
                let span = Span::new(start, text.len());
                analysis.demonyms.push(Demonym { span, country: country.to_owned(), found_by: "test".to_owned() });
            }
            label => {
                text.push_str(content);
                let span = Span::new(start, text.len());
                analysis.entities.push(Entity::new(label.parse().unwrap(), span, 1.0, "test"));
            }
        }
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    let mut start = 0;
    for line in text.split('\n') {
        analysis.sentences.push(Sentence { span: Span::new(start, start + line.len()) });
        start += line.len() + 1;
    }
    let mut document = Document::new("t", "fr", text);
    document.published = "2023-05-04".parse().ok();
    coder().apply(&document, &mut analysis).unwrap();
    (document, analysis.events)
}

/// `TYPE.mode status trigger actors>recipients` of every event; `!` before a negated one, `~` before others.
fn show(marked: &str) -> String {
    let (document, events) = code(marked);
    let text = &document.text;
    let lines = events.iter().map(|event| {
        let names = |parties: &[crate::document::Participant]| {
            parties.iter().map(|party| party.span.of(text)).collect::<Vec<_>>().join("+")
        };
        let mode = event.mode.as_ref().map(|mode| format!(".{mode}")).unwrap_or_default();
        let negated = if event.polarity == crate::document::Polarity::Negated { "!" } else { "" };
        let others = if event.others.is_empty() { String::new() } else { format!("~{}", names(&event.others)) };
        format!(
            "{negated}{}{mode} {} {} ({}>{}{others})",
            event.kind,
            event.status,
            event.trigger.of(text),
            names(&event.actors),
            names(&event.recipients)
        )
    });
    lines.collect::<Vec<_>>().join("; ")
}

#[test]
fn who_did_what_to_whom() {
    let cases = [
        ("Des soldats ont été tués par les rebelles.", "ASSAULT asserted tués (rebelles>soldats)"),
        ("Trois policiers ont été blessés par un assaillant.", "ASSAULT asserted blessés (assaillant>policiers)"),
        ("Le village a été bombardé par l'armée.", "ASSAULT.heavy-weapons asserted bombardé (armée>)"),
        ("Les djihadistes se sont emparés de la ville.", "COERCE.seize asserted se sont emparés (djihadistes>)"),
        ("La police a arrêté un suspect.", "COERCE.arrest asserted arrêté (police>suspect)"),
        ("Un suspect a été arrêté.", "COERCE.arrest asserted arrêté (>suspect)"),
        ("Le ministre n'a pas démissionné.", "!RETREAT.resign asserted démissionné (ministre>)"),
        ("L'armée n'a pas attaqué la ville.", "!ASSAULT asserted attaqué (armée>ville)"),
        ("L'armée pourrait attaquer la ville.", "ASSAULT hypothetical attaquer (armée>ville)"),
        (
            "Le ministre a rencontré le préfet avant de démissionner.",
            "CONSULT asserted rencontré (ministre+préfet>); RETREAT.resign asserted démissionner (ministre>)",
        ),
        (
            "L'armée bombardera le port avant d'attaquer la ville.",
            "ASSAULT.heavy-weapons expected bombardera (armée>); ASSAULT expected attaquer (armée>ville)",
        ),
        ("L'attaque d'une comète par une sonde a réussi.", ""),
        ("L'armée attaquera la ville.", "ASSAULT expected attaquera (armée>ville)"),
        ("L'armée aurait attaqué la ville.", "ASSAULT alleged attaqué (armée>ville)"),
        ("Le ministre va démissionner.", "RETREAT.resign expected démissionner (ministre>)"),
        (
            "Si les rebelles attaquent la ville, l'armée ripostera.",
            "ASSAULT hypothetical attaquent (rebelles>ville); ASSAULT expected ripostera (armée>)",
        ),
        (
            "Le ministre a été accusé d'avoir tué un opposant.",
            "ACCUSE.allege asserted accusé (>ministre); ASSAULT alleged tué (ministre>opposant)",
        ),
        ("Le président a nié avoir rencontré les rebelles.", "!CONSULT denied rencontré (président+rebelles>)"),
        ("Les rebelles ont menacé de tuer les otages.", "THREATEN.violence asserted menacé (rebelles>otages)"),
        ("La police a réussi à libérer les otages.", "AID asserted libérer (police>otages)"),
        ("Le gouvernement craint une attaque des rebelles.", "ASSAULT hypothetical attaque (rebelles>gouvernement)"),
        ("Le syndicat a annoncé une grève.", "PROTEST.strike expected grève (syndicat>)"),
        ("L'ONU a appelé à un cessez-le-feu.", "REQUEST.yield asserted appelé à un cessez-le-feu (ONU>)"),
        ("[LOC Lima] et [LOC Quito] ont signé un traité.", "SUPPORT asserted traité (Lima+Quito>)"),
        (
            "Un cessez-le-feu a été conclu entre [LOC Lima] et [LOC Quito].",
            "RETREAT.ceasefire asserted cessez-le-feu (Lima+Quito>)",
        ),
        ("Un accord a été conclu sous la médiation de la [LOC Suisse].", "SUPPORT asserted accord (>~Suisse)"),
        (
            "Les deux camps ont signé une trêve négociée par la [LOC Suisse].",
            "RETREAT.ceasefire asserted trêve (camps>~Suisse)",
        ),
        (
            "La [LOC France] a rencontré la [LOC Chine] par l'intermédiaire de l'[ORG ONU].",
            "CONSULT.third-party asserted rencontré (France+Chine>~ONU)",
        ),
        ("L'attaque des rebelles contre la base a fait douze morts.", "ASSAULT asserted attaque (rebelles>)"),
        ("L'occupation [D RUS russe] de la ville a commencé.", "COERCE.seize asserted occupation (russe>ville)"),
        (
            "L'assassinat du maire par un inconnu a eu lieu lundi.",
            "ASSAULT.targeted asserted assassinat (inconnu>maire)",
        ),
        ("La visite du ministre à [LOC Rome] a eu lieu lundi.", "CONSULT.visit asserted visite (ministre>Rome)"),
        (
            "Les soldats qui ont tué le journaliste ont été arrêtés.",
            "ASSAULT asserted tué (soldats>journaliste); COERCE.arrest asserted arrêtés (>soldats)",
        ),
        (
            "Le journaliste que la police a arrêté a été libéré.",
            "COERCE.arrest asserted arrêté (police>journaliste); RETREAT.release asserted libéré (>journaliste)",
        ),
        (
            "Les rebelles ont libéré les otages et ont déposé les armes.",
            "RETREAT.release asserted libéré (rebelles>otages); RETREAT.disarm asserted déposé les armes (rebelles>)",
        ),
        ("L'armée a lancé une offensive pour reprendre la ville.", "ASSAULT asserted offensive (armée>)"),
        (
            "L'armée a lancé une offensive contre les rebelles, tuant vingt civils.",
            "ASSAULT asserted offensive (armée>rebelles)",
        ),
        ("Les rebelles, armés par un voisin, ont pris la fuite.", ""),
        (
            "Le premier ministre, chef du parti, a démissionné.",
            "RETREAT.resign asserted démissionné (premier ministre>)",
        ),
        ("Des milliers de personnes ont manifesté contre la réforme.", "PROTEST.demo asserted manifesté (personnes>)"),
        ("Les cheminots ont entamé une grève.", "PROTEST.strike asserted grève (cheminots>)"),
        (
            "Le tribunal a condamné le maire à trois ans de prison.",
            "SANCTION.convict asserted condamné (tribunal>maire)",
        ),
        ("Le ministre a condamné l'attentat.", "ACCUSE.disapprove asserted condamné (ministre>)"),
        ("Le ministre a exigé la libération des otages.", "REQUEST.yield asserted exigé (ministre>)"),
        ("L'opposition a demandé la démission du ministre.", "REQUEST.change asserted demandé (opposition>ministre)"),
        ("Les deux pays ont rompu leurs relations.", "SANCTION.discontinue asserted rompu leurs relations (pays>)"),
        ("La police a ouvert le feu sur la foule.", "ASSAULT.firearms asserted ouvert le feu (police>foule)"),
        ("Les troupes se sont retirées de la ville.", "RETREAT.withdraw asserted se sont retirées (troupes>ville)"),
        ("Un attentat a été déjoué par la police.", "!ASSAULT denied attentat (>police)"),
        ("Un tribunal a acquitté le suspect.", "CONCEDE asserted acquitté (tribunal>suspect)"),
        ("Le joueur a attaqué dans la montée de l'étape.", ""),
        ("L'attaque du club a été faible pendant le match.", ""),
        ("Le film raconte la guerre entre deux familles.", ""),
        ("La bataille des municipales commence.", ""),
        ("Il a été victime d'une attaque cardiaque.", ""),
        ("La grève des buts dure depuis deux matchs.", ""),
        ("Les relations entre les deux pays sont tendues.", ""),
        ("Le cessez-le-feu est fragile.", ""),
        ("La guerre froide a duré longtemps.", ""),
        ("Le marché attaque une nouvelle semaine.", ""),
        ("Un orage a tué deux randonneurs.", ""),
        ("Un accident de train a tué dix personnes.", ""),
        ("Le sommet de la montagne est enneigé.", ""),
        ("Il arrête de fumer.", ""),
        ("Selon le maire, [S la police a tué un manifestant].", "ASSAULT reported tué (police>manifestant)"),
        (
            "Le porte-parole a dit que [S les rebelles allaient attaquer la ville].",
            "ASSAULT expected attaquer (rebelles>ville)",
        ),
        ("Le ministre a déclaré que [S des pourparlers auraient lieu].", "AGREE expected pourparlers (>)"),
        (
            "Les rebelles ont refusé de négocier avec le gouvernement.",
            "REJECT.meet asserted refusé de négocier (rebelles>)",
        ),
        ("Aucun accord n'a été conclu entre les deux pays.", "!SUPPORT asserted accord (pays>)"),
        ("Le gouvernement a décrété l'état d'urgence.", "COERCE.martial-law asserted état d'urgence (gouvernement>)"),
        ("La [LOC Pologne] a expulsé trois diplomates.", "SANCTION.expel asserted expulsé (Pologne>diplomates)"),
        ("Le ministre s'est rendu à [LOC Rome].", "CONSULT.visit asserted s'est rendu (ministre>Rome)"),
        ("Les rebelles se sont rendus.", "RETREAT.disarm asserted se sont rendus (rebelles>)"),
        ("M. [PER Petit] a démissionné.", "RETREAT.resign asserted démissionné (M. Petit>)"),
        ("Les personnes arrêtées dorment.", ""),
        (
            "Après des mois de négociations, [LOC Lima] et [LOC Quito] ont fêté.",
            "CONSULT asserted négociations (Lima+Quito>)",
        ),
        ("Le ministre a demandé le respect d'un cessez-le-feu.", "REQUEST.yield asserted demandé (ministre>)"),
        ("Les ministres devraient se rencontrer à [LOC Lima].", "AGREE expected se rencontrer (ministres>)"),
        ("Les ministres pourraient se rencontrer à [LOC Lima].", "CONSULT hypothetical se rencontrer (ministres>)"),
        (
            "La libération des otages a été annoncée par [LOC Lima].",
            "RETREAT.release asserted libération (Lima>otages)",
        ),
        ("Le groupe menace de reprendre ses attaques.", "THREATEN.violence asserted menace (groupe>)"),
        (
            "[LOC Lima] a convoqué l'ambassadeur de [LOC Quito].",
            "ACCUSE.disapprove asserted convoqué l'ambassadeur (Lima>)",
        ),
        // Participles before and behind whom they tell of.
        (
            "Arrêté à l'aube, le suspect a été libéré.",
            "COERCE.arrest asserted Arrêté (>suspect); RETREAT.release asserted libéré (>suspect)",
        ),
        (
            "Le ministre, accusé de fraude par l'opposition, a démissionné.",
            "ACCUSE.allege asserted accusé (opposition>ministre); RETREAT.resign asserted démissionné (ministre>)",
        ),
        ("Les territoires libérés manquent d'eau.", ""),
        // A part stands for those it is a part of.
        ("Au moins six des manifestants ont été arrêtés.", "COERCE.arrest asserted arrêtés (>manifestants)"),
        // Whom a thing belongs to.
        ("Le maire a refusé de recevoir les grévistes.", "REJECT.meet asserted refusé de recevoir (maire>grévistes)"),
        ("Il boucle le tour du lac en une heure.", ""),
        // Figures of speech: force without anybody or anything that force is used on.
        ("Le gel a tué les bourgeons.", ""),
        ("Des rafales ont décapité le clocher.", ""),
        ("Un homme a tenté de tuer sa voisine.", "ASSAULT asserted tuer (homme>voisine)"),
        ("Le suspect a avoué avoir tué sa voisine.", "ASSAULT asserted tué (suspect>voisine)"),
        // What a relative clause in the present says is an attitude.
        ("Le parti qui soutient le ministre a perdu.", ""),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, show(text), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(text, found, expected)| format!("{text}\n  gives {found}\n  not   {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Any text, any layers: no panic, spans on character boundaries inside the text, triggers inside their sentence.
fn check_spans(text: &str, analysis: &Analysis) {
    let good = |span: Span| text.get(span.start..span.end).is_some() && !span.is_empty();
    for event in &analysis.events {
        assert!(good(event.trigger), "{event:?}");
        assert!(analysis.sentences[event.sentence].span.contains(event.trigger));
        for mention in &event.mentions {
            assert!(good(mention.span) && analysis.sentences[mention.sentence].span.contains(mention.span));
        }
        for party in event.actors.iter().chain(&event.recipients).chain(&event.others) {
            assert!(good(party.span), "{party:?}");
        }
        assert!(event.size.is_none_or(good) && event.place.as_ref().is_none_or(|place| good(place.span)));
        assert!((0.0..=1.0).contains(&event.confidence));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_with_any_layers(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("les rebelles"), Just("ont tué"), Just("d'"), Just("l'accord"), Just("un cessez-le-feu"), Just(","),
                Just("qui"), Just("que"), Just("a été conclu"), Just("par"), Just("et"), Just("n'a pas"), Just("douze morts"),
                Just("Lima"), Just("("), Just(")"), Just("«"), Just("se sont rendus"), Just("à"), Just("des"), Just("😀"),
                Just("en"), Just("accuse"), Just("é"), Just("\n"), Just("99999999999"), Just("pour attaquer"),
            ], 0..40),
        noise in ".{0,12}",
        cuts in proptest::collection::vec((0usize..200, 1usize..30, 0usize..4), 0..12),
    ) {
        let text = pieces.join(" ") + &noise;
        let bound = |at: usize| (at.min(text.len())..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap();
        let mut analysis = Analysis::default();
        let half = bound(text.len() / 2);
        analysis.sentences = vec![Sentence { span: Span::new(0, half) }, Sentence { span: Span::new(half, text.len()) }];
        let mut cuts = cuts;
        cuts.sort();
        for (start, length, layer) in cuts {
            let span = Span::new(bound(start), bound(start + length));
            match layer {
                _ if span.is_empty() => {}
                0 if analysis.entities.last().is_none_or(|e| e.span.end <= span.start) => {
                    analysis.entities.push(Entity::new(Label::Place, span, 1.0, "test"));
                }
                1 => analysis.demonyms.push(Demonym { span, country: "PER".to_owned(), found_by: "test".to_owned() }),
                2 if analysis.times.last().is_none_or(|t| t.span.end <= span.start) => analysis.times.push(date(span, "2023-05-02")),
                _ => analysis.statements.push(statement(span)),
            }
        }
        let document = Document::new("t", "fr", text.clone());
        coder().apply(&document, &mut analysis).unwrap();
        check_spans(&text, &analysis);
    }
}

#[test]
fn a_sentence_without_end_takes_bounded_time() {
    let text = "les rebelles ont attaqué la ville de Lima et ".repeat(1000);
    let mut analysis = Analysis { sentences: vec![Sentence { span: Span::new(0, text.len()) }], ..Analysis::default() };
    coder().apply(&Document::new("t", "fr", text.clone()), &mut analysis).unwrap();
    check_spans(&text, &analysis);
}

#[test]
fn when_and_where() {
    let (document, events) = code(
        "Les rebelles ont attaqué une base à [LOC Quito] [T 2023-05-02 mardi].\n\
        Un attentat a fait douze morts et trente blessés à [LOC Lima] [T 2023-05-03 mercredi].\n\
        Le ministre a démissionné.\nDes négociations auront lieu.",
    );
    let shown: Vec<String> = events
        .iter()
        .map(|e| {
            let day = |date: Option<jiff::civil::Date>| date.map_or("?".to_owned(), |date| date.to_string());
            let place = e.place.as_ref().map_or("", |place| place.span.of(&document.text));
            format!(
                "{} {}..{} {place} {:?} {:?}",
                e.when.basis,
                day(e.when.date_start),
                day(e.when.date_end),
                e.dead,
                e.injured
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "explicit 2023-05-02..2023-05-02 Quito None None",
            "explicit 2023-05-03..2023-05-03 Lima Some(12) Some(30)",
            "none ?..?  None None",
            // "auront lieu" is to come; when, nobody says.
            "none ?..?  None None",
        ]
    );
}

#[test]
fn the_day_of_the_news() {
    let basis = |text: &str| {
        let (_, events) = code(text);
        let day = |date: Option<jiff::civil::Date>| date.map_or("?".to_owned(), |date| date.to_string());
        let shown =
            events.iter().map(|e| format!("{} {}..{}", e.when.basis, day(e.when.date_start), day(e.when.date_end)));
        shown.collect::<Vec<_>>().join("; ")
    };
    let cases = [
        // Headlines tell what happens today, unless the text knows better.
        ("Le ministre démissionne\n\nLa pluie tombe.", "published 2023-05-04..2023-05-04"),
        ("Le ministre a démissionné\n\nLa pluie tombe.", "none ?..?"),
        (
            "Le ministre démissionne\n\nLe ministre a démissionné [T 2023-05-02 mardi].",
            "explicit 2023-05-02..2023-05-02",
        ),
        // A reaction comes after the news.
        ("[T 2023-05-02 Mardi], la digue a cédé.\n\nLe syndicat a réclamé une enquête.", "inferred 2023-05-02..?"),
        ("[T 2019-05-02 En mai 2019], la digue a cédé.\n\nLe syndicat a réclamé une enquête.", "none ?..?"),
        // Both ends of a range.
        (
            "Les dockers ont cessé le travail de [T 2023-05-01 lundi] à [T 2023-05-03 mercredi].",
            "explicit 2023-05-01..2023-05-03",
        ),
        // What is asked for already is not asked tomorrow.
        ("Le ministre a réclamé la démission du maire [T 2023-05-09 mardi prochain].", "none ?..?"),
    ];
    for (text, expected) in cases {
        assert_eq!(basis(text), expected, "{text}");
    }
}

#[test]
fn articles_about_sport_and_art_tell_no_attacks() {
    let film = "Le film raconte une guerre. L'acteur joue dans ce film. L'actrice aime le réalisateur. \
        Le festival montre la série. Le roman plaît, la chanson et l'album aussi.\n";
    assert_eq!(show("Les rebelles ont attaqué la ville."), "ASSAULT asserted attaqué (rebelles>ville)");
    assert_eq!(show(&format!("{film}Les rebelles ont attaqué la ville.")), "");
    assert_eq!(
        show(&format!("{film}Des milliers de personnes ont manifesté contre la loi.")),
        "PROTEST.demo asserted manifesté (personnes>)"
    );
}

#[test]
fn one_event_one_record() {
    let cases = [
        (
            "Un cessez-le-feu a été conclu entre [LOC Lima] et [LOC Quito] [T 2023-05-02 mardi].\nLe cessez-le-feu est fragile.",
            1,
        ),
        (
            "Un cessez-le-feu a été conclu entre [LOC Lima] et [LOC Quito] [T 2020-05-02 en 2020].\nUn cessez-le-feu a été conclu entre [LOC Lima] et [LOC Quito] [T 2023-05-02 mardi].",
            2,
        ),
        ("Une attaque a fait douze morts à [LOC Lima].\nUne attaque a fait trois morts à [LOC Quito].", 2),
        ("Les rebelles ont conclu une trêve.\nLa trêve tient.", 1),
        // What a headline tells is told again below, but only once.
        ("[LOC Lima] : attentat près d'une école\n\nUn attentat a fait douze morts à [LOC Lima].", 1),
        ("Six soldats tués dans une embuscade à [LOC Lima].", 1),
        ("L'attaque d'un poste militaire a fait six morts.\nLes soldats ont attaqué une ferme.", 2),
        (
            "La police a arrêté un suspect [T 2023-05-02 mardi].\nLa police a arrêté un suspect [T 2023-05-03 mercredi].",
            2,
        ),
        ("Les rebelles ont attaqué une base.\nL'armée a attaqué les rebelles.", 2),
    ];
    for (text, count) in cases {
        assert_eq!(code(text).1.len(), count, "{text}");
    }
}
