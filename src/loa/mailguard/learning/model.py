"""The learned model: weights of terms in one readable JSON file, with the one before it kept for going back."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from loa.errors import LoaError
from loa.mailguard.core.mail import Mail
from loa.mailguard.core.model import Evidence
from loa.mailguard.learning.terms import terms

FORMAT = "loa-mail-model/1"
MAX_BYTES = 200 * 1024 * 1024


class BadModelError(LoaError):
    """The file is no model of ours."""

    code = "bad_model"
    message = "%(file)s is not a learned model of the mail guard. Make one with “loa mail learn”."


class NoEarlierModelError(LoaError):
    """There is nothing to go back to."""

    code = "no_earlier_model"
    message = "There is no earlier model beside %(file)s."


@dataclass(frozen=True)
class LearnedModel:
    """Logistic regression over distinct terms. `weights` are in log-odds; `mails` says how many taught it."""

    bias: float
    weights: dict[str, float]
    mails: dict[str, int] = field(default_factory=dict)
    created: str = ""

    def judge(self, mail: Mail, evidence: Iterable[Evidence]) -> tuple[float, list[str]]:
        """Probability 0–1 of an unwanted mail, and the terms that speak for it, strongest first."""
        return self.weigh(terms(mail, evidence))

    def weigh(self, found: Iterable[str]) -> tuple[float, list[str]]:
        """The same for the distinct terms *found* in a mail."""
        present = [term for term in found if term in self.weights]
        # Each term as a share of the text's length, so that long mails are not judged by their length.
        scale = 1 / math.sqrt(max(1, len(present)))
        total = self.bias + scale * sum(self.weights[term] for term in present)
        strongest = sorted(present, key=lambda term: -self.weights[term])[:6]
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), [t for t in strongest if self.weights[t] > 0]


def load(path: Path) -> LearnedModel:
    """Read the model at *path*. Raises `BadModelError`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadModelError(file=path.name)
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.pop("format") != FORMAT:
            raise BadModelError(file=path.name)
        weights = {str(term): float(weight) for term, weight in document["weights"].items()}
        return LearnedModel(float(document["bias"]), weights, document["mails"], document["created"])
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadModelError(file=path.name) from error


def save(model: LearnedModel, path: Path) -> None:
    """Write *model* to *path* at once; what was there becomes `<path>.before`."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps({"format": FORMAT, **asdict(model)}, ensure_ascii=False), encoding="utf-8")
    if path.exists():
        path.replace(_before(path))
    draft.replace(path)


def rollback(path: Path) -> None:
    """Put the model before the present one back. Raises `NoEarlierModelError`."""
    if not _before(path).exists():
        raise NoEarlierModelError(file=path.name)
    _before(path).replace(path)


def _before(path: Path) -> Path:
    return path.with_name(path.name + ".before")
