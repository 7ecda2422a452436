"""Where providers tell us what happened: each view checks the signature and hands neutral facts to the rooms."""
