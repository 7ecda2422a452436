"""Detection of the mail guard on a folder of labelled mail: the table of docs/performance/mailguard.md.

    .venv/bin/python -m bench.mailguard_eval DIR [--labels FILE] [--learn]

DIR holds `phish/*.eml` and `ham/*.eml`; what stands before the first dash of a file's name is its source. Nothing is
opened, nothing leaves the machine, nothing is kept. FILE (CSV: file, kind) says which of the bad mails were labelled by
hand, `i` for those that pretend to be a service, bank or authority. `--learn` adds local learning by three-fold
cross-validation (mails of one subject never on both sides) and across sources (without `list`, tested on it).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import multiprocessing
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from loa.mailguard.core.evidence import learned
from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.guard import examine
from loa.mailguard.core.mail import read_mail
from loa.mailguard.core.model import Evidence, GuardSettings
from loa.mailguard.core.registry import registry
from loa.mailguard.core.scoring import score_of
from loa.mailguard.core.weights import CAUTION_FROM, DANGEROUS_FROM
from loa.mailguard.learning import Example, LearnedModel, train
from loa.mailguard.learning.terms import road_words, terms

FOLDS = 3
FALSE_ALARMS = (0.001, 0.005, 0.01)
OUTBREAK = re.compile(r"covid|corona|pandemi|ebola|monkeypox|outbreak|epidemi|sars-cov", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W\d_]+")
_REPLY = re.compile(r"^(\s*(re|fw|fwd|aw|tr|sv|enc|res)\s*(\[\d+\])?:\s*)+", re.IGNORECASE)
# Words that only tell by which road a mail came (traps of the data's own description); masked once, for comparison.
CHANNEL = re.compile(
    r"phishing|\bpot\b|rodrigo|peixoto|hotmail|outlook|osst|nvdimm|usrp|openbmc|ettus|ozlabs|sourceforge|\bspam\b|mailman"
    r"|trec|uwaterloo|spamassassin|\blists?\b|unsubscribe|ximian|razor|ilug|zzzz"
)


@dataclass(frozen=True)
class Judged:
    """One mail with its label and what the guard made of it."""

    file: str
    bad: bool
    score: float
    codes: tuple[tuple[str, int], ...]
    html: bool
    outbreak: bool
    fold: int
    terms: tuple[str, ...]
    road: frozenset[str]

    @property
    def is_list(self) -> bool:
        """Whether it comes from a public mailing list."""
        return self.file.startswith(("list-", "l-"))


def judge(path: Path) -> Judged:
    """Judge the mail at *path* out of the box."""
    case, verdict = examine(path.read_bytes(), GuardSettings())
    mail = case.mail
    skeleton = _NO_LETTERS.sub("", _REPLY.sub("", mail.subject.lower()))[:60] or path.name
    return Judged(
        file=path.name,
        bad=path.parent.name == "phish",
        score=verdict.score,
        codes=tuple((item.code, item.weight) for item in verdict.evidence),
        html=mail.is_html,
        outbreak=bool(OUTBREAK.search(mail.subject) or OUTBREAK.search(mail.visible[:1500])),
        fold=int(hashlib.sha256(skeleton.encode()).hexdigest(), 16) % FOLDS,
        terms=tuple(terms(mail, verdict.evidence)),
        road=road_words(mail),
    )


Score = Callable[[Judged], float]


def shares(
    mails: Iterable[Judged], score: Score, wanted: Callable[[Judged], bool] = lambda mail: True
) -> dict[str, float]:
    """Share of the *wanted* bad mails above the score that each of `FALSE_ALARMS` of the honest ones exceeds."""
    mails = list(mails)
    honest = sorted((score(mail) for mail in mails if not mail.bad), reverse=True)
    bad = [score(mail) for mail in mails if mail.bad and wanted(mail)]
    limits = {f"{share:.1%}": honest[int(len(honest) * share)] for share in FALSE_ALARMS}
    return {name: round(sum(one > limit for one in bad) / max(1, len(bad)), 4) for name, limit in limits.items()}


def out_of_the_box(mails: list[Judged], labels: dict[str, str]) -> dict[str, object]:
    """Detection by kind and source, and what the fixed thresholds flag."""
    kinds: dict[str, Callable[[Judged], bool]] = {
        "all": lambda mail: True,
        "impersonation": lambda mail: labels.get(mail.file) == "i",
        "outbreak": lambda mail: mail.outbreak,
        "html": lambda mail: mail.html,
    }
    sources = sorted({mail.file.partition("-")[0] for mail in mails if mail.bad})
    kinds.update({name: lambda mail, name=name: mail.file.startswith(name + "-") for name in sources})  # type: ignore[misc]
    honest, bad = [m for m in mails if not m.bad], [m for m in mails if m.bad]
    return {
        "detected": {name: shares(mails, lambda mail: mail.score, wanted) for name, wanted in kinds.items()},
        "mails": {name: sum(wanted(mail) for mail in bad) for name, wanted in kinds.items()},
        "honest": len(honest),
        "caution": {
            "honest": sum(m.score >= CAUTION_FROM for m in honest),
            "bad": round(sum(m.score >= CAUTION_FROM for m in bad) / len(bad), 4),
        },
        "dangerous": {"honest": sum(m.score >= DANGEROUS_FROM for m in honest)},
        "honest_outbreak": {
            "mails": sum(m.outbreak for m in honest),
            "flagged": sum(m.outbreak and m.score >= CAUTION_FROM for m in honest),
        },
        "false_alarms": [
            {"file": m.file, "score": round(m.score), "codes": [code for code, weight in m.codes if weight]}
            for m in sorted(honest, key=lambda m: -m.score)
            if m.score >= CAUTION_FROM
        ],
    }


def with_learning(mails: list[Judged], masked: bool = False) -> dict[str, object]:
    """Detection of the whole verdict with a model of the other folds; and without list mail, tested on it."""
    kept = {m.file: tuple(t for t in m.terms if not (masked and _tells_channel(t))) for m in mails}
    found: dict[str, float] = {}
    for fold in range(FOLDS):
        model = _model((m for m in mails if m.fold != fold), kept)
        found.update({m.file: _score(m, kept[m.file], model) for m in mails if m.fold == fold})
    model = _model((m for m in mails if not m.is_list), kept)
    strange = [m for m in mails if m.is_list]
    found_strange = {m.file: _score(m, kept[m.file], model) for m in strange}
    html = [m for m in mails if m.html]
    return {
        "all": shares(mails, lambda m: found[m.file]),
        "html": shares(html, lambda m: found[m.file]),
        "without_list": shares(strange, lambda m: found_strange[m.file]),
    }


def _tells_channel(term: str) -> bool:
    """Whether a word of the mail tells its road; the codes of our own reasons are no words of it (`ask.spam`)."""
    return not term.startswith("reason") and bool(CHANNEL.search(term))


def _model(mails: Iterable[Judged], kept: dict[str, tuple[str, ...]]) -> LearnedModel:
    return train([Example(kept[m.file], m.bad, m.road) for m in mails], "")


def _score(mail: Judged, kept: tuple[str, ...], model: LearnedModel) -> float:
    evidence = [Evidence(code, weight, "") for code, weight in mail.codes]
    case = Case(read_mail(b""), GuardSettings(model=_Fixed(model, kept)), registry())
    return score_of(learned.apply(case, evidence))


@dataclass(frozen=True)
class _Fixed:
    """The model, told the terms that were kept of this mail."""

    model: LearnedModel
    kept: tuple[str, ...]

    def judge(self, mail: object, evidence: Iterable[Evidence]) -> tuple[float, list[str]]:
        return self.model.weigh(self.kept)


def main() -> None:
    """Judge, compare with the labels, print one JSON document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--labels", type=Path, default=Path(__file__).with_name("mailguard_labels.csv"))
    parser.add_argument("--learn", action="store_true")
    arguments = parser.parse_args()
    with arguments.labels.open(encoding="utf-8") as file:
        labels = {row["file"]: row["kind"] for row in csv.DictReader(file)}
    paths = sorted(arguments.folder.rglob("*.eml"))
    print(f"judging {len(paths):,} mails", file=sys.stderr)
    with multiprocessing.Pool() as pool:
        mails = pool.map(judge, paths, chunksize=32)
    result: dict[str, object] = {"out_of_the_box": out_of_the_box(mails, labels)}
    if arguments.learn:
        for name, masked in (("learned", False), ("learned_channel_masked", True)):
            print(name, file=sys.stderr)
            result[name] = with_learning(mails, masked)
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
