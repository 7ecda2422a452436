"""Helping relatives and neighbours to the app: the page behind a personal link, counted for the unit alone."""
