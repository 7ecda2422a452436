"""What a CAP validator would say of an alert, in its classes (standards C1–C12, §1.3, C20): XSD first, then rules
that no schema can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from lxml import etree

from loa.channels.portal.core.cap import NAMESPACE

Level = Literal["error", "warning", "recommendation"]
_SPACE = {"c": NAMESPACE}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_NAME = re.compile(r"[^\s,<&]+")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:#\d+|\w+);")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+")
_ADDRESS = re.compile(r"https?://[^/\s]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SIZE = 1_000_000
# The state's lists of administrative units: how long a code of each may be (C4, V20): province, district, commune.
_CODES = {"VN-QD124-2004": re.compile(r"\d{2,3}|\d{5}"), "VN-QD19-2025": re.compile(r"\d{2}|\d{5}")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: its class, the rule, and what it is about."""

    level: Level
    rule: str
    text: str


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).with_name("cap12.xsd")))


def parse(data: bytes) -> etree._Element:
    """The alert in *data*: no entities, no network, bounded (standards A2).

    Raises `ValueError` for what is no XML.
    """
    if len(data) > _SIZE:
        raise ValueError("too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if b"<!DOCTYPE" in data:
        raise ValueError("an alert has no document type")
    return root


def lint(data: bytes) -> list[Finding]:
    """Everything there is to say about an alert; no `error` means that it may be published."""
    try:
        root = parse(data)
    except ValueError as error:
        return [Finding("error", "XML", str(error))]
    schema = _schema()
    if not schema.validate(root):
        return [Finding("error", "XSD", str(schema.error_log))]
    infos = root.findall("c:info", _SPACE)
    found = [*_alert(root), *_references(root), *_agreement(infos)]
    for info in infos:
        found += [*_info(info), *_moments(info), *_resources(info), *_texts(info)]
        for area in info.findall("c:area", _SPACE):
            found += _area(area)
    return found


def errors(data: bytes) -> list[Finding]:
    """Only what forbids publishing."""
    return [finding for finding in lint(data) if finding.level == "error"]


def _of(node: etree._Element, name: str) -> str:
    return (node.findtext(f"c:{name}", namespaces=_SPACE) or "").strip()


def _all(node: etree._Element, name: str) -> list[str]:
    return [(found.text or "").strip() for found in node.findall(f"c:{name}", _SPACE)]


def _alert(root: etree._Element) -> Iterator[Finding]:
    for name in ("identifier", "sender"):
        if not _NAME.fullmatch(_of(root, name)):
            yield Finding("error", name, "must not be empty or hold spaces, commas, < or &")
    if not root.findall("c:info", _SPACE):
        yield Finding("error", "info", "a public alert needs an info block")
    scope = _of(root, "scope")
    for name, wanted in (("restriction", "Restricted"), ("addresses", "Private")):
        if bool(_of(root, name)) != (scope == wanted):
            yield Finding("error", name, f"goes with scope {wanted} and with no other")
    if _of(root, "status") != "Actual":
        yield Finding("warning", "status", "is not shown to the public")


def _references(root: etree._Element) -> Iterator[Finding]:
    """C10, C11."""
    triplets = _of(root, "references").split()
    if _of(root, "msgType") in {"Update", "Cancel"} and not triplets:
        yield Finding("error", "C11", "Update and Cancel name what they replace")
    for triplet in triplets:
        parts = triplet.split(",")
        if len(parts) != 3 or not all(_NAME.fullmatch(part) for part in parts) or not _MOMENT.fullmatch(parts[2]):
            yield Finding("error", "C10", f"not sender,identifier,sent: {triplet}")
        elif parts[1] == _of(root, "identifier"):
            yield Finding("error", "C10", "an alert never references itself")
        elif datetime.fromisoformat(parts[2]) > datetime.fromisoformat(_of(root, "sent")):
            yield Finding("warning", "C10", "references something later than itself")


def _agreement(infos: list[etree._Element]) -> Iterator[Finding]:
    """C5, C6: blocks of one alert speak of one event, in different words."""
    for name in ("category", "eventCode"):
        sets = {frozenset(etree.tostring(node, method="c14n") for node in info.findall(f"c:{name}", _SPACE))
                for info in infos}  # fmt: skip
        if len(sets) > 1:
            yield Finding("error", "C5", f"info blocks differ in {name}")
    events: dict[str, str] = {}
    for info in infos:
        if events.setdefault(_of(info, "language"), _of(info, "event")) != _of(info, "event"):
            yield Finding("recommendation", "C5", "event differs within a language")
    words = [(_of(info, "headline"), _of(info, "description")) for info in infos]
    if len(set(words)) < len(words):
        yield Finding("warning", "C6", "the same text in two info blocks")


def _info(info: etree._Element) -> Iterator[Finding]:
    for name in ("description", "web", "expires"):
        if not _of(info, name):
            yield Finding("error", name, "is missing")
    if not info.findall("c:area", _SPACE):
        yield Finding("error", "area", "is missing")
    if not _LANGUAGE.fullmatch(_of(info, "language")):
        yield Finding("error", "language", "is missing or no language tag; a reader would take en-US")
    web = _of(info, "web")
    if web and not _ADDRESS.match(web):
        yield Finding("error", "web", "is not an absolute address")
    for name in ("senderName", "responseType", "instruction", "contact"):
        if not _of(info, name):
            yield Finding("recommendation", name, "is missing")
    for name in ("urgency", "severity", "certainty"):
        if _of(info, name) == "Unknown":
            yield Finding("recommendation", name, "is Unknown")


def _moments(info: etree._Element) -> Iterator[Finding]:
    """The schema has seen to their form (C1)."""
    effective, ends = _of(info, "effective"), _of(info, "expires")
    if effective and ends and datetime.fromisoformat(effective) > datetime.fromisoformat(ends):
        yield Finding("error", "effective", "is after expires")
    if any(moment.endswith("00:00") for moment in (effective, ends) if moment):
        yield Finding("recommendation", "C1", "times in UTC: people read the local offset")


def _resources(info: etree._Element) -> Iterator[Finding]:
    for resource in info.findall("c:resource", _SPACE):
        if not _MEDIA_TYPE.fullmatch(_of(resource, "mimeType")):
            yield Finding("error", "mimeType", "is no media type")
        if _of(resource, "uri") and not _ADDRESS.match(_of(resource, "uri")):
            yield Finding("error", "uri", "is not an absolute address")


def _texts(info: etree._Element) -> Iterator[Finding]:
    """C7 and Google's advice on headlines."""
    texts = {name: _of(info, name) for name in ("headline", "description", "instruction")}
    for name, text in texts.items():
        if _TAG.search(text):
            yield Finding("warning", "C7", f"HTML in {name}")
    if len(texts["headline"]) >= 140:
        yield Finding("recommendation", "headline", "is longer than 139 characters")
    given = [text for text in texts.values() if text]
    if len(set(given)) < len(given):
        yield Finding("recommendation", "headline", "headline, description and instruction repeat each other")


def _area(area: etree._Element) -> Iterator[Finding]:
    polygons, circles = _all(area, "polygon"), _all(area, "circle")
    codes = area.findall("c:geocode", _SPACE)
    if not polygons and not circles and not codes:
        yield Finding("error", "area", "has neither polygon nor circle nor geocode")
    if not polygons and not circles:
        yield Finding("recommendation", "area", "polygons are preferred to geocodes")
    for polygon in polygons:
        if reason := _bad_polygon(polygon):
            yield Finding("error", "C2", reason)
        if re.search(r"\.\d{7}", polygon):
            yield Finding("recommendation", "C2", "more than six decimals")
    for circle in circles:
        if _bad_circle(circle):
            yield Finding("error", "C3", f"not lat,lon radius: {circle}")
    for code in codes:
        if not _of(code, "value") or not _of(code, "valueName"):
            yield Finding("recommendation", "geocode", "is empty")
        known = _CODES.get(_of(code, "valueName"))
        if known and not known.fullmatch(_of(code, "value")):
            yield Finding("error", "C4", f"is no code of the list {_of(code, 'valueName')}: {_of(code, 'value')}")
    if _of(area, "ceiling") and (
        not _of(area, "altitude") or float(_of(area, "ceiling")) < float(_of(area, "altitude"))
    ):
        yield Finding("error", "ceiling", "needs an altitude that is not above it")


def _point(text: str) -> tuple[float, float] | None:
    parts = text.split(",")
    if len(parts) != 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    latitude, longitude = (float(part) for part in parts)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _bad_polygon(text: str) -> str:
    """C2; empty when it is good. Self-crossing is looked for edge by edge."""
    found = [_point(pair) for pair in text.split()]
    points = [point for point in found if point is not None]
    if len(points) != len(found) or len(points) < 4:
        return "a polygon has at least four lat,lon pairs"
    if points[0] != points[-1]:
        return "a polygon ends where it begins"
    edges = list(pairwise(points))
    crossing = any(
        _cross(*edges[one], *edges[two])
        for one in range(len(edges))
        for two in range(one + 2, len(edges))
        if (one, two) != (0, len(edges) - 1)
    )
    return "a polygon crosses itself" if crossing else ""


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _bad_circle(text: str) -> bool:
    point, _, radius = text.partition(" ")
    return _point(point) is None or not _NUMBER.fullmatch(radius) or float(radius) <= 0
