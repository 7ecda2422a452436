"""Pages of signing in, of one's own account, of invitations, and of managing people."""
