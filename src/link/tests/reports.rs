//! Statements by construction, with what only looks like one.

use super::statements::wrong;

/// What each case must give, as in `statements`.
const CASES: &[(&str, &[&str])] = &[
    // "selon" in every place, with documents as sources
    (
        "Le pont, d'après un rapport publié par la {ORG:Cour des comptes}, coûtera le double.",
        &[
            "indirect | rapport publié par la Cour des comptes | d'après | Le pont, d'après un rapport publié par la Cour des comptes, coûtera le double",
        ],
    ),
    (
        "Le chômage a reculé, selon des chiffres provisoires diffusés par l'{ORG:Insee}.",
        &["indirect | chiffres provisoires diffusés par l'Insee | selon | Le chômage a reculé"],
    ),
    (
        "Selon un sondage réalisé en mai par l'institut {ORG:Kanto}, deux électeurs sur trois hésitent.",
        &["indirect | sondage réalisé en mai par l'institut Kanto | Selon | deux électeurs sur trois hésitent"],
    ),
    (
        "La digue était fissurée, d'après une note interne du ministère que {ORG:Le Quotidien} a consultée.",
        &["indirect | note interne du ministère | d'après | La digue était fissurée"],
    ),
    ("Le gouvernement a annoncé des coupes.", &["indirect | gouvernement | a annoncé | des coupes"]),
    (
        "Le nouveau gouvernement dit avoir fui, mais il promet de revenir.",
        &["indirect | nouveau gouvernement | dit | avoir fui"],
    ),
    ("Le suspect avoue avoir tiré, les enquêteurs cherchent une arme.", &["indirect | suspect | avoue | avoir tiré"]),
    (
        "Le maire dit avoir vu, dans la nuit, un homme qui fuyait.",
        &["indirect | maire | dit | avoir vu, dans la nuit, un homme qui fuyait"],
    ),
    (
        "Le maire assure vouloir rester, même si la pluie tombe.",
        &["indirect | maire | assure | vouloir rester, même si la pluie tombe"],
    ),
    ("Le trafic a doublé à en croire les riverains.", &["indirect | riverains | à en croire | Le trafic a doublé"]),
    (
        "À l'en croire, le trésor dort toujours sous la grange.",
        &["indirect | l' | À l'en croire | le trésor dort toujours sous la grange"],
    ),
    (
        "1 200 personnes ont défilé selon la police, 4 000 d'après les organisateurs.",
        &["indirect | police | selon | 1 200 personnes ont défilé", "indirect | organisateurs | d'après | 4 000"],
    ),
    (
        "Le cortège a réuni 600 personnes selon la préfecture et 1 500 selon les syndicats.",
        &["indirect | préfecture | selon | Le cortège a réuni 600 personnes", "indirect | syndicats | selon | 1 500"],
    ),
    (
        "Selon la préfecture, ils étaient 300 ; selon l'intersyndicale, plus de 900.",
        &["indirect | préfecture | Selon | ils étaient 300", "indirect | intersyndicale | selon | plus de 900"],
    ),
    (
        "Le parc abritera, selon la maire de {LOC:Tours} et l'architecte, deux étangs.",
        &[
            "indirect | maire de Tours et l'architecte | selon | Le parc abritera, selon la maire de Tours et l'architecte, deux étangs",
        ],
    ),
    ("Il s'agit selon lui d'une erreur.", &["indirect | lui | selon | Il s'agit selon lui d'une erreur"]),
    (
        "Selon plusieurs témoins interrogés par l'{ORG:AFP}, le toit a cédé d'un coup.",
        &["indirect | plusieurs témoins interrogés par l'AFP | Selon | le toit a cédé d'un coup"],
    ),
    (
        "Selon l'{ORG:Unicef}, qui a publié une étude lundi, un enfant sur cinq a faim.",
        &["indirect | Unicef | Selon | un enfant sur cinq a faim"],
    ),
    (
        "Selon les premiers éléments de l'enquête, le conducteur s'était assoupi.",
        &["indirect | premiers éléments de l'enquête | Selon | le conducteur s'était assoupi"],
    ),
    (
        "Le coût atteint 3 millions d'euros (selon la mairie).",
        &["indirect | mairie | selon | Le coût atteint 3 millions d'euros"],
    ),
    (
        "Le vaccin protège huit patients sur dix, selon une étude parue dans la revue {ORG:Medica}.",
        &["indirect | étude parue dans la revue Medica | selon | Le vaccin protège huit patients sur dix"],
    ),
    (
        "Le navire aurait été repeint, selon la capitainerie.",
        &["indirect | capitainerie | selon | Le navire aurait été repeint"],
    ),
    (
        "Le tableau aurait quitté le pays dès 1998, toujours selon le parquet.",
        &["indirect | parquet | selon | Le tableau aurait quitté le pays dès 1998"],
    ),
    // chains
    (
        "Selon {ORG:Radio Lac}, citant la douane, le cargo a été saisi.",
        &[
            "indirect | Radio Lac | Selon | le cargo a été saisi",
            "indirect | douane | citant | le cargo a été saisi | via 0",
        ],
    ),
    (
        "Le cargo a été saisi, a annoncé la douane, citée par l'agence {ORG:Tass}.",
        &[
            "indirect | douane | a annoncé | Le cargo a été saisi | via 1",
            "indirect | agence Tass | citée par | Le cargo a été saisi",
        ],
    ),
    (
        "D'après {ORG:Le Matin}, qui cite une source proche du dossier, le juge a été muté.",
        &[
            "indirect | Le Matin | D'après | le juge a été muté",
            "indirect | source proche du dossier | cite | le juge a été muté | via 0",
        ],
    ),
    (
        "« Le front tient bon », a déclaré le colonel {PER:Ivan Bek}, cité par l'agence {ORG:Ria}.",
        &[
            "direct | colonel Ivan Bek | a déclaré | Le front tient bon | via 1",
            "direct | agence Ria | cité par | Le front tient bon",
        ],
    ),
    (
        "Le colonel, cité par la télévision, a déclaré que le front tenait.",
        &[
            "indirect | télévision | cité par | le front tenait",
            "indirect | colonel | a déclaré | le front tenait | via 0",
        ],
    ),
    (
        "Selon un diplomate cité par {ORG:Reuters}, l'accord est proche.",
        &[
            "indirect | diplomate | Selon | l'accord est proche | via 1",
            "indirect | Reuters | cité par | l'accord est proche",
        ],
    ),
    (
        "La reine abdiquera en mai, rapporte la presse locale en citant le palais.",
        &[
            "indirect | presse locale | rapporte | La reine abdiquera en mai",
            "indirect | palais | citant | La reine abdiquera en mai | via 0",
        ],
    ),
    // "ce que"
    (
        "Le club aurait vendu le stade, ce que la direction a démenti.",
        &["indirect | direction | a démenti | Le club aurait vendu le stade"],
    ),
    (
        "L'usine fermera en juin, ce qu'a confirmé le préfet.",
        &["indirect | préfet | a confirmé | L'usine fermera en juin"],
    ),
    ("Le vin aurait été coupé, ce que nie le producteur.", &["indirect | producteur | nie | Le vin aurait été coupé"]),
    ("Le train était vide, ce que conteste la compagnie.", &["indirect | compagnie | conteste | Le train était vide"]),
    (
        "Un marin dit que la coque est fendue, ce que le chantier réfute.",
        &["indirect | marin | dit | la coque est fendue", "indirect | chantier | réfute | la coque est fendue"],
    ),
    (
        "Un audit aurait alerté sur une dette, ce que conteste la régie.",
        &[
            "indirect | régie | conteste | Un audit aurait alerté sur une dette",
            "indirect | audit | aurait alerté | une dette",
        ],
    ),
    ("Ce que le maire a confirmé n'a surpris personne.", &[]),
    ("Le juge veut savoir ce que le témoin a dit.", &[]),
    ("Le chien a mangé, ce que le vétérinaire a apprécié.", &[]),
    // noun phrases that are the news
    (
        "Le ministre a rejeté les accusations de corruption.",
        &["indirect | ministre | a rejeté | les accusations de corruption"],
    ),
    ("La compagnie a balayé ces critiques.", &["indirect | compagnie | a balayé | ces critiques"]),
    ("Le porte-parole a évoqué une fuite de gaz.", &["indirect | porte-parole | a évoqué | une fuite de gaz"]),
    (
        "Le premier ministre n'exclut pas que l'armée intervienne.",
        &["indirect | premier ministre | n'exclut pas | l'armée intervienne"],
    ),
    ("Le rapport fait état de trente plaintes.", &["indirect | rapport | fait état | trente plaintes"]),
    (
        "La gendarmerie a fait état d'un mort et de deux blessés.",
        &["indirect | gendarmerie | a fait état | un mort et de deux blessés"],
    ),
    (
        "L'expertise conclut à un départ de feu accidentel.",
        &["indirect | expertise | conclut | un départ de feu accidentel"],
    ),
    ("L'enquête a établi que le frein avait lâché.", &["indirect | enquête | a établi | le frein avait lâché"]),
    ("Les juges ont retenu que l'arme était chargée.", &["indirect | juges | ont retenu | l'arme était chargée"]),
    ("Les gendarmes privilégient la piste criminelle.", &["indirect | gendarmes | privilégient | la piste criminelle"]),
    (
        "La ministre a condamné « avec force » cette agression.",
        &["mixed | ministre | a condamné | « avec force » cette agression"],
    ),
    (
        "Le syndicat a dénoncé « un mépris total » des salariés.",
        &["mixed | syndicat | a dénoncé | « un mépris total » des salariés"],
    ),
    (
        "La juge a estimé « peu crédible » la version du chauffeur.",
        &["mixed | juge | a estimé | « peu crédible » la version du chauffeur"],
    ),
    ("Le tribunal a rejeté l'appel.", &[]),
    ("Le Sénat a rejeté le texte.", &[]),
    ("La défense a conclu un accord avec le parquet.", &[]),
    ("Le jury a retenu trois projets.", &[]),
    ("Le tribunal n'a pas exclu la presse.", &[]),
    ("La mairie fait état-civil neuf.", &[]),
    // passive and nominal
    (
        "Il a été annoncé par la mairie que le marché déménagerait.",
        &["indirect | mairie | a été annoncé | le marché déménagerait"],
    ),
    (
        "La mort du soldat a été confirmée par l'état-major.",
        &["indirect | état-major | a été confirmée | La mort du soldat"],
    ),
    (
        "Deux hommes ont été arrêtés, a-t-on appris auprès du parquet.",
        &["indirect | parquet | a-t-on appris | Deux hommes ont été arrêtés"],
    ),
    (
        "Le procès est reporté, apprend-on de bonne source.",
        &["indirect | bonne source | apprend | Le procès est reporté"],
    ),
    (
        "Dans l'entourage de la ministre, on assure que le texte passera.",
        &["indirect | entourage de la ministre | assure | le texte passera"],
    ),
    (
        "On indique de source judiciaire que la plainte est classée.",
        &["indirect | source judiciaire | indique | la plainte est classée"],
    ),
    (
        "La vanne était ouverte, indique-t-on à la préfecture.",
        &["indirect | préfecture | indique | La vanne était ouverte"],
    ),
    (
        "{PER:Lea Maro} se félicite d'une « belle avancée ».",
        &["mixed | Lea Maro | se félicite | une « belle avancée »"],
    ),
    ("Aux yeux de la préfète, « le danger est passé ».", &["direct | préfète | Aux yeux de | le danger est passé"]),
    ("Pour l'avocat, « rien ne prouve sa présence ».", &["direct | avocat | Pour | rien ne prouve sa présence"]),
    (
        "Pour les riverains, la route serait trop étroite.",
        &["indirect | riverains | Pour | la route serait trop étroite"],
    ),
    (
        "Deux civils ont été blessés, de source hospitalière.",
        &["indirect | source hospitalière | de | Deux civils ont été blessés"],
    ),
    ("Pour les chercheurs, ce passage est une aubaine.", &[]),
    ("Pour les enfants, l'entrée est libre.", &[]),
    ("Il a été décidé par la mairie que le marché déménagerait.", &[]),
    // direct speech
    (
        "Le gardien s'explique.\n« J'ai fermé la grille à minuit, comme chaque soir. »",
        &["direct | gardien | - | J'ai fermé la grille à minuit, comme chaque soir."],
    ),
    (
        "La patronne est en colère.\n« On nous a promis une réponse en mars. »",
        &["direct | patronne | - | On nous a promis une réponse en mars."],
    ),
    ("Le maire est formel : « Aucun arbre ne sera abattu. »", &["direct | maire | - | Aucun arbre ne sera abattu."]),
    (
        "Réponse du ministre : « Nous verrons en juin ce qu'il reste. »",
        &["direct | ministre | - | Nous verrons en juin ce qu'il reste."],
    ),
    (
        "– Où étiez-vous ce soir-là ? demande le juge.\n– Chez ma sœur, répond l'accusé.",
        &["direct | juge | demande | Où étiez-vous ce soir-là ?", "direct | accusé | répond | Chez ma sœur"],
    ),
    (
        "« Viens, murmure-t-elle, et ferme la porte. »",
        &["direct | elle | murmure | Viens, murmure-t-elle, et ferme la porte."],
    ),
    ("« Ce n'est pas un jeu », s'agace le proviseur.", &["direct | proviseur | s'agace | Ce n'est pas un jeu"]),
    ("« On s'habitue », sourit l'ancien mineur.", &["direct | ancien mineur | sourit | On s'habitue"]),
    ("« Qu'ils viennent ! », tonne l'éleveuse.", &["direct | éleveuse | tonne | Qu'ils viennent !"]),
    ("« Pas question de céder », martèle le syndicat.", &["direct | syndicat | martèle | Pas question de céder"]),
    ("« Je n'ai rien vu », lâche-t-il avant de partir.", &["direct | il | lâche | Je n'ai rien vu"]),
    (
        "« Trop tard », souffle une infirmière, « nous avions prévenu ».",
        &["direct | infirmière | souffle | Trop tard », souffle une infirmière, « nous avions prévenu"],
    ),
    (
        "Et l'entraîneur de glisser : « Il sera prêt samedi. »",
        &["direct | entraîneur | glisser | Il sera prêt samedi."],
    ),
    (
        "À la sortie, le témoin s'agace : « On me pose toujours la même question. »",
        &["direct | témoin | s'agace | On me pose toujours la même question."],
    ),
    (
        "« Le fleuve est monté d'un coup, raconte l'éclusier.\n« Nous avons tout perdu cette nuit-là. »",
        &[
            "direct | éclusier | raconte | Le fleuve est monté d'un coup, raconte l'éclusier.\n« Nous avons tout perdu cette nuit-là.",
        ],
    ),
    ("Le gardien ferme la grille.\n« La Nuit des étoiles » commence à minuit.", &[]),
    // infinitives
    ("Le suspect dit avoir agi seul.", &["indirect | suspect | dit | avoir agi seul"]),
    ("Elle assure ne rien savoir du contrat.", &["indirect | Elle | assure | ne rien savoir du contrat"]),
    ("Le chauffeur affirme être innocent.", &["indirect | chauffeur | affirme | être innocent"]),
    ("L'actrice dit se sentir libre.", &["indirect | actrice | dit | se sentir libre"]),
    ("Il reconnaît s'être trompé de porte.", &["indirect | Il | reconnaît | s'être trompé de porte"]),
    ("Les deux frères nient avoir participé au vol.", &["indirect | deux frères | nient | avoir participé au vol"]),
    ("Le garde prétend n'avoir reçu aucun ordre.", &["indirect | garde | prétend | n'avoir reçu aucun ordre"]),
    // no statements
    ("On dit que la nuit porte conseil.", &[]),
    ("Le village, dit-on, fut fondé par un moine.", &[]),
    ("Comme on dit, l'habit ne fait pas le moine.", &[]),
    ("Il va sans dire que le prix montera.", &[]),
    ("Le loyer, c'est-à-dire que tout est compris, baisse.", &[]),
    ("Cela veut dire que le vol est annulé.", &[]),
    ("Le menu change selon que l'on dîne seul ou non.", &[]),
    ("Selon les saisons, la rivière change de lit.", &[]),
    ("Le prix varie selon le lieu et l'heure.", &[]),
    ("Elle peint d'après nature.", &[]),
    ("Selon toute vraisemblance, le vol partira.", &[]),
    ("Un film d'après le roman de {PER:Ana Sol} sort mardi.", &[]),
    ("Chacun paie selon ses moyens.", &[]),
    ("La pièce « Selon Jean » fait salle comble.", &[]),
    ("Son récit s'intitule « Nous étions trois ».", &[]),
    ("Le mot « grève » fait peur aux « experts ».", &[]),
    ("Le « système » est en panne.", &[]),
    (
        "LOME, 4 avril (Agence Golfe) – Deux ministres ont démissionné, a annoncé la présidence.",
        &["indirect | présidence | a annoncé | Deux ministres ont démissionné"],
    ),
    (
        "Ni la neige ni le vent ne nous arrêteront, a promis la maire.",
        &["indirect | maire | a promis | Ni la neige ni le vent ne nous arrêteront"],
    ),
    ("L'audit alerte sur une dette cachée.", &["indirect | audit | alerte | une dette cachée"]),
    (
        "Le préfet a mis en garde contre des crues soudaines.",
        &["indirect | préfet | a mis en garde | des crues soudaines"],
    ),
    ("Le gérant a alerté les pompiers sur la route.", &[]),
    // sources of no list, and manners
    (
        "Selon une grutière du port, la corde était usée.",
        &["indirect | grutière du port | Selon | la corde était usée"],
    ),
    ("La scène a cédé, selon la costumière.", &["indirect | costumière | selon | La scène a cédé"]),
    ("Selon la taille, le prix double.", &[]),
    ("Les horaires changent, selon l'affluence.", &[]),
    ("Selon la tradition, le maire coupe le ruban.", &[]),
    ("Selon le règlement, le vote est secret.", &[]),
    ("Selon un calendrier serré, les travaux avancent.", &[]),
    // counter-examples of the wider lists
    ("Il est entré en citant ses poèmes préférés.", &[]),
    ("Le vent souffle « en rafales ».", &[]),
    ("Le peintre a présenté « Le Matin ».", &[]),
    ("Pour la deuxième fois, la Seine déborde.", &[]),
    ("Le pont a été construit par la mairie.", &[]),
    ("Il a été reçu par le maire.", &[]),
    ("Le texte a été rejeté par le Sénat.", &[]),
    ("La nuit tombe sur le port.\n« Le Grand Large » affiche complet ce soir.", &[]),
    ("À l'entendre jouer, on oublie le froid.", &[]),
    ("Le film évoque la guerre.", &[]),
    ("Ce roman fait état-major de rien.", &[]),
    ("Il a écarté le rideau.", &[]),
    ("Le barrage retient l'eau.", &[]),
    ("La police a repoussé les manifestants.", &[]),
    ("Il ne cache pas son visage.", &[]),
    ("Le client n'a pas nié.", &[]),
    ("Il nie, mais selon la police, le sang est le sien.", &["indirect | police | selon | le sang est le sien"]),
    (
        "Le maire assure que, selon l'architecte, le toit tiendra.",
        &[
            "indirect | maire | assure | selon l'architecte, le toit tiendra",
            "indirect | architecte | selon | le toit tiendra | via 0",
        ],
    ),
    (
        "On cherche un homme qui, selon la police, boite.",
        &["indirect | police | selon | On cherche un homme qui, selon la police, boite"],
    ),
    (
        "Le vol était plein, d'après les déclarations de la compagnie à la presse.",
        &["indirect | déclarations de la compagnie | d'après | Le vol était plein | presse"],
    ),
    (
        "« Rien n'est signé », a-t-on répondu dans l'entourage du joueur.",
        &["direct | entourage du joueur | a-t-on répondu | Rien n'est signé"],
    ),
    ("Au ministère, on affirme que le budget est bouclé.", &["indirect | ministère | affirme | le budget est bouclé"]),
    ("Le rapport pointe que les filets étaient usés.", &["indirect | rapport | pointe | les filets étaient usés"]),
    (
        "La présidente s'est insurgée contre « un procès politique ».",
        &["mixed | présidente | s'est insurgée | un procès politique"],
    ),
    (
        "L'élu a fustigé « une usine à gaz » dans un communiqué.",
        &["mixed | élu | a fustigé | une usine à gaz | communiqué"],
    ),
    ("L'élue a fustigé « une usine à gaz » sur {ORG:Lac FM}.", &["mixed | élue | a fustigé | une usine à gaz"]),
    (
        "L'hypothèse d'un attentat a été confirmée par le procureur, {PER:Luc Roy}.",
        &["indirect | procureur, Luc Roy | a été confirmée | L'hypothèse d'un attentat"],
    ),
    (
        "Le parquet écarte la piste terroriste et retient la thèse de l'accident.",
        &["indirect | parquet | écarte | la piste terroriste", "indirect | parquet | retient | la thèse de l'accident"],
    ),
    ("Le musée ne dément pas que la toile soit fausse.", &["indirect | musée | ne dément pas | la toile soit fausse"]),
    (
        "Le navire a sombré, selon le récit d'un rescapé que l'{ORG:AFP} a recueilli.",
        &["indirect | récit d'un rescapé | selon | Le navire a sombré"],
    ),
    (
        "Deux ponts ont cédé, selon les autorités locales, qui craignent d'autres dégâts.",
        &["indirect | autorités locales | selon | Deux ponts ont cédé"],
    ),
    (
        "Le patron l'a juré : « Personne ne perdra son emploi. »",
        &["direct | patron | a juré | Personne ne perdra son emploi."],
    ),
];

#[test]
fn reports() {
    let wrong = wrong(CASES);
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}
