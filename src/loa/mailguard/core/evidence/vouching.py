"""What vouches for it: authentication of the From domain by somebody we trust, and where an answer would go.

Offline the trusted gateway's own Authentication-Results is read (RFC 8601, standards E17); everything else that calls
itself so is worth nothing, and one that borrows the gateway's name is evidence. Passing is never credit for a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.evidence.misuse import remember
from loa.mailguard.core.hosts import is_school, is_state, registrable, within
from loa.mailguard.core.lookalike import imitates, likeness, resembles
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.registry import AUTHORITY_KINDS
from loa.mailguard.core.tables import host_is, is_freemail

_METHOD = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_DOMAIN_OF = re.compile(
    r"(?:header\.(?:d|i|from)|smtp\.(?:mailfrom|helo))\s*=\s*(?:[^\s;@]*@)?([\w.-]+)", re.IGNORECASE
)
_ENVELOPE = re.compile(r"smtp\.mailfrom\s*=\s*\"?([^\s;@\"]*)@([\w.-]+)", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-post")  # not List-Unsubscribe: whoever sends in bulk has that
_REWRITTEN = ("srs0", "srs1")  # the sender rewriting scheme of forwarders
_COMMENT = re.compile(r"\([^()]*\)")
_UNDISCLOSED = re.compile(r"undisclosed|recipients:;|unlisted", re.IGNORECASE)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "what vouches for it". Sets `case.authenticated` for the others: run it first."""
    case.owner = case.registry.owner(case.domain)
    yield from _results(case)
    yield from _failed(case)
    yield from _reply(case)
    yield from _recipients(case)


def _results(case: Case) -> Iterator[Evidence]:
    """Read the gateway's own results; say when others pretend to be the gateway's."""
    trusted = case.settings.authserv
    if case.settings.resolver is not None:
        from loa.mailguard.core.authentication import dmarc

        case.authenticated = dmarc(case.mail.raw, case.domain, case.settings)
        case.gateway_spoke = True
    if not trusted:
        if case.settings.resolver is None:
            yield from _reported(case)
        return
    ours = [
        (place, value)
        for place, value in case.mail.all("authentication-results")
        if _authserv(value) == trusted.lower()
    ]
    hops = [place for place, _ in case.mail.all("received")]
    genuine = [value for place, value in ours if not hops or place < hops[-1]]
    if genuine:
        case.authenticated = _dmarc(genuine[0], case.domain)
        case.carrier = _carrier(case, genuine[0])
        case.gateway_spoke = True
    forged = [value for place, value in ours if hops and place > hops[-1]]
    if forged:
        yield reason("auth.forged", "Authentication-Results", authserv=trusted)


def _reported(case: Case) -> Iterator[Evidence]:
    """Without a trusted gateway a result proves nothing, but nobody writes "fail" on his own forgery."""
    results = case.mail.all("authentication-results")
    if not results or not case.domain:
        return
    states = [(_authserv(value), _dmarc(value, case.domain)) for _, value in results[:10]]
    first, state = states[0]
    if case.mail.all("list-id") or case.mail.all("list-post"):  # lists rewrite, relays note what they saw
        return
    if state == "fail" and any(name == first and later == "pass" for name, later in states[1:]):
        yield reason("auth.contradicted", "Authentication-Results", authserv=first)
    if state != "fail":
        return
    case.carrier = _carrier(case, results[0][1])
    if case.carrier and not is_freemail(case.domain):
        yield reason("auth.carried", "From", domain=case.domain, carrier=case.carrier)
    elif case.owner is not None or is_state(case.domain):
        body, body_en = case.owner_called()
        yield reason("auth.reported_protected", "From", domain=case.domain, body=body, body_en=body_en)
    else:
        yield reason("auth.reported", "From", domain=case.domain)


def believed(case: Case) -> bool:
    """Whether the From domain may be taken as true: by our gateway's word, or, without one, by the topmost result.

    The topmost may be invented; so it only ever makes hints lighter in a mail that leads nowhere but to that domain.
    """
    if case.gateway_spoke or case.settings.authserv:
        return case.authenticated == "pass"
    results = case.mail.all("authentication-results")
    return bool(results) and _dmarc(results[0][1], case.domain) == "pass"


def _authserv(value: str) -> str:
    return _COMMENT.sub("", value).partition(";")[0].split(" ")[0].strip().lower()


def _dmarc(value: str, domain: str) -> str:
    """`pass`, `fail` or `unknown` for *domain* from one Authentication-Results value; alignment by organisation."""
    aligned = failed = False
    for method, state, rest in _METHOD.findall(_COMMENT.sub("", value)):
        method, state = str(method).lower(), str(state).lower()
        if method == "dmarc":
            if state in {"pass", "fail"}:
                return state
            continue
        subject = _DOMAIN_OF.search(rest)
        same = bool(subject) and registrable(subject[1].lower()) == registrable(domain) if subject else False
        aligned |= state == "pass" and same
        failed |= state in {"fail", "permerror"} or (state == "softfail" and same)
    return "pass" if aligned else ("fail" if failed else "unknown")


def _carrier(case: Case, result: str) -> str:
    """The list or forwarder that vouches for having passed this mail on (SPF of its own envelope), else nothing.

    Lists change what they carry and forwarders have other servers, so the author's signature breaks on the way.
    """
    for method, state, rest in _METHOD.findall(_COMMENT.sub("", result)):
        sender = _ENVELOPE.search(rest)
        if str(method).lower() != "spf" or str(state).lower() != "pass" or not sender:
            continue
        local, host = sender[1].lower(), sender[2].lower()
        if local.startswith(_REWRITTEN) or _is_list_of(case, host):
            return host
    return ""


def _is_list_of(case: Case, host: str) -> bool:
    own = registrable(host)
    named = " ".join(value for header in _LIST_HEADERS for _, value in case.mail.all(header)).lower()
    return own in named or any(registrable(to.rpartition("@")[2]) == own for to in case.mail.recipients[:5])


def _is_own_bounce(case: Case) -> bool:
    """A note of the reader's own mail server about a mail not delivered: it has no envelope sender and no signature."""
    servers = {case.settings.authserv, *case.settings.own_domains} - {None}
    return (
        case.mail.sender.local in {"mailer-daemon", "postmaster"}
        and case.mail.header("return-path").strip() in {"<>", ""}
        and case.domain in servers
    )


def _failed(case: Case) -> Iterator[Evidence]:
    protected = (
        (case.owner is not None or case.is_own(case.domain) or within(case.domain, "gov.vn"))
        and not is_freemail(case.domain)
        and not _is_own_bounce(case)
    )
    if case.authenticated == "fail" and protected and case.carrier:
        remember(case, case.owner)  # links that lead to neither the author's house nor the list's count against it
        yield reason("auth.carried", "From", domain=case.domain, carrier=case.carrier)
    elif case.authenticated == "fail":
        code = "auth.protected_failed" if protected else "auth.failed"
        if protected and case.owner is not None:
            case.claimed.append(case.owner)
        yield reason(code, "From", domain=case.domain)
    elif case.gateway_spoke and case.authenticated == "unknown" and protected and case.domain:
        yield reason("auth.unproven", "From", domain=case.domain)
    elif case.authenticated == "pass" and protected:
        body, body_en = case.owner_called()
        yield reason("auth.official", "From", domain=case.domain, body=body, body_en=body_en)


def _reply(case: Case) -> Iterator[Evidence]:
    sender, answer = case.mail.sender, case.mail.reply_to
    if not answer.domain or case.mail.all("list-id") or host_is("behalf", case.domain):
        return  # a service that mails for anybody has the answers go to its user: `services` looks at him
    facts = {"reply": answer.address, "address": sender.address}
    if registrable(answer.domain) == registrable(case.domain):
        if is_freemail(answer.domain) and answer.address.lower() != sender.address.lower():
            yield reason("reply.second_mailbox", "Reply-To", **facts)
    elif is_freemail(answer.domain):
        yield reason(_free_answer(case), "Reply-To", **facts)
    else:
        yield from _other_answer(case, facts)


def _other_answer(case: Case, facts: dict[str, str]) -> Iterator[Evidence]:
    """An answer goes to another domain that not everybody can use: common in bulk mail, odd for an office."""
    host = case.mail.reply_to.domain
    like = likeness(host, case.registry)
    official = _is_official(case)
    if like and like.trick in {"gov", "subdomain", "letters"}:
        yield reason("reply.lookalike", "Reply-To", true=like.imitates, **facts)
    elif imitates(host, case.domain) or (official and resembles(host, case.domain)):
        yield reason("reply.lookalike", "Reply-To", true=case.domain, **facts)
    elif official and not (is_state(host) or is_school(host) or case.registry.owner(host) or case.is_own(host)):
        yield reason("reply.protected_other", "Reply-To", **facts)
    elif not case.mail.all("list-unsubscribe"):
        yield reason("reply.other", "Reply-To", **facts)


def _is_official(case: Case) -> bool:
    """The sender's address is an authority's or this office's: such mail is answered where it came from."""
    authority = case.owner is not None and case.owner.kind in AUTHORITY_KINDS - {"press"}
    return authority or is_state(case.domain) or case.is_own(case.domain)


def _free_answer(case: Case) -> str:
    official = case.owner is not None or is_state(case.domain) or case.is_own(case.domain)
    if official and not is_freemail(case.domain):
        return "reply.protected"
    return "reply.second_mailbox" if is_freemail(case.domain) else "reply.freemail"


def _recipients(case: Case) -> Iterator[Evidence]:
    mail = case.mail
    if not mail.recipients or _UNDISCLOSED.search(mail.header("to")):
        if not mail.all("list-id"):
            yield reason("to.missing", "To")
    elif mail.sender.address.lower() in mail.recipients and case.authenticated != "pass" and _odd_self(case):
        yield reason("sender.self", "From", address=mail.sender.address)


def _odd_self(case: Case) -> bool:
    """A mail from oneself to oneself is ordinary; with failed authentication, it is forged."""
    return case.authenticated == "fail"
