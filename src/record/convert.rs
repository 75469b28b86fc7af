use super::code_points::CodePoints;
use super::shape::*;
use crate::document::{
    Analysis, Anchor, Document, Entity, Event, Mention, Notice, Participant, Report, Span, Statement, TimeExpression,
    offset_text,
};

/// Turns a document and its analysis into its record.
///
/// ```
/// use depeche::document::{Analysis, Document, Sentence, Span};
/// let mut doc = Document::new("a1", "fr", "𝒳 parle.");
/// let mut analysis = Analysis::default();
/// analysis.sentences.push(Sentence { span: Span::new(0, doc.text.len()) });
/// let record = depeche::record::document(&doc, &analysis);
/// assert_eq!(record.sentences[0].end, 8); // code points: 𝒳 is four bytes, and one of these
/// ```
pub fn document(document: &Document, analysis: &Analysis) -> DocumentRecord {
    let shaper = Shaper { document, analysis, points: CodePoints::new(&document.text) };
    shaper.document()
}

/// The record of a document that failed, where records are all that comes out.
pub fn failed_document(error: ErrorRecord, language: &str) -> DocumentRecord {
    let empty = Document::new(error.id, language, "");
    DocumentRecord {
        path: error.path,
        text: None,
        error_code: Some(error.code),
        error_message: Some(error.message),
        ..self::document(&empty, &Analysis::default())
    }
}

struct Shaper<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    points: CodePoints<'a>,
}

impl Shaper<'_> {
    fn document(&self) -> DocumentRecord {
        let (document, analysis) = (self.document, self.analysis);
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        DocumentRecord {
            schema_version: SCHEMA_VERSION.to_owned(),
            id: document.id.clone(),
            path: filled(&document.path),
            digest: filled(&document.digest),
            language: document.language.clone(),
            title: document.title.clone(),
            url: document.url.clone(),
            outlet: document.outlet.clone(),
            author: document.author.clone(),
            published: document.published.map(|published| published.to_string()),
            published_basis: document.published_basis.to_string(),
            text: Some(document.text.clone()),
            sentences: analysis.sentences.iter().map(|sentence| self.sentence(sentence.span)).collect(),
            tokens: analysis.tokens.iter().map(|token| self.token(token)).collect(),
            entities: analysis.entities.iter().enumerate().map(|(i, entity)| self.entity(i, entity)).collect(),
            demonyms: analysis.demonyms.iter().map(|demonym| self.demonym(demonym)).collect(),
            times: analysis.times.iter().enumerate().map(|(i, time)| self.time(i, time)).collect(),
            statements: analysis.statements.iter().enumerate().map(|(i, item)| self.statement(i, item)).collect(),
            events: analysis.events.iter().enumerate().map(|(i, event)| self.event(i, event)).collect(),
            notices: document.notices.iter().chain(&analysis.notices).map(|notice| self.notice(notice)).collect(),
            metadata: document
                .metadata
                .iter()
                .map(|(key, value)| MetadataRecord { key: key.clone(), value: value.clone() })
                .collect(),
            error_code: None,
            error_message: None,
        }
    }

    fn text(&self, span: Span) -> String {
        span.of(&self.document.text).to_owned()
    }

    fn start(&self, span: Span) -> usize {
        self.points.at(span.start)
    }

    fn end(&self, span: Span) -> usize {
        self.points.at(span.end)
    }

    fn id(&self, letter: char, index: usize) -> String {
        format!("{}#{letter}{}", self.document.id, index + 1)
    }

    fn ids(&self, letter: char, index: Option<usize>) -> Option<String> {
        index.map(|index| self.id(letter, index))
    }

    fn sentence(&self, span: Span) -> SentenceRecord {
        SentenceRecord { start: self.start(span), end: self.end(span) }
    }

    fn token(&self, token: &crate::document::Token) -> TokenRecord {
        TokenRecord {
            start: self.start(token.span),
            end: self.end(token.span),
            form: token.form.clone().unwrap_or_else(|| self.text(token.span)),
            upos: token.upos.clone(),
            features: token.features.clone(),
            lemma: token.lemma.clone(),
            head: token.head,
            relation: token.relation.clone(),
        }
    }

    fn entity(&self, index: usize, entity: &Entity) -> EntityRecord {
        EntityRecord {
            id: self.id('e', index),
            label: entity.label.to_string(),
            start: self.start(entity.span),
            end: self.end(entity.span),
            text: self.text(entity.span),
            score: entity.score,
            found_by: entity.found_by.clone(),
            name: entity.name.clone(),
            kind: entity.kind.clone(),
            country: entity.country.clone(),
            sectors: entity.sectors.clone(),
            geonames: entity.geonames.clone(),
            wikidata: entity.wikidata.clone(),
            lat: entity.lat,
            lon: entity.lon,
            precision: entity.precision,
            cluster: self.ids('c', entity.cluster),
        }
    }

    fn demonym(&self, demonym: &crate::document::Demonym) -> DemonymRecord {
        DemonymRecord {
            start: self.start(demonym.span),
            end: self.end(demonym.span),
            text: self.text(demonym.span),
            country: demonym.country.clone(),
            found_by: demonym.found_by.clone(),
        }
    }

    fn time(&self, index: usize, time: &TimeExpression) -> TimeRecord {
        TimeRecord {
            id: self.id('t', index),
            r#type: time.kind.to_string(),
            start: self.start(time.span),
            end: self.end(time.span),
            text: self.text(time.span),
            value: time.value.clone(),
            r#mod: time.modifier.clone(),
            quant: time.quant.clone(),
            freq: time.freq.clone(),
            date_start: time.date_start.map(|date| date.to_string()),
            date_end: time.date_end.map(|date| date.to_string()),
            utc: time.utc.map(|instant| instant.to_string()),
            utc_offset: time.utc_offset.map(offset_text),
            bound: time.bound.map(|bound| bound.to_string()),
            begin: self.ids('t', time.begin),
            end_time: self.ids('t', time.end),
            anchor: time.anchor.map(|anchor| match anchor {
                Anchor::Published => "published".to_owned(),
                Anchor::Time(index) => self.id('t', index),
            }),
            found_by: time.found_by.clone(),
        }
    }

    fn statement(&self, index: usize, item: &Statement) -> StatementRecord {
        StatementRecord {
            id: self.id('s', index),
            start: self.start(item.span),
            end: self.end(item.span),
            text: self.text(item.span),
            kind: item.kind.to_string(),
            source: item.source.map(|span| self.text(span)),
            source_start: item.source.map(|span| self.start(span)),
            source_end: item.source.map(|span| self.end(span)),
            source_entity: self.ids('e', item.source_entity),
            cue: item.cue.map(|span| self.text(span)),
            cue_start: item.cue.map(|span| self.start(span)),
            cue_end: item.cue.map(|span| self.end(span)),
            medium: item.medium.clone(),
            via: self.ids('s', item.via),
            found_by: item.found_by.clone(),
        }
    }

    fn participant(&self, party: &Participant) -> ParticipantRecord {
        ParticipantRecord {
            text: self.text(party.span),
            start: self.start(party.span),
            end: self.end(party.span),
            entity: self.ids('e', party.entity),
            name: party.name.clone(),
            country: party.country.clone(),
            sectors: party.sectors.clone(),
            via: party.via.map(|via| via.to_string()),
            role: party.role.clone(),
        }
    }

    fn participants(&self, parties: &[Participant]) -> Vec<ParticipantRecord> {
        parties.iter().map(|party| self.participant(party)).collect()
    }

    fn report(&self, report: &Report) -> ReportRecord {
        ReportRecord {
            statement: self.ids('s', report.statement),
            source: report.source.map(|span| self.text(span)),
            entity: self.ids('e', report.entity),
            cue: report.cue.map(|span| self.text(span)),
            kind: report.kind.map(|kind| kind.to_string()),
        }
    }

    /// The span of a sentence by index; an empty one at the start of the text where there is none.
    fn sentence_span(&self, index: usize) -> Span {
        self.analysis.sentences.get(index).map_or(Span::new(0, 0), |sentence| sentence.span)
    }

    fn mention(&self, mention: &Mention) -> MentionRecord {
        let sentence = self.sentence_span(mention.sentence);
        MentionRecord {
            start: self.start(mention.span),
            end: self.end(mention.span),
            text: self.text(mention.span),
            sentence_start: self.start(sentence),
            sentence_end: self.end(sentence),
        }
    }

    fn event(&self, index: usize, event: &Event) -> EventRecord {
        let document = self.document;
        let sentence = self.sentence_span(event.sentence);
        let place = event.place.as_ref();
        EventRecord {
            schema_version: SCHEMA_VERSION.to_owned(),
            id: self.id('v', index),
            doc: document.id.clone(),
            published: document.published.map(|published| published.to_string()),
            outlet: document.outlet.clone(),
            title: document.title.clone(),
            url: document.url.clone(),
            r#type: event.kind.to_string(),
            mode: event.mode.clone(),
            quad: event.kind.quad(),
            contexts: event.contexts.clone(),
            status: event.status.to_string(),
            polarity: event.polarity.to_string(),
            auxiliary: event.auxiliary.iter().map(|auxiliary| auxiliary.to_string()).collect(),
            trigger: self.text(event.trigger),
            trigger_start: self.start(event.trigger),
            trigger_end: self.end(event.trigger),
            sentence: self.text(sentence),
            sentence_start: self.start(sentence),
            sentence_end: self.end(sentence),
            actors: self.participants(&event.actors),
            recipients: self.participants(&event.recipients),
            others: self.participants(&event.others),
            time: self.ids('t', event.when.time),
            value: event.when.value.clone(),
            date_start: event.when.date_start.map(|date| date.to_string()),
            date_end: event.when.date_end.map(|date| date.to_string()),
            utc: event.when.utc.map(|instant| instant.to_string()),
            date_basis: event.when.basis.to_string(),
            place: place.map(|place| self.text(place.span)),
            place_start: place.map(|place| self.start(place.span)),
            place_end: place.map(|place| self.end(place.span)),
            place_name: place.and_then(|place| place.name.clone()),
            country: place.and_then(|place| place.country.clone()),
            geonames: place.and_then(|place| place.geonames.clone()),
            lat: place.and_then(|place| place.lat),
            lon: place.and_then(|place| place.lon),
            precision: place.and_then(|place| place.precision),
            disputed: place.map(|place| place.disputed),
            reported_by: event.reported_by.iter().map(|report| self.report(report)).collect(),
            dead: event.dead,
            injured: event.injured,
            arrested: event.arrested,
            size_text: event.size.map(|span| self.text(span)),
            mentions: event.mentions.iter().map(|mention| self.mention(mention)).collect(),
            confidence: event.confidence,
            found_by: event.found_by.clone(),
        }
    }

    fn notice(&self, notice: &Notice) -> NoticeRecord {
        NoticeRecord {
            code: notice.code.clone(),
            message: notice.message.clone(),
            start: notice.span.map(|span| self.start(span)),
            end: notice.span.map(|span| self.end(span)),
        }
    }
}
