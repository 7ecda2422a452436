"""Personal links: acknowledge, unsubscribe, and the beacons of app and mail. No account, no script."""
