"""The pages of the desk, by what an officer comes for."""
