use std::{fmt::Display, ops::Range};

use text::Line;

use crate::{Criterion, normal_id, section::span_of, state::is_blank};

use super::{
    heading::head,
    line::{Lead, Mark, follows_on, label, lead, opens_criterion, reads_like_a_criterion, responds},
    story::Story,
    words::{USER_STORY, announces_criteria, plain_title},
};

/// Reads the lines below the heading of one requirement, in order.
pub(super) struct CriteriaReader<'a> {
    /// Id of the requirement, as written.
    id: &'a str,
    /// Its number as explicit ids of criteria repeat it.
    number: String,
    place: Place,
    /// The level and the number of a heading that divides the criteria: `##### 4.1 Title` below requirement 4.
    group: Option<(usize, &'a str)>,
    list: Option<List>,
    open: Option<Open>,
    story: Story,
    /// The line before was blank, or no text.
    after_blank: bool,
    criteria: Vec<Criterion>,
}

/// Where the reader is, as far as it tells which lines are criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nothing has announced criteria yet: numbered lists are, and what reads like one.
    Unannounced,
    /// Below a heading (its level) or a label (its indent) that announces them: every list is.
    Announced { heading: Option<usize>, indent: usize },
    /// Below a label that divides those of a heading (its level): what reads like one is.
    Labelled { heading: usize },
    /// Behind them: ids of their own are, and numbers that go on.
    Elsewhere,
}

/// The list that criteria stand in.
struct List {
    indent: usize,
    kind: Kind,
    /// Its first number, as long as all its items have that one. Markdown counts such lists by itself.
    all_the_same: Option<u32>,
    /// The number of the last item.
    count: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Numbered,
    Bulleted,
    /// Paragraphs that begin with `WHEN`.
    Paragraphs,
}

/// The criterion that may go on.
struct Open {
    id: String,
    number: Range<usize>,
    line: u32,
    text: Range<usize>,
    indent: usize,
    responded: bool,
}

impl<'a> CriteriaReader<'a> {
    /// For the requirement called `id`. Below a `behaviour` of a bugfix.md everything is a criterion.
    pub(super) fn new(id: &'a str, behaviour: bool) -> Self {
        let normal = normal_id(id);
        let number = normal.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
        Self {
            id,
            number,
            place: if behaviour {
                Place::Announced { heading: Some(0), indent: 0 }
            } else {
                Place::Unannounced
            },
            group: None,
            list: None,
            open: None,
            story: Story::default(),
            after_blank: true,
            criteria: Vec::new(),
        }
    }

    /// Whether criteria were announced by a heading or a label.
    pub(super) fn announced(&self) -> bool {
        self.place != Place::Unannounced
    }

    /// The criteria, and the user story.
    pub(super) fn finish(mut self) -> (Vec<Criterion>, Option<Range<usize>>) {
        self.end_list();
        (self.criteria, self.story.span)
    }

    /// A heading below the requirement's.
    pub(super) fn heading(&mut self, level: usize, title: &'a str) {
        self.end_list();
        let number = head(title).map(|head| head.id).filter(|id| self.is_below(id));
        self.group = number.map(|id| (level, id)).or(self.group.filter(|(above, _)| level > *above));
        self.after_blank = true;
        if announces_criteria(title) {
            self.story.heading(false);
            self.announce(Some(level), 0);
            return;
        }
        self.story.heading(USER_STORY.contains(&plain_title(title).as_str()));
        match self.place {
            Place::Announced { heading: Some(above), .. } | Place::Labelled { heading: above }
                if level > above =>
            {
                self.place = Place::Announced { heading: Some(above), indent: 0 };
            }
            Place::Announced { .. } | Place::Labelled { .. } => self.place = Place::Elsewhere,
            Place::Unannounced | Place::Elsewhere => {}
        }
    }

    /// A line that is no heading.
    pub(super) fn line(&mut self, number: u32, line: &Line<'_>, fenced: bool) {
        let lead = lead(line.text);
        if lead.text.is_empty() && lead.mark == Mark::None {
            self.after_blank = true;
            self.story.blank();
            return;
        }
        let after_blank = std::mem::replace(&mut self.after_blank, false);
        if fenced {
            self.go_on(line, &lead, after_blank);
        } else if !self.label(number, line, &lead) && !self.begin(number, line, &lead, after_blank) {
            self.story.line(line, &lead, self.place == Place::Unannounced);
            self.go_on(line, &lead, after_blank);
        }
    }

    fn announce(&mut self, heading: Option<usize>, indent: usize) {
        if self.place == Place::Unannounced {
            // What was read as criteria so far only looked like some.
            self.criteria.clear();
        }
        self.place = Place::Announced { heading, indent };
    }

    /// A line that names what follows it.
    fn label(&mut self, number: u32, line: &Line<'_>, lead: &Lead<'_>) -> bool {
        let bulleted = match lead.mark {
            Mark::None => false,
            Mark::Bullet => true,
            Mark::Ordinal(_) | Mark::Id(_) => return false,
        };
        let Some(label) = label(lead.text) else { return false };
        if announces_criteria(label.name) && (label.bold || label.rest.is_empty()) {
            self.end_list();
            self.announce(None, lead.indent);
            if opens_criterion(label.rest) {
                self.begin_unnumbered(Kind::Paragraphs, number, line, &Lead { text: label.rest, ..*lead });
            }
            return true;
        }
        if USER_STORY.contains(&plain_title(label.name).as_str()) {
            self.end_list();
            self.story.labelled(line, label.rest);
            return true;
        }
        if label.bold
            && !bulleted
            && lead.indent == 0
            && !opens_criterion(lead.text)
            && !follows_on(lead.text)
        {
            self.end_list();
            self.story.end();
            self.place = match self.place {
                Place::Announced { heading: Some(_), .. } if self.criteria.is_empty() => self.place,
                Place::Announced { heading: Some(heading), .. } => Place::Labelled { heading },
                Place::Announced { heading: None, .. } => Place::Elsewhere,
                Place::Unannounced | Place::Labelled { .. } | Place::Elsewhere => self.place,
            };
            return true;
        }
        false
    }

    /// Begins a criterion if the line is one.
    fn begin(&mut self, number: u32, line: &Line<'_>, lead: &Lead<'_>, after_blank: bool) -> bool {
        if let Place::Announced { heading: None, indent } = self.place
            && lead.mark == Mark::Bullet
            && lead.indent <= indent
            && self.list.as_ref().is_some_and(|list| list.indent > indent)
        {
            self.end_list();
            self.place = Place::Elsewhere;
        }
        let announced = matches!(self.place, Place::Announced { .. });
        let behind = self.place == Place::Elsewhere;
        let nested = self.list.as_ref().is_some_and(|list| lead.indent > list.indent + 1);
        let in_kind = |kind| self.list.as_ref().is_none_or(|list| list.kind == kind);
        let reads_so = reads_like_a_criterion(lead.text);
        match lead.mark {
            Mark::Id(id) => {
                if !(announced && lead.indent < 4 || reads_so || self.is_below(id)) {
                    return false;
                }
                let (id, number_span) = (self.explicit_id(id), span_of(line, id));
                let kind = self.list.as_ref().map_or(Kind::Numbered, |list| list.kind);
                self.count(kind, lead.indent, None);
                self.open(id, number_span, number, line, lead);
                true
            }
            Mark::Ordinal(written) => {
                let counts = match self.place {
                    Place::Unannounced | Place::Announced { .. } => true,
                    Place::Labelled { .. } => reads_so || self.goes_on(written),
                    Place::Elsewhere => reads_so && self.goes_on(written),
                };
                if nested || !counts {
                    return false;
                }
                let count = self.count(Kind::Numbered, lead.indent, written.parse().ok());
                let id = match count {
                    Some(count) => self.counted_id(count),
                    None => self.counted_id(written),
                };
                self.open(id, span_of(line, written), number, line, lead);
                true
            }
            Mark::Bullet => {
                if nested || behind || !in_kind(Kind::Bulleted) || !(announced || reads_so) {
                    return false;
                }
                self.begin_unnumbered(Kind::Bulleted, number, line, lead);
                true
            }
            Mark::None => {
                let fresh = after_blank || self.open.as_ref().is_none_or(|open| open.responded);
                if nested || behind || !in_kind(Kind::Paragraphs) || !opens_criterion(lead.text) || !fresh {
                    return false;
                }
                self.begin_unnumbered(Kind::Paragraphs, number, line, lead);
                true
            }
        }
    }

    fn begin_unnumbered(&mut self, kind: Kind, number: u32, line: &Line<'_>, lead: &Lead<'_>) {
        let count = self.count(kind, lead.indent, None).unwrap_or_default();
        let start = span_of(line, lead.text).start;
        self.open(self.counted_id(count), start..start, number, line, lead);
    }

    /// Counts an item of a list, which it opens where there is none. `written` is the item's own number; the answer is
    /// the one it has where the list leaves counting to Markdown.
    fn count(&mut self, kind: Kind, indent: usize, written: Option<u32>) -> Option<u32> {
        let before = self.criteria.len() + usize::from(self.open.is_some());
        let Some(list) = self.list.as_mut().filter(|list| list.kind == kind) else {
            // Lists without numbers are counted through.
            let count =
                written.unwrap_or_else(|| u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1));
            self.list = Some(List { indent, kind, all_the_same: written, count });
            return if written.is_some() { None } else { Some(count) };
        };
        let lazy = list.all_the_same.is_some() && list.all_the_same == written;
        list.all_the_same = list.all_the_same.filter(|_| lazy);
        list.count =
            if lazy { list.count.saturating_add(1) } else { written.unwrap_or(list.count.saturating_add(1)) };
        (lazy || written.is_none()).then_some(list.count)
    }

    fn open(&mut self, id: String, id_span: Range<usize>, number: u32, line: &Line<'_>, lead: &Lead<'_>) {
        self.close();
        self.story.end();
        let responded = responds(lead.text);
        let text = span_of(line, lead.text);
        self.open = Some(Open { id, number: id_span, line: number, text, indent: lead.indent, responded });
    }

    /// A line that begins nothing goes on with the open criterion, or ends it.
    fn go_on(&mut self, line: &Line<'_>, lead: &Lead<'_>, after_blank: bool) {
        let Some(open) = &mut self.open else { return };
        let paragraphs = self.list.as_ref().is_some_and(|list| list.kind == Kind::Paragraphs);
        let belongs = if after_blank {
            lead.indent > open.indent || paragraphs && follows_on(lead.text)
        } else {
            !is_rule(lead.text)
        };
        if belongs {
            open.text.end = line.start + line.text.trim_end_matches(is_blank).len();
            open.responded |= responds(lead.text);
        } else {
            self.close();
        }
    }

    fn end_list(&mut self) {
        self.close();
        self.list = None;
    }

    fn close(&mut self) {
        let Some(Open { id, number, line, text, .. }) = self.open.take() else { return };
        if !text.is_empty() {
            self.criteria.push(Criterion { id, number, line, text });
        }
    }

    /// Whether a number is the next one.
    fn goes_on(&self, written: &str) -> bool {
        let before = self.criteria.len() + usize::from(self.open.is_some());
        written.parse() == Ok(before + 1)
    }

    /// Whether `id` says itself that it belongs to this requirement.
    fn is_below(&self, id: &str) -> bool {
        let normal = normal_id(id);
        let behind = normal.strip_prefix(self.number.as_str());
        let number = behind.and_then(|rest| rest.strip_prefix('.'));
        number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            || !normal.starts_with(|c: char| c.is_ascii_digit())
    }

    /// `AC2` counts within its requirement; everything else is an id by itself.
    fn explicit_id(&self, id: &str) -> String {
        let normal = normal_id(id);
        let only_number = normal.chars().all(|c| c.is_ascii_digit());
        if only_number { self.counted_id(normal) } else { id.to_owned() }
    }

    fn counted_id(&self, number: impl Display) -> String {
        let above = self.group.map_or(self.id, |(_, id)| id);
        format!("{above}.{number}")
    }
}

/// `---`
fn is_rule(text: &str) -> bool {
    text.len() >= 3 && (text.trim_matches('-').is_empty() || text.trim_matches('*').is_empty())
}
