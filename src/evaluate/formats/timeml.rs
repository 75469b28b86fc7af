//! TimeML: `TIMEX3` elements in the text they are about.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader as Xml, XmlVersion, escape};

use super::{Draft, Reading, time};
use crate::document::Published;
use crate::evaluate::gold::{Attributes, Gold};

/// Elements whose content is not the text where no `TEXT` element says what is.
const APART: [&str; 11] =
    ["docid", "docno", "dct", "title", "extrainfo", "header", "makeinstance", "tlink", "slink", "alink", "confidence"];

/// What an element is to the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Text,
    Title,
    Creation,
    Apart,
    Time(usize),
    Other,
}

/// A `TIMEX3` element.
#[derive(Default)]
struct Timex {
    id: String,
    kind: String,
    value: Option<String>,
    modifier: Option<String>,
    quant: Option<String>,
    freq: Option<String>,
    anchor: Option<String>,
    begin: Option<String>,
    end_time: Option<String>,
    /// Whether it is the time of publication, or of creation.
    published: bool,
    created: bool,
    line: usize,
    /// In bytes of the text; nothing where it is no part of the text.
    range: Option<Range<usize>>,
}

pub(super) fn read(content: &str) -> Reading {
    let mut reader = Reader::default();
    let mut xml = Xml::from_str(content);
    let mut lines = Lines { content: content.as_bytes(), at: 0, line: 1 };
    loop {
        let line = lines.of(xml.buffer_position());
        match xml.read_event() {
            Ok(Event::Start(element)) => reader.open(&element, line),
            Ok(Event::Empty(element)) => {
                reader.open(&element, line);
                reader.close();
            }
            Ok(Event::End(_)) => reader.close(),
            Ok(Event::Text(text)) => reader.text(&text.xml10_content()),
            Ok(Event::CData(text)) => reader.text(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => match (name.resolve_char_ref(), escape::resolve_predefined_entity(&name)) {
                (Ok(Some(letter)), _) => reader.text(letter.encode_utf8(&mut [0; 4])),
                (_, Some(text)) => reader.text(text),
                _ => reader.reading.problem(line, format!("`&{};` is no entity of XML: write the character", &*name)),
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                reader.reading.problem(lines.of(xml.error_position()), format!("not XML: {error}"));
                return reader.reading;
            }
        }
    }
    reader.end(lines.line)
}

/// Counts lines on the way through a file.
struct Lines<'a> {
    content: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, position: u64) -> usize {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.content.len());
        let passed = self.content.get(self.at..position).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(position);
        self.line
    }
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    open: Vec<Element>,
    /// How many elements are open that stand apart, that are titles, creation times and texts.
    apart: usize,
    titles: usize,
    creations: usize,
    inside: usize,
    /// Whether a `TEXT` was seen: then nothing else is text.
    has_text: bool,
    text: String,
    title: String,
    times: Vec<Timex>,
    line: Option<usize>,
}

impl Reader {
    fn collects(&self) -> bool {
        if self.has_text { self.inside > 0 } else { self.apart == 0 }
    }

    fn open(&mut self, element: &BytesStart, line: usize) {
        let name = String::from_utf8_lossy(element.local_name().as_ref().as_ref()).to_lowercase();
        if self.open.is_empty() && self.line.is_none() {
            self.line = Some(line);
            if name != "timeml" {
                self.reading.problem(line, format!("the first element is `{name}`, not `TimeML`"));
            }
        }
        let kind = match name.as_str() {
            "text" => Element::Text,
            "title" => Element::Title,
            "dct" => Element::Creation,
            "timex3" => Element::Time(self.times.len()),
            name if APART.contains(&name) => Element::Apart,
            _ => Element::Other,
        };
        match kind {
            Element::Text => {
                if !self.has_text {
                    self.text.clear();
                    self.times.iter_mut().for_each(|time| time.range = None);
                }
                self.has_text = true;
                self.inside += 1;
            }
            Element::Time(_) => self.timex(element, line),
            Element::Title | Element::Creation | Element::Apart => self.apart += 1,
            Element::Other => {}
        }
        self.titles += usize::from(kind == Element::Title);
        self.creations += usize::from(kind == Element::Creation);
        self.open.push(kind);
    }

    fn timex(&mut self, element: &BytesStart, line: usize) {
        let mut time = Timex { line, created: self.creations > 0, ..Timex::default() };
        for attribute in element.attributes() {
            let (name, value) = match attribute {
                Ok(attribute) => (attribute_name(&attribute), attribute.normalized_value(XmlVersion::Implicit1_0)),
                Err(error) => {
                    self.reading.problem(line, format!("not XML: {error}"));
                    continue;
                }
            };
            let value = match value {
                Ok(value) => value.trim().to_owned(),
                Err(error) => {
                    self.reading.problem(line, format!("`{name}`: {error}"));
                    continue;
                }
            };
            let some = Some(value.clone()).filter(|value| !value.is_empty());
            match name.as_str() {
                "tid" => time.id = value,
                "type" => time.kind = value.to_uppercase(),
                "value" | "val" => time.value = some,
                "mod" => time.modifier = some,
                "quant" => time.quant = some,
                "freq" => time.freq = some,
                "anchortimeid" => time.anchor = some,
                "beginpoint" => time.begin = some,
                "endpoint" => time.end_time = some,
                "functionindocument" => {
                    time.published |= value == "PUBLICATION_TIME";
                    time.created |= value == "CREATION_TIME";
                }
                _ => {}
            }
        }
        let at = self.text.len();
        time.range = self.collects().then_some(at..at);
        self.times.push(time);
    }

    fn close(&mut self) {
        let element = self.open.pop();
        self.titles -= usize::from(element == Some(Element::Title));
        self.creations -= usize::from(element == Some(Element::Creation));
        match element {
            Some(Element::Text) => self.inside -= 1,
            Some(Element::Title | Element::Creation | Element::Apart) => self.apart -= 1,
            Some(Element::Time(index)) => {
                if let Some(range) = &mut self.times[index].range {
                    range.end = self.text.len();
                }
            }
            Some(Element::Other) | None => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.titles > 0 {
            self.title.push_str(text);
        }
        if self.collects() && !self.open.is_empty() {
            // Nothing is indented but the elements ahead of the text.
            self.text.push_str(if self.text.is_empty() { text.trim_start() } else { text });
        }
    }

    fn end(mut self, line: usize) -> Reading {
        if !self.open.is_empty() {
            self.reading.problem(line, "the file ends inside an element: its end is missing");
            return self.reading;
        }
        let published = self.published();
        let text = self.text.trim_end();
        let Some(first) = self.line.filter(|_| !text.is_empty()) else {
            self.reading.problem(self.line.unwrap_or(1), "there is no text in it");
            return self.reading;
        };
        let title = Some(self.title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty());
        let gold =
            Gold { title, published, text: text.to_owned(), time_attributes: Attributes::Timex3, ..Gold::default() };
        let mut draft = Draft::new(gold, first);
        let (inside, outside): (Vec<_>, Vec<_>) =
            self.times.iter().map(|time| (time, words(text, time))).partition(|(_, words)| words.is_some());
        let creation: HashSet<&str> =
            self.times.iter().filter(|time| time.created || time.published).map(|time| time.id.as_str()).collect();
        let outside: HashSet<&str> = outside.iter().map(|(time, _)| time.id.as_str()).collect();
        // What is no part of the text has no item to refer to.
        let reference = |id: &Option<String>| id.clone().filter(|id| !outside.contains(id.as_str()));
        let items = draft.gold.times.insert(Vec::new());
        let (mut byte, mut point) = (0, 0);
        for (timex, range) in inside {
            let Some(range) = range else { continue };
            // Elements begin in the order of the text.
            point += text.get(byte..range.start).map_or(0, |passed| passed.chars().count());
            byte = range.start;
            let words = &text[range];
            let mut item = time(&timex.id, &timex.kind, (point, point + words.chars().count()), words);
            (item.value, item.r#mod) = (timex.value.clone(), timex.modifier.clone());
            (item.quant, item.freq) = (timex.quant.clone(), timex.freq.clone());
            (item.begin, item.end_time) = (reference(&timex.begin), reference(&timex.end_time));
            item.anchor = match timex.anchor.as_deref() {
                Some(id) if creation.contains(id) => Some("published".to_owned()),
                _ => reference(&timex.anchor),
            };
            items.push(item);
            draft.lines.insert(format!("time {}", items.len()), timex.line);
            draft.lines.insert(timex.id.clone(), timex.line);
        }
        self.reading.drafts.push(draft);
        self.reading
    }

    /// The time of publication, or else that of creation.
    fn published(&mut self) -> Option<Published> {
        let of = |is: fn(&Timex) -> bool| self.times.iter().find(|time| is(time) && time.value.is_some());
        let time = of(|time| time.published).or_else(|| of(|time| time.created))?;
        let (value, line) = (time.value.clone()?, time.line);
        match value.parse().or_else(|error| spaced(&value).and_then(|value| value.parse().ok()).ok_or(error)) {
            Ok(published) => Some(published),
            Err(error) => {
                self.reading.problem(line, format!("creation time: {error}"));
                None
            }
        }
    }
}

/// `1999-05-17` for `19990517`.
fn spaced(date: &str) -> Option<String> {
    let all_digits = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))
}

fn attribute_name(attribute: &Attribute) -> String {
    String::from_utf8_lossy(attribute.key.local_name().as_ref().as_ref()).to_lowercase()
}

/// The bytes of the words of a time, without white space around them.
fn words(text: &str, time: &Timex) -> Option<Range<usize>> {
    let range = time.range.clone()?;
    let inner = text.get(range.start..range.end.min(text.len()))?;
    let start = range.start + inner.len() - inner.trim_start().len();
    let words = inner.trim();
    (!words.is_empty()).then(|| start..start + words.len())
}
