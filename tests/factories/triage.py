"""Triage rows."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from tests.factories.cases import VictimFactory
from triage import models

LONG_AGO = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)


class RuleSetVersionFactory(DjangoModelFactory[models.RuleSetVersion]):
    class Meta:
        model = models.RuleSetVersion

    version = factory.Sequence(lambda n: f"test-{n}")
    content = factory.Dict({})
    starts_on = dt.date(2026, 1, 1)
    published_at = LONG_AGO
    published_by = "system:test"


class TriageAssessmentFactory(DjangoModelFactory[models.TriageAssessment]):
    class Meta:
        model = models.TriageAssessment

    victim = factory.SubFactory(VictimFactory)
    ruleset = factory.SubFactory(RuleSetVersionFactory)
    tier = "UNIVERSAL"
    reasons = factory.List([])
    assessed_at = LONG_AGO
    assessed_by = "system:test"
