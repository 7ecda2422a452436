"""`loa token`: the tokens with which other systems come in over the API."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loa.cli import setup
from loa.errors import NotFoundError

if TYPE_CHECKING:
    from loa.accounts.models import User
    from loa.integrations.models import Token

app = typer.Typer(add_completion=False, no_args_is_help=True)
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


class NoSuchOwnerError(NotFoundError):
    """There is no account with that e-mail."""

    code = "no_such_owner"
    message = "There is no account with the e-mail %(email)s."


class NoSuchTokenError(NotFoundError):
    """There is no token of that number."""

    code = "no_such_token"
    message = "There is no token number %(number)s. `loa token list` shows them."


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What the token is for: the other system and its task.")],
    owner: Annotated[str, typer.Option(help="E-mail of the account in whose name it acts.")],
    unit: Annotated[str, typer.Option(help="Code of the unit; the token reaches this unit and all below it.")],
    scope: Annotated[
        list[str], typer.Option(help="coverage:read, bulletins:write, receipts:write, staff:write; may be repeated.")
    ],
    days: Annotated[int, typer.Option(help="How long it lives.", min=1, max=366)] = 90,
    as_json: AS_JSON = False,
) -> None:
    """Make a token and print it; it is shown this once and never again."""
    setup.django()
    from django.utils import timezone

    from loa.integrations.actions import tokens
    from loa.units.queries import unit_by_code

    found = unit_by_code(unit, timezone.localdate())
    token, secret = tokens.make(_owner(owner), found, scope, name=name, days=days, by=None)
    typer.echo(json.dumps({**_row(token), "token": secret}, ensure_ascii=False) if as_json else secret)


def _owner(email: str) -> User:
    from loa.accounts.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NoSuchOwnerError(email=email)
    return user


def _row(token: Token) -> dict[str, Any]:
    return {
        "number": token.pk,
        "name": token.name,
        "hint": token.hint,
        "owner": token.owner.email,
        "unit": token.unit.code,
        "scopes": token.scopes,
        "expires_at": token.expires_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
    }


@app.command("list")
def listed(as_json: AS_JSON = False) -> None:
    """Every token that is in force, the newest first; never the secrets."""
    setup.django()
    from django.utils import timezone

    from loa.integrations.models import Token

    in_force = Token.objects.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
    rows = [_row(token) for token in in_force.select_related("owner", "unit")]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        line = (row["number"], row["hint"] + "…", row["unit"], ",".join(row["scopes"]), row["owner"], row["name"])
        typer.echo("  ".join(map(str, (*line, _day(row["expires_at"])))))


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%d/%m/%Y")


@app.command()
def revoke(number: Annotated[int, typer.Argument(help="Number of the token (`loa token list`).")]) -> None:
    """End a token at once; doing it twice changes nothing."""
    setup.django()
    from loa.integrations.actions import tokens
    from loa.integrations.models import Token

    token = Token.objects.select_related("owner", "unit").filter(pk=number).first()
    if token is None:
        raise NoSuchTokenError(number=number)
    tokens.revoke(token, by=None)
