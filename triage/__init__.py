"""How soon and how carefully a person is contacted: tiers proposed by dated rules, with every reason."""
