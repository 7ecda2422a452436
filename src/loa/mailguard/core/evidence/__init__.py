"""Families of evidence: each module looks at one thing and yields `Evidence`; none of them decides."""
