"""Rows that are read inside another row are the same as rows that are read on their own."""

from typing import Any

import pytest
from django.db.models import OuterRef

from accounts.nested import Nested
from cases.models import Case, ContactPoint, SafeContactProfile, Victim, WorkItem
from communications.models import RenderedDocument
from tests.factories import accounts, cases, communications

pytestmark = pytest.mark.django_db

FACTORIES: list[Any] = [
    accounts.StaffUserFactory,
    accounts.UnitMembershipFactory,
    cases.ChargeFactory,
    cases.ConnectionFactory,
    cases.ContactPointFactory,
    cases.DecisionProposalFactory,
    cases.HandoverFactory,
    cases.HearingFactory,
    cases.ObligationFactory,
    cases.PersonFactory,
    cases.SafeContactProfileFactory,
    cases.VictimFactory,
    cases.WorkItemFactory,
    communications.CommunicationFactory,
    communications.PromiseFactory,
    communications.VictimMessageFactory,
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_every_column_has_the_same_value_of_the_same_type(factory: Any) -> None:
    made = factory()
    model = type(made)
    alone = model.objects.get(pk=made.pk)

    outer = model.objects.annotate(read=Nested(model.objects.filter(pk=OuterRef("pk")))).get(pk=made.pk)

    [nested] = outer.read
    for field in model._meta.concrete_fields:
        expected, value = getattr(alone, field.attname), getattr(nested, field.attname)
        assert (type(value), value) == (type(expected), expected), field.name


def nested(rows: Any, *, beside: Any) -> list[Any]:
    return list(type(beside).objects.annotate(read=Nested(rows)).get(pk=beside.pk).read)


class TestNested:
    def test_keeps_order_and_limit_of_the_queryset(self) -> None:
        victim = cases.VictimFactory()
        for value in ("b@example.org", "c@example.org", "a@example.org"):
            cases.ContactPointFactory(person=victim.person, value=value)
        points = ContactPoint.objects.filter(person=OuterRef("person")).order_by("-value")

        assert [point.value for point in nested(points[:2], beside=victim)] == ["c@example.org", "b@example.org"]

    def test_is_empty_where_nothing_belongs_to_the_row(self) -> None:
        profiles = SafeContactProfile.objects.filter(person=OuterRef("person"))

        assert nested(profiles, beside=cases.VictimFactory()) == []
        assert nested(profiles.filter(pk__in=[]), beside=cases.VictimFactory()) == []

    def test_brings_what_is_joined_without_another_query(self, django_assert_num_queries: Any) -> None:
        item = cases.WorkItemFactory(victim=cases.VictimFactory(), officer=accounts.StaffUserFactory())
        items = WorkItem.objects.filter(case=OuterRef("pk")).select_related("victim__person", "officer", "case__unit")
        [read] = nested(items, beside=item.case)

        with django_assert_num_queries(0):
            assert read.victim.person.full_name == item.victim.person.full_name
            assert read.officer.full_name == item.officer.full_name
            assert read.case.unit == item.case.unit

    def test_a_reference_that_leads_nowhere_is_none(self, django_assert_num_queries: Any) -> None:
        item = cases.WorkItemFactory(victim=None, officer=None)
        [read] = nested(
            WorkItem.objects.filter(case=OuterRef("pk")).select_related("victim__person", "officer"), beside=item.case
        )

        with django_assert_num_queries(0):
            assert (read.victim, read.officer) == (None, None)

    def test_leaves_out_what_the_queryset_leaves_out(self) -> None:
        victim = cases.VictimFactory()
        rows = (
            Victim.objects.filter(case=OuterRef("pk")).select_related("person").only("reference", "person__full_name")
        )

        [read] = nested(rows, beside=victim.case)

        assert read.get_deferred_fields() >= {"risk_level", "witness_codes"}
        assert read.person.get_deferred_fields() >= {"born_on", "language"}
        assert (read.reference, read.person.full_name) == (victim.reference, victim.person.full_name)

    def test_refuses_what_json_cannot_hold(self) -> None:
        with pytest.raises(TypeError, match="content"):
            Nested(RenderedDocument.objects.filter(communication__case=OuterRef("pk")))

        assert list(Case.objects.annotate(read=Nested(RenderedDocument.objects.defer("content")))) == []
