use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::Offset;

use super::calendar::Calendar;
use super::{Settings, dateline};
use crate::document::{Document, Notice, Published, PublishedBasis};

/// A date as the input writes it.
pub(super) struct Dated {
    /// The name of the field or header line.
    pub name: String,
    pub raw: String,
    /// `Field` or `Header`.
    pub basis: PublishedBasis,
}

/// Gives a document its date: from its fields (record first, sidecar next) and header lines, the file's name, the
/// innermost folder that has one, the dateline, or the fallback. What cannot be read becomes a notice, its raw text
/// goes into the metadata.
pub(super) fn date(document: &mut Document, dates: &[Dated], settings: &Settings) {
    let calendar = &settings.calendar;
    for Dated { name, raw, basis } in dates {
        let header = *basis == PublishedBasis::Header;
        if let Some(published) = read(raw, calendar, header && calendar.day_first) {
            document.published = Some(published);
            document.published_basis = *basis;
            return;
        }
        let shown: String = raw.chars().take(40).collect();
        let what = if header { "header line" } else { "field" };
        let message = format!("`{shown}` in the {what} `{name}` is not a date that can be read");
        document.notices.push(Notice::new("ingest.published", message));
        document.metadata.push((name.clone(), raw.clone()));
    }
    let (folders, name) = document.path.rsplit_once('/').unwrap_or(("", &document.path));
    let dateline = || dateline::date(&document.text, calendar, settings.published);
    let (published, basis) = if let Some(date) = in_name(name) {
        (Some(Published::from(date)), PublishedBasis::Filename)
    } else if let Some(date) = in_folders(folders) {
        (Some(Published::from(date)), PublishedBasis::Folder)
    } else if let Some(date) = dateline() {
        (Some(Published::from(date)), PublishedBasis::Dateline)
    } else if settings.published.is_some() {
        (settings.published, PublishedBasis::Option)
    } else {
        document.notices.push(Notice::new("ingest.undated", "no publication date is known"));
        (None, PublishedBasis::None)
    };
    document.published = published;
    document.published_basis = basis;
}

/// A date as fields write it: ISO 8601 in its variants, `2016/03/01`, compact digits, RFC 2822, seconds or
/// milliseconds since 1970, and as the calendar of a language has it. A day-month order that has to be guessed is
/// not read.
pub(super) fn read(raw: &str, calendar: &Calendar, day_first: bool) -> Option<Published> {
    let text = raw.trim();
    let found = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        digits(text)
    } else {
        iso(text).or_else(|| rfc2822(text)).or_else(|| calendar.read(text, day_first))
    };
    found.filter(|published| is_plausible(published.date))
}

fn iso(text: &str) -> Option<Published> {
    // `[Europe/Paris]` after an offset adds nothing to it.
    let text = text.split_once('[').map_or(text, |(text, _)| text).trim_end();
    let named_zone = ["UTC", "GMT"].iter().find_map(|zone| text.strip_suffix(zone));
    let mut text = named_zone.map_or_else(|| text.to_owned(), |text| format!("{}Z", text.trim_end()));
    if text.len() > 10 && text.is_ascii() && matches!(text.as_bytes()[4], b'/' | b'.') || text.len() == 10 {
        let head: String = text.chars().take(10).map(|c| if matches!(c, '/' | '.') { '-' } else { c }).collect();
        text = head + text.get(10..).unwrap_or_default();
    }
    let compact = text.len() > 8 && text.bytes().take(8).all(|byte| byte.is_ascii_digit());
    if compact && text.as_bytes()[8].eq_ignore_ascii_case(&b't') {
        text = format!("{}-{}-{}{}", &text[..4], &text[4..6], &text[6..8], &text[8..]);
    }
    text.parse().ok()
}

fn digits(text: &str) -> Option<Published> {
    match text.len() {
        8 => calendar_day(&text[..4], &text[4..6], &text[6..]).map(Published::from),
        9 | 10 => Timestamp::from_second(text.parse().ok()?).ok().map(instant),
        13 => Timestamp::from_millisecond(text.parse().ok()?).ok().map(instant),
        12 | 14 => iso(&format!("{}T{}", &text[..8], &text[8..])),
        _ => None,
    }
}

fn instant(at: Timestamp) -> Published {
    let local = Offset::UTC.to_datetime(at);
    Published { date: local.date(), time: Some(local.time()), offset: Some(Offset::UTC) }
}

fn rfc2822(text: &str) -> Option<Published> {
    static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    let at = PARSER.parse_zoned(text).ok()?;
    Some(Published { date: at.date(), time: Some(at.time()), offset: Some(at.offset()) })
}

fn is_plausible(date: Date) -> bool {
    (1500..=2100).contains(&date.year())
}

fn calendar_day(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|date| is_plausible(*date))
}

/// The day in a file's name; none if there are several, as in the name of an archive from one day to another.
fn in_name(name: &str) -> Option<Date> {
    let mut days = days(name, &['-', '_', '.', ' ']);
    let first = days.next()?;
    days.all(|day| day == first).then_some(first)
}

/// The innermost day in the names of folders, `2016-03-01` or `2016/03/01`.
fn in_folders(folders: &str) -> Option<Date> {
    days(folders, &['-', '_', '.', ' ', '/']).last()
}

/// Days of the forms `20160301` and `2016-03-01`, where no digit follows or goes before.
fn days<'a>(name: &'a str, separators: &'a [char]) -> impl Iterator<Item = Date> + 'a {
    let mut runs: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for part in name.split(|c: char| !c.is_ascii_digit()) {
        if !part.is_empty() {
            runs.push((at, part));
        }
        at += part.len();
        at += name[at..].chars().next().map_or(0, char::len_utf8);
    }
    let between = move |a: (usize, &str), b: (usize, &str)| {
        let mut gap = name[a.0 + a.1.len()..b.0].chars();
        gap.next().filter(|separator| gap.next().is_none() && separators.contains(separator))
    };
    (0..runs.len()).filter_map(move |index| {
        let run = runs[index];
        if run.1.len() == 8 {
            return calendar_day(&run.1[..4], &run.1[4..6], &run.1[6..]);
        }
        let (month, day) = (*runs.get(index + 1)?, *runs.get(index + 2)?);
        let separator = between(run, month)?;
        let lengths = (run.1.len(), month.1.len(), day.1.len());
        let fits = lengths.0 == 4 && lengths.1 <= 2 && lengths.2 <= 2 && between(month, day) == Some(separator);
        if fits { calendar_day(run.1, month.1, day.1) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::french;
    use super::*;

    #[test]
    fn fields() {
        let cases = [
            ("2023-09-20", "2023-09-20"),
            (" 2023-09-20 ", "2023-09-20"),
            ("2023-09-20T18:05:00+02:00", "2023-09-20T18:05:00+02:00"),
            ("2023-09-20T18:05", "2023-09-20T18:05:00"),
            ("2023-09-20 18:05:00", "2023-09-20T18:05:00"),
            ("2023-09-20 18:05:00+00:00", "2023-09-20T18:05:00Z"),
            ("2023-09-20 18:05:00 -0200", "2023-09-20T18:05:00-02:00"),
            ("2023-09-20 18:05:00 UTC", "2023-09-20T18:05:00Z"),
            ("2023-09-20T18:05:00.123456Z", "2023-09-20T18:05:00Z"),
            ("2023-09-20T18:05:00+02:00[Europe/Paris]", "2023-09-20T18:05:00+02:00"),
            ("2023/09/20", "2023-09-20"),
            ("2023/09/20 18:05:00", "2023-09-20T18:05:00"),
            ("2023.09.20", "2023-09-20"),
            ("20230920", "2023-09-20"),
            ("20230920T180500Z", "2023-09-20T18:05:00Z"),
            ("20230920180500", "2023-09-20T18:05:00"),
            ("202309201805", "2023-09-20T18:05:00"),
            ("1695233100", "2023-09-20T18:05:00Z"),
            ("1695233100000", "2023-09-20T18:05:00Z"),
            ("946684800", "2000-01-01T00:00:00Z"),
            ("Wed, 20 Sep 2023 18:05:00 GMT", "2023-09-20T18:05:00Z"),
            ("Wed, 20 Sep 2023 18:05:00 +0200", "2023-09-20T18:05:00+02:00"),
            ("Mon, 20 Sep 2023 18:05:00 +0200", "2023-09-20T18:05:00+02:00"),
            ("20 Sep 2023 18:05 -0500", "2023-09-20T18:05:00-05:00"),
            ("01/03/2016", ""),
            ("2023-02-30", ""),
            ("2023-09", ""),
            ("2023", ""),
            ("0001-01-01T00:00:00", ""),
            ("9999-12-31", ""),
            ("hier", ""),
            ("20 septembre 2023", ""),
            ("é023-09-20é", ""),
            ("", ""),
        ];
        for (raw, expected) in cases {
            let found = read(raw, &Calendar::default(), false);
            assert_eq!(found.map(|found| found.to_string()).unwrap_or_default(), expected, "{raw}");
        }
    }

    #[test]
    fn names() {
        let cases = [
            ("2016_03_01-001.txt", "2016-03-01"),
            ("2016-03-01.txt", "2016-03-01"),
            ("20160301.txt", "2016-03-01"),
            ("20160301T1830-depeche.txt", "2016-03-01"),
            ("depeche du 2016-3-1.txt", "2016-03-01"),
            ("0012_2016_03_01_5.txt", "2016-03-01"),
            ("été-2016.02.29-x.jsonl", "2016-02-29"),
            ("2016-03-01_2016-03-01.txt", "2016-03-01"),
            ("2016-03-01_2016-03-07.jsonl", ""),
            ("2015-02-29.txt", ""),
            ("2016-03_01.txt", ""),
            ("201603011830.txt", ""),
            ("120160301.txt", ""),
            ("1499-01-01.txt", ""),
            ("2101-01-01.txt", ""),
            ("12016-03-01.txt", ""),
            ("2016-03-011.txt", ""),
            ("2016--03-01.txt", ""),
            ("01-03-2016.txt", ""),
            ("karabakh.txt", ""),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(in_name(name).map(|date| date.to_string()).unwrap_or_default(), expected, "{name}");
        }
    }

    #[test]
    fn folders() {
        let cases = [
            ("2016/03/01", "2016-03-01"),
            ("monde/2016-03-01/soir", "2016-03-01"),
            ("2015-01-01/2016/03/01", "2016-03-01"),
            ("20160301", "2016-03-01"),
            ("2016/2016-03-02", "2016-03-02"),
            ("2016/03", ""),
            ("2016/13/01", ""),
            ("", ""),
        ];
        for (folders, expected) in cases {
            assert_eq!(in_folders(folders).map(|date| date.to_string()).unwrap_or_default(), expected, "{folders}");
        }
    }

    #[test]
    fn the_best_evidence_wins() {
        // Fields, header, path, text, whether there is a fallback; date, basis, notices.
        type Case =
            (&'static [&'static str], &'static str, &'static str, bool, bool, &'static str, &'static str, &'static str);
        let cases: [Case; 15] = [
            (&["2023-09-20", "2022-02-02"], "", "2016/03/01/2016-04-01.txt", true, true, "2023-09-20", "field", ""),
            (&["2023-09-20"], "2022-02-02", "a.txt", true, true, "2023-09-20", "field", ""),
            (&["20 septembre 2023"], "", "a.txt", true, true, "2023-09-20", "field", ""),
            (&["hier", "2022-02-02"], "", "a.txt", true, true, "2022-02-02", "field", "ingest.published"),
            (&["hier"], "1er mars 2022", "a.txt", true, true, "2022-03-01", "header", "ingest.published"),
            (&[], "01/03/2022", "2016-04-01.txt", true, true, "2022-03-01", "header", ""),
            (&["hier"], "", "2016/03/01/2016-04-01.txt", true, true, "2016-04-01", "filename", "ingest.published"),
            (&[], "hier", "2016/03/01/2016-04-01.txt", true, true, "2016-04-01", "filename", "ingest.published"),
            (&[], "", "2016/03/01/a.txt", true, true, "2016-03-01", "folder", ""),
            (&[], "", "a.txt", true, true, "2020-03-12", "dateline", ""),
            (&[], "", "a.txt", true, false, "2020-03-12", "dateline", ""),
            (&["hier"], "", "a.txt", true, false, "2020-03-12", "dateline", "ingest.published"),
            (&[], "", "a.txt", false, true, "2000-01-01", "option", ""),
            (&[], "", "a.txt", false, false, "", "none", "ingest.undated"),
            (&[], "", "", false, false, "", "none", "ingest.undated"),
        ];
        for (raw, header, path, dateline, fallback, expected, basis, notice) in cases {
            let dated = |raw: &str, basis| Dated { name: "date".to_owned(), raw: raw.to_owned(), basis };
            let fields = raw.iter().map(|raw| dated(raw, PublishedBasis::Field));
            let header = Some(header).filter(|raw| !raw.is_empty()).map(|raw| dated(raw, PublishedBasis::Header));
            let dates: Vec<Dated> = fields.chain(header).collect();
            let text = if dateline { "Titre\n\nPARIS, 12 mars 2020 (AFP) - Texte" } else { "x" };
            let mut document = Document { path: path.to_owned(), ..Document::new("a", "fr", text) };
            let published = fallback.then(|| "2000-01-01".parse().unwrap());
            date(&mut document, &dates, &Settings { published, calendar: french(), ..Settings::default() });
            let codes: Vec<&str> = document.notices.iter().map(|notice| notice.code.as_str()).collect();
            assert_eq!(
                document.published.map(|found| found.to_string()).unwrap_or_default(),
                expected,
                "{raw:?} {path}"
            );
            assert_eq!(document.published_basis.as_str(), basis);
            assert_eq!(codes.join(" "), notice);
            let kept = if notice == "ingest.published" { vec![("date".to_owned(), "hier".to_owned())] } else { vec![] };
            assert_eq!(document.metadata, kept);
        }
    }
}
