"""Illustrated guides as portal pages: how to get and use each channel, and what each duty does day by day.

They are plain files like every portal page, so they can be read while all else is down. Their pictures are taken
from the running product by `scripts/guide_pictures.py`; a browser test takes them again and compares.
"""

from __future__ import annotations

from loa.channels.portal.guides.duty import DESK, FOCAL_POINT, STAFF
from loa.channels.portal.guides.everybody import APP, MAIL, PORTAL, ZALO

EVERYBODY = (PORTAL, APP, MAIL, ZALO)
ON_DUTY = (STAFF, FOCAL_POINT, DESK)
GUIDES = EVERYBODY + ON_DUTY
