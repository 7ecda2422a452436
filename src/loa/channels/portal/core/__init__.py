"""Pure parts of the portal: no Django, no network, no clock."""
