"""The facts: cases, victims, charges, decisions and what each decision obliges us to do."""
