use std::fmt::Write;
use std::ops::Range;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use spec::{Ears, parse_ears};

/// Compares how each line of `criteria` is read.
fn check(criteria: &str, expect: Expect) {
    let mut out = String::new();
    let mut at = 0;
    for line in criteria.lines() {
        let range = at..at + line.len();
        at = range.end + 1;
        show(criteria, &parse_ears(criteria, range), &mut out);
    }
    expect.assert_eq(&out);
}

fn show(text: &str, ears: &Ears, out: &mut String) {
    let of = |range: &Range<usize>| text[range.clone()].replace('\n', "⏎");
    write!(out, "{:?}{}", ears.pattern, if ears.uses_keywords { "" } else { " (no keywords)" }).unwrap();
    for condition in &ears.conditions {
        write!(out, " | {} <{}>", of(&condition.keyword_span), of(&condition.text)).unwrap();
    }
    for obligation in &ears.obligations {
        let not = if obligation.negated { " not" } else { "" };
        write!(
            out,
            " | <{}> {}{not} <{}>",
            of(&obligation.actor),
            of(&obligation.modal),
            of(&obligation.response)
        )
        .unwrap();
    }
    out.push('\n');
}

#[test]
fn the_patterns() {
    check(
        "\
THE Limiter SHALL keep one counter per key
WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429
WHEN a request exceeds the quota THEN the system SHALL answer with status 429
WHILE the Limiter is starting, THE Limiter SHALL accept requests without counting
IF the store is unreachable, THEN THE Limiter SHALL log one warning per minute
WHERE burst mode is enabled, THE Limiter SHALL allow twice the quota for one second
WHERE burst mode is enabled, WHILE the queue is full, WHEN a request comes THE Limiter SHALL refuse it
WHEN a key is new AND the store is up, THE Limiter SHALL NOT wait
The system must answer.
WHEN the list is empty THEN the system panics
[ ] Can list buckets
",
        expect![[r#"
            Ubiquitous | <THE Limiter> SHALL <keep one counter per key>
            Event | WHEN <a request exceeds the quota> | <THE Limiter> SHALL <answer with status 429>
            Event | WHEN <a request exceeds the quota> | <the system> SHALL <answer with status 429>
            State | WHILE <the Limiter is starting> | <THE Limiter> SHALL <accept requests without counting>
            Unwanted | IF <the store is unreachable> | <THE Limiter> SHALL <log one warning per minute>
            Optional | WHERE <burst mode is enabled> | <THE Limiter> SHALL <allow twice the quota for one second>
            Complex | WHERE <burst mode is enabled> | WHILE <the queue is full> | WHEN <a request comes> | <THE Limiter> SHALL <refuse it>
            Event | WHEN <a key is new AND the store is up> | <THE Limiter> SHALL not <wait>
            Ubiquitous (no keywords) | <The system> must <answer>
            None | WHEN <the list is empty>
            None (no keywords)
        "#]],
    );
}

#[test]
fn subjects_and_further_obligations() {
    check(
        "\
WHEN a, b or c changes, THE Parser, THE Printer, and THE Linter SHALL read it again
WHEN a user signs in the portal SHALL greet and SHALL NOT log the password
THE operation SHALL have no side effect — it SHALL return text only
IF a tag is unknown, THEN THE Renderer SHALL report it, and no Artifact SHALL be produced.
For large outputs (for example: logs), the Proxy shall shorten them
WHEN x happens. The system SHALL y. IF it fails THEN the system SHALL z
SHALL display a list
WHEN THEN it SHALL stop
THE System, once started, SHALL answer
",
        expect![[r#"
            Event | WHEN <a, b or c changes> | <THE Parser, THE Printer, and THE Linter> SHALL <read it again>
            Event | WHEN <a user signs in> | <the portal> SHALL <greet> | <> SHALL not <log the password>
            Ubiquitous | <THE operation> SHALL <have no side effect> | <it> SHALL <return text only>
            Unwanted | IF <a tag is unknown> | <THE Renderer> SHALL <report it> | <no Artifact> SHALL <be produced>
            Ubiquitous (no keywords) | <the Proxy> shall <shorten them>
            Complex | WHEN <x happens> | IF <it fails> | <The system> SHALL <y> | <the system> SHALL <z>
            Ubiquitous | <> SHALL <display a list>
            Event | WHEN <> | <it> SHALL <stop>
            Ubiquitous | <THE System> SHALL <answer>
        "#]],
    );
}

#[test]
fn keywords_count_where_a_clause_begins() {
    check(
        "\
THE Build SHALL use the notes when creating the release
THE Build SHALL use the notes WHEN it creates the release
THE Build SHALL check if the notes exist and use relations where appropriate
THE Build SHALL print \"WHEN you SHALL\" and `IF x SHALL`
When a file that must be read is gone, the system shall say so
**WHEN** a file is gone **THEN** the **System** **SHALL** say so
",
        expect![[r#"
            Event | when <creating the release> | <THE Build> SHALL <use the notes when creating the release>
            Event | WHEN <it creates the release> | <THE Build> SHALL <use the notes WHEN it creates the release>
            Ubiquitous | <THE Build> SHALL <check if the notes exist and use relations where appropriate>
            Ubiquitous | <THE Build> SHALL <print "WHEN you SHALL" and `IF x SHALL`>
            Event (no keywords) | When <a file that must be read is gone> | <the system> shall <say so>
            Event | WHEN <a file is gone> | <the **System**> SHALL <say so>
        "#]],
    );
}

#[test]
fn other_languages() {
    check(
        "\
QUANDO o usuário sai ENTÃO o sistema DEVE salvar
CUANDO el usuario sale, ENTONCES el sistema DEBE guardar
SI la fuente no carga, ENTONCES EL Frontend DEBE usar otra
WHEN 通知を送信する THEN システムは重複を防止する SHALL
値が要求されたとき、`Counter` は合計を返さなければならない
もし接続が切れた場合、システムは再接続すること。
10件を検索する時、システムは結果を返す
当缺少配置时，Worker 应当启动失败
系统必须响应应用请求
사용자가 로그인할 때 시스템은 홈을 표시해야 한다
",
        expect![[r#"
            Event (no keywords) | QUANDO <o usuário sai> | <o sistema> DEVE <salvar>
            Event (no keywords) | CUANDO <el usuario sale> | <el sistema> DEBE <guardar>
            Unwanted (no keywords) | SI <la fuente no carga> | <EL Frontend> DEBE <usar otra>
            Event | WHEN <通知を送信する> | <システム> SHALL <重複を防止する>
            Event (no keywords) | とき <値が要求された> | <`Counter`> なければならない <合計を返さ>
            Unwanted (no keywords) | 場合 <もし接続が切れた> | <システム> すること <再接続>
            None (no keywords) | 時 <10件を検索する>
            Event (no keywords) | 当 <缺少配置> | <Worker> 应当 <启动失败>
            Ubiquitous (no keywords) | <系统> 必须 <响应应用请求>
            Event (no keywords) | 때 <사용자가 로그인할 > | <시스템> 표시해야 한다 <홈을>
        "#]],
    );
}

#[test]
fn several_lines() {
    let text =
        "1. **WHEN** a key is new\r\n   **THEN** the Store SHALL:\r\n   - create it\r\n   - log it\r\n";
    let mut out = String::new();
    show(text, &parse_ears(text, 3..text.len() - 2), &mut out);
    expect![[r#"
        Event | WHEN <a key is new> | <the Store> SHALL <create it⏎   - log it>
    "#]]
    .assert_eq(&out.replace('\r', ""));
}

fn spans(ears: &Ears) -> Vec<Range<usize>> {
    let conditions = ears.conditions.iter().flat_map(|it| [it.keyword_span.clone(), it.text.clone()]);
    let obligations =
        ears.obligations.iter().flat_map(|it| [it.actor.clone(), it.modal.clone(), it.response.clone()]);
    conditions.chain(obligations).collect()
}

proptest! {
    #[test]
    fn spans_are_bytes_of_the_criterion(
        before in "\\PC{0,5}",
        parts in prop::collection::vec(prop::sample::select(vec![
            "WHEN", "when", "IF", "THEN", "then", "THE", "the System", "SHALL", "shall", "NOT", "MUST", "and", ",", ". ",
            "`", "\"", "\n", "\r\n- ", "とき", "場合、", "は", "すること", "当", "时", "应", "때", "해야", "한다", "🙂",
            "(x)", "QUANDO", "DEVE", "「", "」", " ", "1,5", "a-b", "e.g.",
        ]), 0..30),
        spaced in any::<bool>(),
    ) {
        let criterion = parts.join(if spaced { " " } else { "" });
        let text = format!("{before}{criterion} SHALL");
        let range = before.len()..before.len() + criterion.len();
        for span in spans(&parse_ears(&text, range.clone())) {
            prop_assert!(span.start >= range.start && span.end <= range.end && span.start <= span.end);
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC*", start in 0..40_usize, length in 0..80_usize) {
        parse_ears(&text, start..start + length);
    }
}
