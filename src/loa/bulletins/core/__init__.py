"""The pure core of the desk: drafts, manifests, the state machine."""
