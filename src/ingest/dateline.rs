//! The dateline of an article: where and when an agency sent it, before its first sentence.

use jiff::civil::Date;

use super::calendar::{Calendar, Rest, WrittenDay};
use crate::document::Published;

/// Before the dateline stand a title and a lead, no more.
const PARAGRAPHS_BEFORE: usize = 3;
/// So many bytes a title or lead has at most.
const LEAD: usize = 400;
/// So many words the place has, particles and countries included.
const PLACE: usize = 6;
/// So many bytes stand in brackets.
const BRACKETS: usize = 40;

/// The day of the dateline. Without a year it is the last such day up to `latest`; nothing is invented if that is not known.
pub(super) fn date(text: &str, calendar: &Calendar, latest: Option<Published>) -> Option<Date> {
    let written = find(text, calendar)?;
    if written.year.is_some() {
        return written.date();
    }
    let latest = latest?.date;
    let years = [latest.year(), latest.year() - 1];
    years.into_iter().filter_map(|year| Date::new(year, written.month, written.day).ok()).find(|day| *day <= latest)
}

fn find(text: &str, calendar: &Calendar) -> Option<WrittenDay> {
    let (mut before, mut first, mut opens) = (0, true, true);
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            opens = true;
            continue;
        }
        // A line below a line may be the first of the body, below a title, if that is the first of the text.
        if (opens || before == 1)
            && let Some(found) = parse(line, first, calendar)
        {
            return Some(found);
        }
        before += 1;
        if before > PARAGRAPHS_BEFORE || line.len() > LEAD {
            return None;
        }
        (first, opens) = (false, false);
    }
    None
}

/// The dateline that a line begins with. `title` where the line may be one.
fn parse(line: &str, title: bool, calendar: &Calendar) -> Option<WrittenDay> {
    let mut rest = Rest(line);
    let capitals = place(&mut rest, calendar)?;
    let mut agency = false;
    while brackets(&mut rest) {
        agency = true;
    }
    rest.spaces();
    let comma = rest.any(&[',']);
    let dashed = !comma && dash(&mut rest);
    rest.spaces();
    let bare = rest.0.starts_with(|c: char| c.is_ascii_digit());
    let day = calendar.day(&mut rest, calendar.day_first)?;
    rest.spaces();
    rest.any(&[',']);
    let agency_behind = brackets(&mut rest);
    agency |= agency_behind;
    // "Born the 12th of March": without a comma it takes brackets or capitals to show that there is a place.
    if !(comma || agency || capitals && (bare || dashed)) {
        return None;
    }
    rest.spaces();
    if rest.0.is_empty() {
        // A line of its own; a title would tell of another day.
        return (agency_behind || comma && !title && day.year.is_some()).then_some(day);
    }
    if dash(&mut rest) {
        rest.spaces();
        // The other end of a range of days.
        let range = !agency && calendar.day(&mut rest, true).is_some();
        return (!range).then_some(day);
    }
    let stop = rest.any(&['.', ':']) && !rest.0.starts_with(char::is_alphanumeric);
    (agency_behind && stop).then_some(day)
}

/// Goes over names of places and what joins them; whether all are in capitals.
fn place(rest: &mut Rest, calendar: &Calendar) -> Option<bool> {
    // Such a word begins a day.
    let of_day = |word: &str| {
        let lower = word.to_lowercase();
        calendar.before.contains(&lower) || calendar.weekdays.contains(&lower)
    };
    let named = |word: &str| word.starts_with(char::is_uppercase);
    let (mut words, mut letters, mut capitals) = (0, 0, true);
    loop {
        let mut ahead = *rest;
        let joined = words > 0 && {
            ahead.spaces();
            ahead.any(&['/', ','])
        };
        ahead.spaces();
        let mut taken = words;
        let mut word = name(&mut ahead).filter(|word| !of_day(word));
        // Particles stand between names, and are short.
        while words > 0 && !joined && word.is_some_and(|word| !named(word) && word.chars().count() <= 3) {
            taken += 1;
            ahead.spaces();
            word = name(&mut ahead);
        }
        let Some(word) = word.filter(|word| named(word)) else { break };
        words = taken + 1;
        letters += word.chars().filter(|c| c.is_alphabetic()).count();
        capitals &= !word.contains(char::is_lowercase);
        *rest = ahead;
    }
    (letters > 1 && words <= PLACE).then_some(capitals)
}

/// A word with hyphens, apostrophes and the full stop of an abbreviation between its letters.
fn name<'a>(rest: &mut Rest<'a>) -> Option<&'a str> {
    let inner = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}' | '.');
    let end = rest.0.find(|c| !inner(c)).unwrap_or(rest.0.len());
    let word = rest.0[..end].trim_end_matches(['-', '\'', '\u{2019}', '.']);
    if !word.starts_with(char::is_alphabetic) {
        return None;
    }
    rest.0 = &rest.0[word.len()..];
    if word.chars().count() <= 3 {
        rest.any(&['.']);
    }
    Some(word)
}

/// Goes over what stands in brackets, an agency or a country; whether there is such.
fn brackets(rest: &mut Rest) -> bool {
    let mut ahead = *rest;
    ahead.spaces();
    let inside = ahead.0.strip_prefix(['(', '[']).and_then(|open| open.split_once([')', ']']));
    let fits = |inside: &str| {
        let letters = inside.starts_with(char::is_alphabetic) && !inside.contains(|c: char| c.is_ascii_digit());
        letters && inside.len() <= BRACKETS
    };
    let Some((_, behind)) = inside.filter(|(inside, _)| fits(inside)) else { return false };
    rest.0 = behind;
    true
}

/// Goes over a dash that parts; a short one has a space behind it.
fn dash(rest: &mut Rest) -> bool {
    let mut ahead = *rest;
    ahead.spaces();
    let short = ahead.0.starts_with('-');
    let behind = ahead.0.trim_start_matches(['-', '–', '—', '\u{2015}', '\u{2212}']);
    let parts = behind.is_empty() || behind.starts_with(char::is_whitespace);
    let parts = parts || !short && !behind.starts_with(|c: char| c.is_ascii_digit());
    let found = behind.len() < ahead.0.len() && parts;
    if found {
        rest.0 = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::french;
    use super::*;

    fn found(text: &str, latest: Option<&str>) -> String {
        let latest = latest.map(|date| date.parse().unwrap());
        date(text, &french(), latest).map(|date| date.to_string()).unwrap_or_default()
    }

    #[test]
    fn datelines_with_a_year() {
        let cases = [
            ("PARIS (AFP), 12 jan 2021 - Le gouvernement a annoncé", "2021-01-12"),
            ("PARIS, 12 jan. 2021 (AFP) - Le gouvernement", "2021-01-12"),
            ("Paris, 12 mars 2020 (AFP) – Le gouvernement", "2020-03-12"),
            ("Genève, le 3 mars 2020 (ATS) – Le Conseil", "2020-03-03"),
            ("BRUXELLES, 1er févr. 2019 (Belga) — La Commission", "2019-02-01"),
            ("NEW YORK, 7 août 2018 (Reuters) -- Wall Street", "2018-08-07"),
            ("Port-au-Prince, 14 août 2021 (AlterPresse) --- Un séisme", "2021-08-14"),
            ("Rio de Janeiro, 5 août 2016 (AFP) - La flamme", "2016-08-05"),
            ("N'Djamena, 20 avril 2021 (AFP) - Le président", "2021-04-20"),
            ("L'Aquila (Italie), 6 avril 2009 (AFP) - Le bilan", "2009-04-06"),
            ("Goma (RDC), 3 mars 2020 – Des combats", "2020-03-03"),
            ("PARIS/LONDRES, 10 mai 2022 (Reuters) - Les deux", "2022-05-10"),
            ("Paris, Londres, 10 mai 2022 (Reuters) - Les deux", "2022-05-10"),
            ("KABOUL (Afghanistan) (AFP), 15 août 2021 - Les talibans", "2021-08-15"),
            ("Kaboul, Afghanistan, 15 août 2021 – Les talibans", "2021-08-15"),
            ("Titre de l'article\n\nDAKAR, 4 juin 2023 (APS) - Le calme", "2023-06-04"),
            ("Titre de l'article\nDAKAR, 4 juin 2023 (APS) - Le calme", "2023-06-04"),
            ("Titre\n\nUn chapeau de deux phrases. Le voici.\n\nDakar, 4 juin 2023 (APS) - Le calme", "2023-06-04"),
            ("  \n\nALGER, 9 déc 2019 (APS)- Le chef", "2019-12-09"),
            ("Montréal, mardi 9 juillet 2013 (La Presse canadienne) – Un train", "2013-07-09"),
            ("PARIS 12 mars 2020 (AFP) - Le gouvernement", "2020-03-12"),
            ("Paris 12 mars 2020 (AFP) - Le gouvernement", "2020-03-12"),
            ("PARIS - 12 mars 2020 - Le gouvernement", "2020-03-12"),
            ("Berne, 12.03.2020 (ATS) - Le Conseil fédéral", "2020-03-12"),
            ("Paris, 12 mars 2020 (AFP). Le gouvernement", "2020-03-12"),
            ("Paris, 12 mars 2020 (AFP) : le gouvernement", "2020-03-12"),
            ("Paris, 12 mars 2020 -- Le gouvernement", "2020-03-12"),
            ("Paris, 12 mars 2020 –Le gouvernement", "2020-03-12"),
            ("Paris (AFP) - 12 mars 2020 - Le gouvernement", "2020-03-12"),
            ("Communiqué\n\nLausanne, le 12 mars 2020\n\nLe Comité", "2020-03-12"),
            ("St. Louis, 12 mars 2020 (AP) - Un tir", "2020-03-12"),
            ("PARIS, 12 mars 2020 (AFP) - 200 personnes", "2020-03-12"),
            ("PARIS, 12\u{a0}mars\u{a0}2020 (AFP)\u{a0}- Un", "2020-03-12"),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text, None), expected, "{text}");
        }
    }

    #[test]
    fn no_datelines() {
        let lead = "x".repeat(500);
        let cases = [
            "À Paris, le 12 mars 2020, des milliers de personnes ont défilé",
            "Paris, 12 mars 2020. C'est ce jour-là que tout a changé",
            "Paris, 12 mars 2020 : c'est ce jour-là que tout a changé",
            "Paris, le 12 mars 2020, il pleuvait",
            "Paris le 12 mars 2020 était vide",
            "Le 12 mars 2020 – jour de marché",
            "Le 12 mars 2020 (jeudi) - jour de marché",
            "Jeudi 12 mars 2020 - jour de marché",
            "12 mars 2020 – jour de marché",
            "Né le 12 mars 1950 – mort à Paris",
            "Élu le 12 mars 2020 – contre toute attente – il renonce",
            "Depuis le 12 mars 2020 – et même avant – les écoles",
            "Paris, 12 mars 2020 - 15 avril 2020 : une exposition",
            "PARIS, 12 mars 2020-15 avril 2020",
            "Paris, 31 avril 2020 (AFP) - Un jour qui n'est pas",
            "Paris, 12 brumaire 2020 (AFP) - Un mois qui n'est pas",
            "Paris, 12 mars 2020",
            "Verdun, 21 février 1916\n\nL'artillerie ouvre le feu",
            "paris, 12 mars 2020 (AFP) - Sans capitale",
            "Le ministre de l'Intérieur et des Outre-mer de la France, 12 mars 2020 - trop de mots",
            "Le gouvernement a annoncé jeudi 12 mars 2020 (AFP) - que",
            "Titre\n\nUn texte.\n\nSuite.\n\nFin.\n\nPARIS, 12 mars 2020 (AFP) - Trop loin",
            "Un texte qui\ncontinue ligne\nà ligne\nParis, 12 mars 2020 - au milieu",
            "Paris, mars 2020 (AFP) - Sans jour",
            "Paris (12 mars 2020) - Une date en parenthèses",
            "Paris, 12 mars 2020, 18 heures - Le palais",
            "Paris-Nice, 12 mars 2020 et après",
            "ÉLU LE 12 MARS 2020 – IL RENONCE",
            "« Paris, 12 mars 2020 – nous y étions »",
            "A, 12 mars 2020 - Une lettre",
            "",
        ];
        for text in cases.into_iter().chain([format!("{lead}\n\nPARIS, 12 mars 2020 (AFP) - Après").as_str()]) {
            assert_eq!(found(text, Some("2021-01-01")), "", "{text}");
        }
    }

    #[test]
    fn a_year_left_out_is_of_the_last_such_day() {
        let cases = [
            ("BAKOU, 20 sept (Reuters) - L'Azerbaïdjan", "2023-09-20", "2023-09-20"),
            ("BAKOU, 20 sept. (Reuters) - L'Azerbaïdjan", "2023-09-21", "2023-09-20"),
            ("BAKOU, 20 sept (Reuters) - L'Azerbaïdjan", "2023-09-19", "2022-09-20"),
            ("KINSHASA, 5 avril (Xinhua) -- Le président", "2023-12-31", "2023-04-05"),
            ("PARIS, 1er janvier (AFP) - Les vœux", "2023-01-01", "2023-01-01"),
            ("PARIS, 31 déc (AFP) - Les vœux", "2023-01-01", "2022-12-31"),
            ("PARIS, 29 février (AFP) - Un jour", "2024-03-01", "2024-02-29"),
            ("PARIS, 29 février (AFP) - Un jour", "2023-03-01", ""),
            ("PARIS, 12 mars – Le gouvernement", "2023-03-01", "2022-03-12"),
            ("Communiqué\n\nParis, 12 mars\n\nLe Comité", "2023-03-01", ""),
        ];
        for (text, latest, expected) in cases {
            assert_eq!(found(text, Some(latest)), expected, "{text} {latest}");
            assert_eq!(found(text, None), "", "{text}");
        }
    }
}
