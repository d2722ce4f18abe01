"""The outbox at work: claim, hand over, settle. PostgreSQL remembers; Celery and Redis only wake."""
