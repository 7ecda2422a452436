"""What the installed app calls: subscriptions, installations, and what was done without a network."""
