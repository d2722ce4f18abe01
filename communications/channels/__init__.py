"""The only code that talks to a delivery provider. Only `communications.outbox.handlers` may import it."""
