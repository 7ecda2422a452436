"""The staff home: today's must-reads in under a minute."""
