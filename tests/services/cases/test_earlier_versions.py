"""The database keeps every earlier version of the facts, and refuses to rewrite them (A2, T5)."""

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from cases.models import Case
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


def earlier_versions():
    return apps.get_model("cases", "CaseHistory").objects.order_by("pgh_id")


class TestEarlierVersions:
    def test_keeps_what_a_row_said_before_each_change(self) -> None:
        case = CaseFactory(court_status="ACTIVE")

        case.court_status = "INACTIVE"
        case.save(update_fields=["court_status"])

        assert list(earlier_versions().values_list("id", "court_status")) == [(case.pk, "ACTIVE")]

    def test_catches_a_bulk_change_as_well(self) -> None:
        CaseFactory(court_status="ACTIVE")
        CaseFactory(court_status="ACTIVE")

        Case.objects.update(court_status="INACTIVE")

        assert list(earlier_versions().values_list("court_status", flat=True)) == ["ACTIVE", "ACTIVE"]

    def test_writes_nothing_for_a_change_that_changes_nothing(self) -> None:
        case = CaseFactory(court_status="ACTIVE")

        case.save()

        assert not earlier_versions().exists()

    def test_refuses_to_rewrite_an_earlier_version(self) -> None:
        case = CaseFactory(court_status="ACTIVE")
        Case.objects.filter(pk=case.pk).update(court_status="INACTIVE")

        with pytest.raises(DatabaseError), transaction.atomic():
            earlier_versions().update(court_status="NEVER")
