use super::*;

fn verbs() -> Verbs {
    Verbs::new(&Pack::embedded("fr").expect("a pack")).expect("good data")
}

/// A reading as "lemma mood tense", then person and agreement where there are any.
fn show(form: &VerbForm) -> String {
    let number = if form.plural { "p" } else { "s" };
    let end = match (form.mood, form.tense) {
        (Mood::Infinitive, _) | (Mood::Participle, Tense::Present) => String::new(),
        (Mood::Participle, _) => format!(" {}{number}", if form.feminine { "f" } else { "m" }),
        _ => format!(" {}{number}", form.person),
    };
    format!("{} {} {}{end}", form.lemma, form.mood, form.tense)
}

#[test]
fn forms_have_their_readings() {
    let verbs = verbs();
    for (form, reading) in [
        ("annonce", "annoncer indicative present 3s"),
        ("annonçaient", "annoncer indicative imperfect 3p"),
        ("ANNONÇA", "annoncer indicative past 3s"),
        ("mangeons", "manger indicative present 1p"),
        ("protègent", "protéger indicative present 3p"),
        ("protégeait", "protéger indicative imperfect 3s"),
        ("appellera", "appeler indicative future 3s"),
        ("appelait", "appeler indicative imperfect 3s"),
        ("rejette", "rejeter indicative present 3s"),
        ("enlève", "enlever indicative present 3s"),
        ("enlèverait", "enlever conditional present 3s"),
        ("célèbrent", "célébrer indicative present 3p"),
        ("célébrera", "célébrer indicative future 3s"),
        ("déploie", "déployer indicative present 3s"),
        ("déployé", "déployer participle past ms"),
        ("paie", "payer indicative present 3s"),
        ("paye", "payer indicative present 3s"),
        ("enverra", "envoyer indicative future 3s"),
        ("envahissent", "envahir indicative present 3p"),
        ("envahi", "envahir participle past ms"),
        ("haïssent", "haïr indicative present 3p"),
        ("partait", "partir indicative imperfect 3s"),
        ("sert", "servir indicative present 3s"),
        ("dort", "dormir indicative present 3s"),
        ("offert", "offrir participle past ms"),
        ("couvrent", "couvrir indicative present 3p"),
        ("accueillera", "accueillir indicative future 3s"),
        ("fuyaient", "fuir indicative imperfect 3p"),
        ("parcouru", "parcourir participle past ms"),
        ("secourra", "secourir indicative future 3s"),
        ("meurent", "mourir indicative present 3p"),
        ("mortes", "mourir participle past fp"),
        ("conquis", "conquérir participle past mp"),
        ("acquièrent", "acquérir indicative present 3p"),
        ("revêt", "revêtir indicative present 3s"),
        ("obtint", "obtenir indicative past 3s"),
        ("obtînt", "obtenir subjunctive imperfect 3s"),
        ("viendraient", "venir conditional present 3p"),
        ("tienne", "tenir subjunctive present 3s"),
        ("défend", "défendre indicative present 3s"),
        ("défendirent", "défendre indicative past 3p"),
        ("rompt", "rompre indicative present 3s"),
        ("convainc", "convaincre indicative present 3s"),
        ("convainquait", "convaincre indicative imperfect 3s"),
        ("abattu", "abattre participle past ms"),
        ("combattent", "combattre indicative present 3p"),
        ("promis", "promettre participle past ms"),
        ("promettent", "promettre indicative present 3p"),
        ("prennent", "prendre indicative present 3p"),
        ("apprises", "apprendre participle past fp"),
        ("craignent", "craindre indicative present 3p"),
        ("atteint", "atteindre indicative present 3s"),
        ("rejoindra", "rejoindre indicative future 3s"),
        ("détruit", "détruire indicative present 3s"),
        ("conduisit", "conduire indicative past 3s"),
        ("dites", "dire indicative present 2p"),
        ("interdisez", "interdire indicative present 2p"),
        ("élu", "élire participle past ms"),
        ("écrivent", "écrire indicative present 3p"),
        ("suffit", "suffire indicative present 3s"),
        ("font", "faire indicative present 3p"),
        ("fasse", "faire subjunctive present 3s"),
        ("extraient", "extraire indicative present 3p"),
        ("croit", "croire indicative present 3s"),
        ("accroît", "accroître indicative present 3s"),
        ("connaît", "connaître indicative present 3s"),
        ("connait", "connaître indicative present 3s"),
        ("disparu", "disparaître participle past ms"),
        ("naquit", "naître indicative past 3s"),
        ("poursuivi", "poursuivre participle past ms"),
        ("vécurent", "vivre indicative past 3p"),
        ("résolvent", "résoudre indicative present 3p"),
        ("dissoute", "dissoudre participle past fs"),
        ("exclut", "exclure indicative present 3s"),
        ("incluse", "inclure participle past fs"),
        ("verra", "voir indicative future 3s"),
        ("prévoira", "prévoir indicative future 3s"),
        ("reçoivent", "recevoir indicative present 3p"),
        ("reçut", "recevoir indicative past 3s"),
        ("dû", "devoir participle past ms"),
        ("due", "devoir participle past fs"),
        ("devra", "devoir indicative future 3s"),
        ("peuvent", "pouvoir indicative present 3p"),
        ("puisse", "pouvoir subjunctive present 3s"),
        ("veulent", "vouloir indicative present 3p"),
        ("voulions", "vouloir indicative imperfect 1p"),
        ("sachant", "savoir participle present"),
        ("vaille", "valoir subjunctive present 3s"),
        ("faudrait", "falloir conditional present 3s"),
        ("émeut", "émouvoir indicative present 3s"),
        ("assied", "asseoir indicative present 3s"),
        ("ont", "avoir indicative present 3p"),
        ("eût", "avoir subjunctive imperfect 3s"),
        ("ayant", "avoir participle present"),
        ("furent", "être indicative past 3p"),
        ("soient", "être subjunctive present 3p"),
        ("été", "être participle past ms"),
        ("vont", "aller indicative present 3p"),
        ("aille", "aller subjunctive present 3s"),
        ("ira", "aller indicative future 3s"),
        ("gît", "gésir indicative present 3s"),
        ("tue", "tuer indicative present 3s"),
        ("Etaient", "être indicative imperfect 3p"),
        ("etaient", ""),
        ("connaitre", "connaître infinitive present"),
        ("tweete", "tweeter indicative present 3s"),
        ("crééront", ""),
        ("créeront", "créer indicative future 3p"),
        ("faisez", ""),
        ("mangons", ""),
        ("Bakou", ""),
        ("", ""),
    ] {
        let readings: Vec<String> = verbs.analyse(form).iter().map(show).collect();
        assert!(
            if reading.is_empty() { readings.is_empty() } else { readings.iter().any(|found| found == reading) },
            "{form}: {readings:?}"
        );
    }
}

#[test]
fn the_commoner_verb_comes_first() {
    let verbs = verbs();
    for (form, lemma) in [("suis", "être"), ("tue", "tuer"), ("vis", "voir"), ("fait", "faire"), ("fut", "être")] {
        assert_eq!(verbs.analyse(form)[0].lemma, lemma, "{form}");
    }
}

/// The groups of a sentence as "words = lemma mood tense flags".
fn groups(verbs: &Verbs, sentence: &str) -> Vec<String> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let flags = |group: &VerbGroup| {
        let flags = [
            (group.perfect, "perfect"),
            (group.passive, "passive"),
            (group.reflexive, "reflexive"),
            (group.negated, "negated"),
        ];
        let set = flags.iter().filter(|(set, _)| *set).map(|(_, name)| format!(" {name}"));
        set.chain(group.modal.iter().map(|modal| format!(" ({modal})"))).collect::<String>()
    };
    let show = |group: &VerbGroup| {
        let of = words[group.words.clone()].join(" ");
        format!("{of} = {} {} {}{}", group.lemma, group.mood, group.tense, flags(group))
    };
    verbs.verb_groups(&words).iter().map(show).collect()
}

#[test]
fn groups_are_found_with_tense_voice_and_negation() {
    let verbs = verbs();
    for (sentence, expected) in [
        ("Paris annonce un accord", "annonce = annoncer indicative present"),
        ("Paris a annoncé un accord", "a annoncé = annoncer indicative past perfect"),
        ("Paris avait déjà annoncé un accord", "avait déjà annoncé = annoncer indicative past perfect"),
        ("Paris aura annoncé un accord", "aura annoncé = annoncer indicative future perfect"),
        ("Paris aurait annoncé un accord", "aurait annoncé = annoncer conditional past perfect"),
        ("Paris annoncera un accord", "annoncera = annoncer indicative future"),
        ("elle annoncerait un accord", "annoncerait = annoncer conditional present"),
        ("Il n' a pas encore signé", "n' a pas encore signé = signer indicative past perfect negated"),
        ("Le juge ne signe pas ce texte", "ne signe pas = signer indicative present negated"),
        ("Il ne l' a jamais vue", "ne l' a jamais vue = voir indicative past perfect negated"),
        ("Il n' a tué que deux loups", "n' a tué = tuer indicative past perfect"),
        ("Il ne reçoit que le lundi", "ne reçoit = recevoir indicative present"),
        ("Il n’ a blessé personne", "n’ a blessé = blesser indicative past perfect negated"),
        ("avant que Kiev ne signe", "ne signe = signer indicative present negated"),
        ("avant que Kiev ne soit pris", "ne soit pris = prendre subjunctive present passive"),
        ("Trois soldats ont été tués", "ont été tués = tuer indicative past perfect passive"),
        ("Trois soldats sont tués", "sont tués = tuer indicative present passive"),
        ("Trois soldats furent tués", "furent tués = tuer indicative past passive"),
        ("Trois soldats auraient été tués", "auraient été tués = tuer conditional past perfect passive"),
        ("Trois soldats seront jugés", "seront jugés = juger indicative future passive"),
        ("Trois soldats sont morts", "sont morts = mourir indicative past perfect"),
        ("Elle est arrivée lundi", "est arrivée = arriver indicative past perfect"),
        ("Elle était arrivée lundi", "était arrivée = arriver indicative past perfect"),
        ("Elle est malade", "est = être indicative present"),
        ("Il a été maire", "a été = être indicative past perfect"),
        ("Il s' est rendu à Lyon", "s' est rendu = rendre indicative past perfect reflexive"),
        ("Il ne s' y est pas rendu", "ne s' y est pas rendu = rendre indicative past perfect reflexive negated"),
        ("Je me suis rendu à Lyon", "me suis rendu = rendre indicative past perfect reflexive"),
        ("nous nous sommes rendus à Lyon", "nous sommes rendus = rendre indicative past perfect reflexive"),
        ("nous sommes attaqués", "sommes attaqués = attaquer indicative present passive"),
        ("Il va attaquer la ville", "va attaquer = attaquer indicative future"),
        ("Il allait attaquer la ville", "allait attaquer = attaquer indicative future"),
        ("Il ne va pas se rendre", "ne va pas se rendre = rendre indicative future reflexive negated"),
        ("Il vient d' attaquer la ville", "vient d' attaquer = attaquer indicative past"),
        ("Il vient de Lyon", "vient = venir indicative present"),
        ("Il est sur le point de partir", "est sur le point de partir = partir indicative future"),
        ("Il est en train de partir", "est en train de partir = partir indicative present"),
        ("Il doit rencontrer le pape", "doit rencontrer = rencontrer indicative present (devoir)"),
        ("Il devrait être reçu mardi", "devrait être reçu = recevoir conditional present passive (devoir)"),
        ("Il a dû quitter la ville", "a dû quitter = quitter indicative past perfect (devoir)"),
        ("Il pourrait avoir été tué", "pourrait avoir été tué = tuer conditional past perfect passive (pouvoir)"),
        (
            "Il n' a pas pu être sauvé",
            "n' a pas pu être sauvé = sauver indicative past perfect passive negated (pouvoir)",
        ),
        ("Il pourra le lui dire", "pourra le lui dire = dire indicative future (pouvoir)"),
        ("Il doit cent euros", "doit = devoir indicative present"),
        ("A -t-il été entendu ?", "A -t-il été entendu = entendre indicative past perfect passive"),
        ("Il a , selon la police , tiré deux fois", "a , selon la police , tiré = tirer indicative past perfect"),
        ("Il a d' ores et déjà gagné", "a d' ores et déjà gagné = gagner indicative past perfect"),
        ("Il a officiellement démissionné", "a officiellement démissionné = démissionner indicative past perfect"),
        ("Il a lundi rejeté cette offre", "a lundi rejeté = rejeter indicative past perfect"),
        ("de ne pas tirer", "ne pas tirer = tirer infinitive present negated"),
        ("sans tirer", "tirer = tirer infinitive present negated"),
        ("pour avoir tiré", "avoir tiré = tirer infinitive past perfect"),
        ("ayant été battu", "ayant été battu = battre participle past perfect passive"),
        ("les villages détruits lundi", "détruits = détruire participle past passive"),
        ("les personnes décédées lundi", "décédées = décéder participle past"),
        ("J' affirme son innocence", "affirme = affirmer indicative present"),
        ("une attaque", ""),
        ("L' attaque de Gaza", ""),
        ("Kiev dénonce l' attaque contre la marche", "dénonce = dénoncer indicative present"),
        ("Kiev l' attaque en justice", "l' attaque = attaquer indicative present"),
        ("pour le dire", "le dire = dire infinitive present"),
        ("les blessés", ""),
        ("Le pouvoir pense à lui", "pense = penser indicative present"),
        ("pour le pouvoir", ""),
        ("le maire Jean Porte", ""),
    ] {
        assert_eq!(groups(&verbs, sentence).join(" + "), expected, "{sentence}");
    }
}

#[test]
fn several_groups_do_not_overlap() {
    let found = groups(&verbs(), "Il a dit qu' il ne partirait pas et n' avoir tué personne");
    assert_eq!(
        found,
        [
            "a dit = dire indicative past perfect",
            "ne partirait pas = partir conditional present negated",
            "n' avoir tué = tuer infinitive past perfect negated",
        ]
    );
}

#[test]
fn no_words_do_harm() {
    let verbs = verbs();
    for words in [&[][..], &[""], &["ne", "ne", "ne"], &["a", ",", "a", ",", "a"], &["avoir"; 300], &["-", "𝒶", "n’"]]
    {
        verbs.verb_groups(words);
        (0..=words.len()).for_each(|at| drop(verbs.verb_group(words, at)));
    }
}

#[test]
fn faults_of_the_data_have_a_place() {
    let conjugations = "[part.a]\nindicative.present = [\"e\", \"es\", \"e\", \"-\", \"-\", \"ent\"]\n\
                        [class.er]\ninfinitive = \"er\"\nstems = { a = \"\" }\n";
    let load = |conjugations: &str, verbs: &str| {
        let files = [("morphology/conjugations.toml", conjugations), ("morphology/verbs.tsv", verbs)];
        Verbs::new(&Pack::from_files("xx", files)).map(|_| ()).map_err(|error| error.to_string())
    };
    for (conjugations, verbs, message) in [
        (conjugations, "lemma\tclass\nparler\ter\n", ""),
        (conjugations, "lemma\tclass\nfinir\tir\n", "morphology/verbs.tsv:2: there is no class `ir`"),
        (conjugations, "lemma\tclass\nfinir\ter\n", "morphology/verbs.tsv:2: `finir` does not end in `er`"),
        (
            "[class.er]\ninfinitive = \"er\"\nstems = { b = \"\" }\n",
            "",
            "morphology/conjugations.toml: class `er`: there is no part `b`",
        ),
        (
            "[part.a]\nindicative.present = []\n[class.er]\ninfinitive = \"er\"\nstems = { a = \"\" }\n",
            "",
            "morphology/conjugations.toml: `a`: indicative present has 0 cells, not 6",
        ),
    ] {
        assert_eq!(load(conjugations, verbs).err().unwrap_or_default(), message);
    }
    assert_eq!(Verbs::check(&Pack::embedded("fr").expect("a pack")), Ok(Vec::new()));
}
