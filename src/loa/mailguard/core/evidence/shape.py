"""How it is made: hints that are weak alone and common in mass deceit, rare in mail between offices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import registrable
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is
from loa.mailguard.core.text import fold

_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_REPLY = re.compile(r"^\s*(re|fw|fwd|tr|aw|sv|antw|trả lời|chuyển tiếp)\s*:", re.IGNORECASE)
_ALARM = re.compile(
    r"\b(urgent|alert|warning|suspend\w*|locked|expir\w+|verif\w+|confirm\w*|action required|final|notice"
    r"|unusual|blocked|limited|invoice|payment|refund|pending|deliver\w+|parcel|package|rewards?|winner|won|prize|congrat\w*|gift|exclusive"
    r"|claim|selected|attention|password|security|renew\w*|declined|overdue|unpaid|compensation|donation|bonus"
    r"|khan|canh bao|khoa|het han|xac minh|xac thuc|trung thuong|trieu tap|boi thuong|qua tang"
    r"|letzte\w*|gesperrt|warnung|gewonnen|gewinn\w*|zahlung|paket|lieferung|dringend|erinnerung|ausgewahlt|gutschein"
    r"|urgente|bloquea\w+|suspens\w*|suspendid\w+|pagamento|pago|premio|ganhou|resgate|pontos|pendente|atencao|entrega|fatura|vencid\w+|boleto|intimacao|multa"
    r"|colis|livraison|remboursement|gagne\w*|dernier|felicitations|bloque|pacco|consegna|premiato|bezorg\w+|pakket"
    r")\b"
)
_CALLS = re.compile(
    r"^\W*(verify|confirm|update|log ?in|sign ?in|claim|renew|continue|track|restore|re-?activate|activate"
    r"|validate|review|unlock|secure|pay|open|view|download|click|start|get|check|schedule|accept|release|keep|increase|upgrade|recover"
    r"|xac minh|xac thuc|dang nhap|cap nhat|nhan|bam|nhan vao|xem|kich hoat|jetzt|hier|weiter|bestatigen|aktualisieren"
    r"|clique|acesse|acessar|atualizar|resgatar|verificar|confirmar|cliquez|confirmer|verifier|clicca|verifica|klik|bevestig)\b"
)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "how it is made"."""
    yield from _decoration(case)
    yield from _greeting(case)
    if not _REPLY.match(case.mail.subject) and _is_page(case):
        yield from _subject(case)
        yield from _calls(case)
    yield from _elsewhere(case)
    if case.mail.header("x-priority").startswith("1") or case.mail.header("importance").lower() == "high":
        yield reason("shape.urgent_flag", "header")


def _is_page(case: Case) -> bool:
    return case.mail.is_html and not case.mail.all("in-reply-to")


def _decoration(case: Case) -> Iterator[Evidence]:
    if _EMOJI.search(case.mail.sender.name):
        yield reason("shape.emoji_name", "From", name=case.mail.sender.name)
    elif _EMOJI.search(case.mail.subject):
        yield reason("shape.emoji_subject", "Subject", text=case.mail.subject)


def _greeting(case: Case) -> Iterator[Evidence]:
    """The reader is called by the mail address: the writer knows nothing else."""
    if any(part.kind == "text/calendar" for part in case.mail.parts):
        return  # calendars put the guest into the subject
    places = {"Subject": case.mail.subject.lower(), "From": case.mail.sender.name.lower()}
    own = case.mail.sender.address.lower()
    for where, text in places.items():
        found = next((address for address in case.mail.recipients if address in text and address != own), None)
        if found:
            yield reason("shape.address_as_name", where, reader=found)
            return


def _subject(case: Case) -> Iterator[Evidence]:
    found = _ALARM.search(fold(case.mail.subject))
    if found:
        yield reason("shape.alarm", "Subject", word=found[0])


def _calls(case: Case) -> Iterator[Evidence]:
    for link in case.mail.links:
        if link.origin == "html" and link.address.host and 3 < len(link.text) < 45 and _CALLS.match(fold(link.text)):
            yield reason("shape.call", "link", text=link.text, host=link.address.host)
            return


def _elsewhere(case: Case) -> Iterator[Evidence]:
    """A page whose every link leads to one or two strangers: no mailing service, not the sender, nobody named."""
    hosts = {link.address.host for link in case.mail.links if link.address.host}
    domains = {registrable(host) for host in hosts}
    if not _is_page(case) or not 1 <= len(domains) <= 2 or registrable(case.domain) in domains:
        return
    if any(host_is("mailing", host) for host in hosts) or all(case.registry.owner(host) for host in hosts):
        return
    alone = not case.mail.plain_text.strip()
    yield reason(
        "shape.elsewhere_only" if alone else "shape.elsewhere", "link", host=min(hosts), domain=case.domain or "—"
    )
