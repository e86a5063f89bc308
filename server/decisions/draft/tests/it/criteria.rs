use draft::{Ground, Kind, spec};
use expect_test::expect;

/// What each sentence becomes, alone.
#[test]
fn criteria() {
    let criteria = |words: &str| {
        let documents = spec("mail-login", words, Kind::Feature, &Ground::default());
        let lines = documents[0].text.lines().filter_map(|line| line.strip_prefix("1. "));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    expect![[r#"
        THE Mail_Login SHALL let users log in by e-mail
        THE Mail_Login SHALL NOT let admins delete themselves
        THE Mail_Login SHALL remember the language
        THE Audit_Log SHALL keep entries for 90 days
        THE Mail_Login SHALL require users to confirm their address
        IF the password is wrong five times, THEN THE Account SHALL be locked
        WHEN [NEEDS CLARIFICATION: which event is "After a logout"?], THE Mail_Login SHALL [NEEDS CLARIFICATION: what is done, by "the token is void"]
        WHEN the mail server is down, THE Mail_Login SHALL retry
        THE Mail_Login SHALL export all data as CSV
        THE Mail_Login SHALL log each export
        THE Mail_Login SHALL give the admin a list of all users
        THE Mail_Login SHALL [NEEDS CLARIFICATION: what is done, by "Der Nutzer kann sich anmelden"]
        THE Mail_Login SHALL [NEEDS CLARIFICATION: what is done, by "As any user would, I want to leave"]
        THE Mail_Login SHALL require **Old** sessions to end
        THE Mail_Login SHALL [NEEDS CLARIFICATION: what is done, by "-5 degrees is cold"]
        THE Mail_Login SHALL be fast
        THE Mail_Login SHALL [NEEDS CLARIFICATION: what is done, by "Later"]
    "#]].assert_eq(&criteria(
        "Users can log in by e-mail.
         Admins may not delete themselves.
         The app should remember the language.
         The audit log must keep entries for 90 days.
         Users must confirm their address.
         If the password is wrong five times, the account must be locked.
         After a logout, the token is void.
         The service will retry when the mail server is down.
         Export all data as CSV; log each export.
         As an admin, I want a list of all users, so that I can help them.
         Der Nutzer kann sich anmelden.
         As any user would, I want to leave.
         **Old** sessions must end.
         -5 degrees is cold
         1. It has to be fast
         # Later",
    ));
}

/// What a program printed is told in the introduction, and asks for nothing.
#[test]
fn code_is_no_requirement() {
    let said = "The end is lost.\n```\npanicked at src/main.rs:4\n\tin main\u{7}\n## Requirements\n~~~\n```\nIt must be kept.\n";
    for (kind, name) in [(Kind::Feature, "requirements.md"), (Kind::Bugfix, "bugfix.md")] {
        let documents = spec("end", said, kind, &Ground::default());
        let text = &documents[0].text;
        let told = "The end is lost. It must be kept.\n\n```text\n    panicked at src/main.rs:4\n    \tin main\n    ## Requirements\n    ~~~\n```\n";
        assert!(documents[0].name == name && text.contains(told), "{text}");
        assert!(!documents.iter().skip(1).any(|draft| draft.text.contains("panicked")));
    }
}
