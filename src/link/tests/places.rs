use super::*;

/// Small documents, and what the place that is marked first in them is: name, country, kind, precision, degrees.
const CASES: &[(&str, &str)] = &[
    // Exonyms and capitals of the lists: the gazetteer says where.
    ("À {LOC:Bakou}, le calme est revenu.", "Bakou AZE capital 4 40,50"),
    ("Le sommet d'{LOC:Erevan}.", "Erevan ARM capital 4 40,45"),
    ("De {LOC:Pékin} à Londres.", "Pékin CHN capital 4 40,116"),
    ("La City de {LOC:Londres}.", "Londres GBR capital 4 52,-0"),
    ("Un vol pour {LOC:Le Caire}.", "Le Caire EGY capital 4 30,31"),
    ("Les rues du {LOC:Caire}.", "Le Caire EGY capital 4 30,31"),
    ("Une grève à {LOC:Marseille}.", "Marseille FRA city 4 43,5"),
    ("{LOC:PARIS} s'éveille.", "Paris FRA capital 4 49,2"),
    ("La mairie d'{LOC:Anvers}.", "Anvers BEL city 4 51,4"),
    // Countries and areas.
    ("L'{LOC:Azerbaïdjan} accuse.", "Azerbaïdjan AZE country 1 41,48"),
    ("Au {LOC:Haut-Karabakh}.", "Haut-Karabakh AZE disputed 2 -"),
    ("Les plages de la {LOC:Guadeloupe}.", "Guadeloupe FRA region 2 16,-62"),
    ("En {LOC:Bretagne}, la pluie.", "Bretagne FRA region 2 48,-3"),
    ("Dans le {LOC:Doubs}, la neige.", "Doubs FRA department 3 47,6"),
    ("Au {LOC:Texas}, la chaleur.", "Texas USA region 2 31,-98"),
    ("L'{LOC:Europe} hésite.", "Europe - area - -"),
    // Local news: départements, communes, short and odd spellings.
    ("À {LOC:Saint-Dié} ({LOC:Vosges}), un incendie.", "Saint-Dié-des-Vosges FRA city 4 48,7"),
    ("À {LOC:Saint-Dié} (88), un incendie.", "Saint-Dié-des-Vosges FRA city 4 48,7"),
    ("La foire de {LOC:Pontarlier}, dans le {LOC:Doubs}.", "Pontarlier FRA city 4 47,6"),
    ("Le maire de {LOC:Valdahon}, dans le {LOC:Doubs}.", "Valdahon FRA city 4 47,6"),
    ("{LOC:ST-BRIEUC} : le port bloqué.", "Saint-Brieuc FRA city 4 49,-3"),
    ("Près de {LOC:Ste-Maxime}, dans le {LOC:Var}.", "Sainte-Maxime FRA city 4 43,7"),
    ("Un feu aux {LOC:Herbiers}, en {LOC:Vendée}.", "Les Herbiers FRA city 4 47,-1"),
    ("À {LOC:Pointe-à-Pitre}, en {LOC:Guadeloupe}.", "Pointe-à-Pitre FRA city 4 16,-62"),
    ("La gendarmerie de {LOC:Vitré} ({LOC:Ille-et-Vilaine}).", "Vitré FRA city 4 48,-1"),
    ("Le tribunal de {LOC:Senlis} ({LOC:Oise}).", "Senlis FRA city 4 49,3"),
    ("Le tribunal de {LOC:Senlis} ({LOC:Pas-de-Calais}).", "Senlis FRA city 4 -"),
    // One name, several towns: what stands behind it, or beside it, or the larger one.
    ("{LOC:Paris} ({LOC:Texas}) a élu son maire.", "Paris USA city 4 34,-96"),
    ("À {LOC:Vienne} ({LOC:Isère}), le festival.", "Vienne FRA city 4 46,5"),
    ("À {LOC:Vienne}, en {LOC:Isère}, le festival.", "Vienne FRA city 4 46,5"),
    ("À {LOC:Vienne}, en {LOC:Autriche}.", "Vienne AUT capital 4 48,16"),
    ("En {LOC:France}, dans la {LOC:Vienne}.", "France FRA country 1 47,2"),
    ("{LOC:Valence}, dans la {LOC:Drôme}.", "Valence FRA city 4 45,5"),
    ("{LOC:Saint-Denis} et la {LOC:Seine-Saint-Denis}.", "Saint-Denis FRA city 4 49,2"),
    ("{LOC:Saint-Denis}, à {LOC:La Réunion}.", "Saint-Denis FRA city 4 -21,55"),
    ("{LOC:Cambridge}, dans le {LOC:Massachusetts}.", "Cambridge USA city 4 42,-71"),
    ("{LOC:Melun}, {LOC:Meaux} et la {LOC:Seine-et-Marne}.", "Melun FRA city 4 49,3"),
    ("{LOC:Beaumont} ({LOC:Puy-de-Dôme}).", "Beaumont FRA city 4 46,3"),
    ("{LOC:Tripoli}, au {LOC:Liban}.", "Tripoli LBN city 4 34,36"),
    ("{LOC:Birmingham}, en {LOC:Alabama}.", "Birmingham USA city 4 34,-87"),
    ("{LOC:Villefranche}, dans le {LOC:Rhône}.", "Villefranche-sur-Saône FRA city 4 46,5"),
    // The long tail abroad.
    ("{LOC:Yevlakh}, en {LOC:Azerbaïdjan}.", "Yevlakh AZE city 4 41,47"),
    ("L'usine de {LOC:Sherbrooke}, au {LOC:Québec}.", "Sherbrooke CAN city 4 45,-72"),
    ("{LOC:Vevey}, en {LOC:Suisse}.", "Vevey CHE city 4 46,7"),
    ("{LOC:Barranquilla}, en {LOC:Colombie}.", "Barranquilla COL city 4 11,-75"),
    // Inside a town: no finer than the text, and no coordinates of something else.
    ("Rue barrée : {LOC:rue des Tanneurs} à {LOC:Rennes}, en {LOC:Bretagne}.", "rue des Tanneurs FRA street 5 -"),
    ("Le {LOC:stade Vélodrome}.", "stade Vélodrome - building 5 -"),
    ("La {LOC:place Bellecour}, à {LOC:Lyon}.", "place Bellecour FRA street 5 -"),
    ("Le {LOC:stade Vélodrome}, {LOC:Genève} et {LOC:Lyon}.", "stade Vélodrome - building 5 -"),
    // An area of a town's name is no town.
    ("La région de {LOC:Zinder}, au {LOC:Niger}.", "Zinder NER region 2 -"),
    ("La province d'{LOC:Alicante}, en {LOC:Espagne}.", "Alicante ESP region 2 -"),
    ("Le département de la {LOC:Loire}.", "Loire FRA department 3 46,4"),
    ("La ville de {LOC:Zinder}, au {LOC:Niger}.", "Zinder NER city 4 14,9"),
    ("La planète {LOC:Mars}, vue de {LOC:France}.", "Mars - - - -"),
    ("Des élèves du lycée {LOC:Saint-Exupéry}.", "Saint-Exupéry - building 5 -"),
    ("Un mariage à {LOC:Domessin}, filmé sur {ORG:Facebook}.", "Domessin FRA city 4 46,6"),
    ("{LOC:Pont-l'Abbé}, dans le {LOC:Finistère}.", "Pont-l'Abbé FRA city 4 48,-4"),
    // Nothing is linked that nothing speaks for.
    ("{LOC:Perpette-les-Oies} dort.", "Perpette-les-Oies - - - -"),
    ("Au {LOC:Tchad}, le village de {LOC:Bonneville}.", "Tchad TCD country 1 12,17"),
    ("{LOC:Bonneville}, au {LOC:Tchad}.", "Bonneville TCD - - -"),
    ("{PER:Valence} a chanté.", "Valence - - - -"),
    ("{ORG:Lens} a gagné.", "Lens FRA city 4 -"),
];

fn described(source: &str) -> String {
    let (_, analysis, _) = linked(source);
    let e = &analysis.entities[0];
    let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let degrees = e.lat.zip(e.lon).map(|(lat, lon)| format!("{lat:.0},{lon:.0}"));
    let precision = or(e.precision.map(|p| p.to_string()));
    let [name, country, kind] = [&e.name, &e.country, &e.kind].map(|field| or(field.clone()));
    format!("{name} {country} {kind} {precision} {}", or(degrees))
}

#[test]
fn small_documents() {
    let mut wrong = Vec::new();
    for (source, want) in CASES {
        let found = described(source);
        if found != *want {
            wrong.push(format!("{source}: {found}, not {want}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

#[test]
fn every_mention_is_placed() {
    let (_, analysis, _) = linked("{LOC:Vienne} ({LOC:Isère}), puis {LOC:Vienne}, en {LOC:France}.");
    let found: Vec<_> = analysis.entities.iter().map(|e| (e.country.as_deref().unwrap(), e.precision)).collect();
    assert_eq!(found, [("FRA", Some(4)), ("FRA", Some(3)), ("FRA", Some(4)), ("FRA", Some(1))]);
    assert_eq!(analysis.entities[0].cluster, analysis.entities[2].cluster);
    assert_eq!(analysis.entities[0].geonames.as_deref(), Some("2969284"));
}

#[test]
fn no_gazetteer_is_needed() {
    let pack = Pack::from_files("xx", [("link/countries.tsv", "name\tcountry\tkind\taliases\naaa\tCHE\tcountry\t\n")]);
    let (document, mut analysis, _) = marked("{LOC:Aaa} {LOC:Bbb}");
    Linker::new(&pack).unwrap().apply(&document, &mut analysis).unwrap();
    assert_eq!((analysis.entities[0].precision, analysis.entities[0].lat), (Some(1), None));
    let broken = pack.with_bytes("link/gazetteer.bin", b"DEPGAZET\x02\0\0\0".to_vec());
    assert!(Linker::new(&broken).unwrap_err().to_string().contains("has version 2"));
    assert_eq!(check(&broken).len(), 1);
}
