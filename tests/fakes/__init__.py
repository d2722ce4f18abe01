"""Stand-ins for the outside world, each a real process or socket rather than a mock."""
