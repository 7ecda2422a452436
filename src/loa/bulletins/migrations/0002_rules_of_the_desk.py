"""The database's own watch over DESIGN §5.1–5.3."""

from django.db import migrations

from loa.kernel.guards import Guard, append_only, install

SELF_APPROVAL = Guard(
    "bulletins_no_self_approval",
    "bulletins_decision",
    "INSERT",
    "an author may not approve",
    "NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM bulletins_revision r JOIN bulletins_revision mine "
    "ON mine.bulletin_id = r.bulletin_id WHERE r.id = NEW.revision_id AND mine.author_id = NEW.by_id)",
)
APPROVED_TEXT = Guard(
    "bulletins_approval_binds_text",
    "bulletins_decision",
    "INSERT",
    "a decision must name the hash of its revision",
    "NOT EXISTS (SELECT 1 FROM bulletins_revision r WHERE r.id = NEW.revision_id AND r.content_hash = NEW.content_hash)",
)
UNAPPROVED_RELEASE = Guard(
    "bulletins_release_needs_approval",
    "bulletins_release",
    "INSERT",
    "a release needs an approval of its newest revision",
    "NOT EXISTS (SELECT 1 FROM bulletins_decision d JOIN bulletins_revision r ON r.id = d.revision_id "
    "WHERE r.bulletin_id = NEW.bulletin_id AND d.verdict = 'approve' AND r.number = "
    "(SELECT MAX(number) FROM bulletins_revision WHERE bulletin_id = NEW.bulletin_id))",
)


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial")]
    operations = [
        install(
            SELF_APPROVAL,
            APPROVED_TEXT,
            UNAPPROVED_RELEASE,
            *append_only("bulletins_revision", "revisions are append-only"),
            *append_only("bulletins_decision", "decisions are append-only"),
            *append_only("bulletins_release", "a release never changes and never disappears"),
        )
    ]
