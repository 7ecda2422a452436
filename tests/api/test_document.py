"""The OpenAPI document: what it promises is what comes, whatever is sent (schemathesis)."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from loa.api import openapi
from loa.api.urls import api
from loa.integrations.actions import rates
from tests.api.conftest import Caller, TokenMaker, publish
from tests.web.world import Town

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8  # of an operation, with what fits the schema; and as many with what does not


def schema() -> Any:
    found = schemathesis.openapi.from_dict(openapi.document(api))
    found.app = get_wsgi_application()
    return found


OPERATIONS = {f"{each.ok().method.upper()} {each.ok().path}": each.ok() for each in schema().get_all_operations()}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OPERATIONS))
@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
def test_no_answer_surprises(
    name: str, mode: Any, town: Town, with_token: TokenMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "QUOTA", 10**9)
    operation, made = OPERATIONS[name], publish(town)
    caller = with_token()

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.booleans(), st.booleans())
    def ask(case: Any, real: bool, known: bool) -> None:
        if real and "code" in (case.path_parameters or {}):
            case.path_parameters["code"] = made.code
        headers = caller.headers if known else {"accept-language": "vi"}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)

    ask()


def test_the_document_speaks_both_languages(db: None) -> None:
    titles = {}
    for language in ("vi", "en"):
        answer = Caller(language=language).get("/openapi.json")
        titles[language] = answer.json()["info"]["title"]
    assert titles == {"vi": "Loa: bản tin phòng chống dịch chính thức", "en": "Loa: official outbreak bulletins"}


def test_everything_that_people_read_is_there_and_translated(db: None) -> None:
    document = Caller(language="vi").get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    tags = {tag["name"] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], f"{method} {path}"
            assert operation["summary"], f"{method} {path}"
            assert set(operation["tags"]) <= tags
            for status, response in operation["responses"].items():
                media = "application/problem+json" if int(status) >= 400 else "application/json"
                assert list(response["content"]) == [media]
    text = json.dumps(document, ensure_ascii=False)
    assert "Number of the page" not in text
    names = set(document["components"]["schemas"])
    assert {"ReleaseKind", "DraftKind", "ReceiptKind", "Problem", "RowProblem"} <= names
