"""`loa createadmin`: the first account of an installation, its root unit and its signing key."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext as _

from loa.cli import setup
from loa.config import config

if TYPE_CHECKING:
    from loa.accounts.models import User

app = typer.Typer(add_completion=False)


@app.command()
def createadmin(
    email: Annotated[str, typer.Option(prompt=True, help="E-mail to sign in with.")],
    name: Annotated[str, typer.Option(prompt=True, help="Full name.")],
    password: Annotated[str, typer.Option(help="Password; left out: one is made and printed once.")] = "",
    authenticator: Annotated[
        bool,
        typer.Option(help="Also give out an authenticator app and recovery codes, printed once; replaces old ones."),
    ] = False,
) -> None:
    """Make the first operator account, the root unit when there is none, and the signing key when there is none."""
    setup.django()
    setup.migrate()
    from django.db import transaction

    from loa.accounts.actions import factors, grant
    from loa.accounts.models import RoleAssignment, User
    from loa.trust.actions import ensure_signing_key
    from loa.units.models import Unit

    chosen = password or secrets.token_urlsafe(12)
    ensure_signing_key()
    with transaction.atomic():
        root = Unit.objects.filter(placements__isnull=True).first() or Unit.objects.create(
            code="root", name=config().authority, kind=Unit.Kind.CITY, valid_from=dt.date(2000, 1, 1)
        )
        user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, full_name=name)
        user.set_password(chosen)
        user.save()
        grant(user, RoleAssignment.Role.OPERATOR, root)
        enrolled = factors.enrol_by_command(user) if authenticator else None
    typer.echo(f"{user.email}  {chosen if not password else ''}".rstrip())
    if enrolled is not None:
        _tell(user, *enrolled)


def _tell(user: User, secret: str, codes: list[str]) -> None:
    """What the owner sets up now and keeps on paper."""
    from allauth.mfa.adapter import get_adapter

    typer.echo(get_adapter().build_totp_url(user, secret))
    typer.echo(_("Recovery codes, each opens once:"))
    for code in codes:
        typer.echo(f"  {code}")
