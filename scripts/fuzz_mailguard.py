"""Coverage-guided fuzzing of the mail guard (`make fuzz`): any bytes get a verdict, soon, and no exception leaves.

    python scripts/fuzz_mailguard.py FOLDER [-max_total_time=1800 …]

FOLDER keeps the corpus: inputs that reached new code. It starts from the made mails of the tests; nothing personal is
read. Needs `atheris`, which is no dependency of the project: `pip install atheris` (Linux, CPython 3.11 or later).
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found]

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("src", ".")]

with atheris.instrument_imports(include=["loa.mailguard"]):
    from loa.mailguard.core import GuardSettings, check

from tests.mailguard.blind import honest, pairs  # noqa: E402 - the tests are no package that is installed
from tests.mailguard.mails import PAIRS  # noqa: E402
from tests.mailguard.pairs import DEVELOP, MEASURE  # noqa: E402

MAX_BYTES = 20_000
GATEWAY = "mx.halong.gov.vn"
SETTINGS = (GuardSettings(), GuardSettings(authserv=GATEWAY, own_domains=("halong.gov.vn",)))


def one(data: bytes) -> None:
    """One input under both settings; an exception or an impossible verdict stops the fuzzer."""
    for settings in SETTINGS:
        verdict = check(data, settings=settings)
        if not 0 <= verdict.score <= 100:
            raise AssertionError(verdict.score)
        verdict.to_dict()


def main() -> None:
    """Fill the corpus with made mails, then fuzz until told to stop."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for pair in (*PAIRS, *DEVELOP, *MEASURE):
        for kind, mail in (("honest", pair.honest), ("spoof", pair.spoof)):
            (folder / f"seed-{pair.name}-{kind}").write_bytes(mail.build())
    blind = [*honest("C"), *(raw for name in "ABDEF" for pair in pairs(name) for raw in pair)]
    for number, raw in enumerate(raw for raw in blind if len(raw) <= MAX_BYTES):
        (folder / f"seed-blind-{number}").write_bytes(raw)
    bounds = [f"-max_len={MAX_BYTES}", "-timeout=10", "-rss_limit_mb=1024"]
    atheris.Setup([sys.argv[0], *bounds, *sys.argv[2:], str(folder)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
