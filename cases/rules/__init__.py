"""Pure rules about cases: no Django, no database, no clock."""
