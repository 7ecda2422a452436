"""The reviewed table of weights: how far one reason alone moves a mail towards "dangerous", in percent.

Set by judgement from the measured signals of reference/mail-guard.md (rare in honest mail → heavy), not fitted to any
corpus. Reasons combine as independent doubts: score = 100 · (1 − Π(1 − weight/100)), so no sum runs over 100 and each
further reason closes the same share of what is left. From `DANGEROUS_FROM` a mail is dangerous, from `CAUTION_FROM`
it asks for caution. Last reviewed 2026-11-27, after fifty alarms and the highest-scored honest mails were read by eye
(docs/performance/mailguard.md): each heavy weight is a thing an honest office does not do, whoever vouches for it.
"""

from __future__ import annotations

CAUTION_FROM = 45.0
DANGEROUS_FROM = 75.0
HARD_FROM = 45  # points: no learned model may lighten a reason of that weight

WEIGHTS: dict[str, int] = {
    # Who it claims to be
    "claim.freemail": 72,  # a body's name on a mailbox that anybody can open
    "claim.name": 50,  # a body's name, another body's or nobody's domain
    "claim.other_office": 20,  # another office of the state: perhaps forwarded, perhaps a stolen account
    "claim.disguised": 62,  # the name is spelled with letters that are not what they seem
    "claim.host_in_name": 10,  # newsletters named after their site, sent through a service
    "claim.address_in_name": 50,  # the name shows an address or domain that is not the sender's
    "claim.service_free": 50,  # a true service, its user at freemail, an authority's name
    "claim.service_user": 30,  # the same with a user at a domain of his own
    "claim.service_name": 46,  # a body's name through a service, at a desk that is not called after it
    "claim.tenant": 12,  # a desk or folder at a service, under the body's name: anybody may choose it
    "claim.software": 12,  # a program's own name, on the site that it runs on
    "claim.person": 40,  # a person who names his paper or office, on a mailbox that anybody can open
    "claim.subject": 28,
    "claim.letterhead": 26,  # signature, first line or copyright line
    "claim.letterhead_free": 46,  # an authority's head above the letter, from a mailbox that anybody can open
    "claim.your_account": 26,  # "your PayPal account"
    "claim.in_letter": 30,
    "claim.logo": 26,
    "claim.mailbox": 26,  # paypal@something.example
    "claim.role": 30,  # "IT help desk", "mail administrator", from outside
    "claim.local": 48,  # an office of some place, on a mailbox that anybody can open
    "claim.office": 47,  # an office that only a state has, on a domain that no state office uses
    "claim.unlisted_domain": 14,  # a .vn name after the body that the registry does not list
    "claim.unlisted_office": 46,  # the same for a people's committee or department: those have names below gov.vn
    "claim.chief": 40,  # a person's office as director, from freemail
    "claim.organizer": 50,  # the calendar shows a body's name above another's mailbox
    "domain.gov": 65,
    "domain.subdomain": 62,
    "domain.letters": 62,
    "domain.own": 60,  # one letter away from the reader's own
    "domain.typo": 30,
    "domain.word": 42,
    "domain.invalid": 45,
    "domain.random": 8,
    "domain.cheap": 8,
    # What vouches for it
    "auth.protected_failed": 80,
    "auth.unproven": 52,  # a protected domain, and our gateway found nothing that vouches for it
    "auth.carried": 28,  # a protected domain through a list or forwarder that vouches for itself
    "auth.failed": 18,
    "auth.forged": 62,
    "auth.reported": 16,  # somebody's server says so; forwarding breaks it too, and nobody forges it against himself
    "auth.reported_protected": 54,
    "auth.contradicted": 62,
    "auth.official": 0,  # said to the reader; never credit for the rest
    "reply.freemail": 36,
    "reply.protected": 50,  # an official address that wants its answers in a mailbox anybody can open
    "reply.second_mailbox": 34,
    "reply.other": 14,
    "reply.protected_other": 46,  # an official address whose answers go to a domain of nobody known
    "reply.lookalike": 55,
    "thread.lookalike": 60,  # the conversation's own domain, one letter away
    "thread.other_mailbox": 46,
    "reply.organizer": 46,  # an authority's invitation whose answers go to a mailbox anybody can open
    "to.missing": 8,
    "sender.self": 40,
    # What it wants opened
    "link.text": 24,
    "link.text_protected": 55,
    "link.text_disguised": 50,
    "link.text_state": 48,
    "link.cheap": 8,
    "link.lookalike": 52,
    "link.brand_word": 30,
    "link.gov": 62,
    "link.punycode": 38,
    "link.ip": 38,
    "link.ip_written": 18,  # in plain text: engineers write so
    "link.userinfo": 50,
    "link.shortener": 14,
    "link.redirect": 16,
    "link.hosting": 18,
    "link.form": 14,
    "link.script": 50,
    "link.recipient": 16,
    "link.recipient_free": 34,  # the same on a page anybody can open
    "link.label": 40,  # the text is a body's name, the target is not the body's
    "link.program": 50,
    "link.office_login": 40,  # "sign in with your office mail", on a page that is no office's
    "link.free_login": 34,  # asked to sign in, on a page anybody can open
    "link.password_form": 55,
    "link.post_form": 6,
    "link.qr": 22,
    "link.qr_known": 6,
    "link.named_login": 34,
    "link.consent": 62,  # a stranger's program asks for the mailbox; it keeps it though the password is changed
    "link.consent_sender": 46,  # the same for the sender's program: an honest one is set up by the office's own IT
    "link.consent_elsewhere": 30,  # a sign-in that sends its answer to a stranger: survey tools do so too
    "link.consent_redirect": 46,  # without any question: nothing is signed in, the sign-in page only leads on
    "link.meeting": 46,  # "Microsoft Teams", and the button opens a stranger's page
    "link.meeting_path": 52,  # a meeting service's way copied on a stranger's host
    "link.blocked": 85,
    "link.foreign_claim": 22,  # names a body, but every link leads elsewhere
    # What it carries
    "file.executable": 82,
    "file.double": 85,
    "file.rtlo": 88,
    "file.type": 45,
    "file.archive_executable": 82,
    "file.locked": 30,
    "file.locked_password": 66,
    "file.locked_office": 46,  # the same from an office that is vouched for: a habit of offices, and of stolen accounts
    "file.link_password": 56,  # behind a link to a stranger's or a free host: nobody has looked into it
    "file.link_password_known": 34,  # in a cloud with accounts, or with the sender himself
    "file.macro": 60,
    "file.template": 62,
    "file.dde": 68,
    "file.object": 45,
    "file.pdf_action": 50,
    "file.smuggling": 70,
    "file.html": 30,
    "file.svg": 22,  # a drawing that opens in the browser like a page
    "file.svg_paper": 40,  # called a fax, an invoice, a recording: those are never drawings
    "file.svg_link": 50,  # a drawn button
    "file.disk": 66,
    "file.shortcut": 85,
    "file.note": 62,
    "file.bomb": 60,
    "file.message": 12,
    "file.message_doubtful": 46,
    "file.calendar": 4,
    # What it asks
    "ask.urgency": 12,
    "ask.threat": 22,
    "ask.credentials": 18,
    "ask.surrender": 46,  # "send your password": no honest office does, whoever vouches for it
    "ask.personal": 26,
    "ask.private_account": 24,
    "ask.private_holder": 34,  # a body's letter, a person's account
    "ask.new_account": 46,  # payments to a changed account: ask back, whoever writes
    "ask.gift_cards": 48,  # cards bought and their codes sent by mail: no office is paid so
    "ask.unchecked": 46,  # money, and no call back please: the one check that would stop it
    "ask.messenger": 26,  # go on by a chat of a private number
    "ask.payment": 14,
    "ask.secrecy": 22,
    "ask.prize": 22,
    "ask.fee": 62,  # an advance-fee letter: money, a claim on it, and personal data asked for
    "ask.fee_hint": 36,
    "ask.generic": 8,
    "ask.document": 14,
    "ask.spam": 16,
    "ask.outbreak": 22,  # an epidemic beside other doubts (standards G5 g)
    "ask.pressure": 24,  # pressure and a secret or money in one mail
    "ask.qr_account": 66,  # the printed account and the one behind the code: a reader checks the first, pays the second
    "ask.qr_other_account": 34,  # at the same bank: collecting accounts for each payer are made so
    "ask.qr_bank": 46,
    "ask.qr_pays": 0,  # said to the reader, who cannot see it
    # How it hides
    "hide.zero_width": 42,
    "hide.mixed": 42,
    "hide.styled": 34,
    "hide.name": 40,
    "hide.text": 26,
    "hide.some": 12,
    "hide.padding": 46,
    "hide.split": 46,
    "hide.image": 28,
    # How it is made: weak hints
    "shape.emoji_name": 18,
    "shape.emoji_subject": 12,
    "shape.address_as_name": 32,
    "shape.alarm": 18,
    "shape.call": 14,
    "shape.elsewhere": 12,
    "shape.elsewhere_only": 28,
    "shape.urgent_flag": 12,
    # What was seen before
    "history.new_address": 40,
    "history.first": 0,
    "history.blocked": 90,  # the security desk judged this sender by hand
    # What this site has learned
    "learned": 92,  # at certainty; in proportion below
}
