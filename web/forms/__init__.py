"""Forms in the design system: fields, their layout and their errors, rendered by the crispy template pack ``govuk``."""
