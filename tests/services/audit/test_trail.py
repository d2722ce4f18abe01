"""The trail: A2 (who did and who looked, append-only), ASVS 16.1 to 16.4."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import actors, policies
from accounts.actors import NOBODY, Actor, ActorKind, Grant
from accounts.models import UnitKind
from accounts.roles import Role, SystemProcess
from audit import selectors, services
from audit.context import current_request_id, request_id_bound
from audit.models import AuditEvent
from audit.vocabulary import Verb
from tests.factories.accounts import UnitFactory

AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
DELIVERY = actors.system(SystemProcess.DELIVERY)
PAGE = ("page", "work-list")


@pytest.mark.django_db
class TestRecord:
    def test_keeps_who_what_whom_when_and_under_which_request(self):
        case_id, victim_id = uuid.uuid4(), uuid.uuid4()
        unit = UnitFactory()

        with request_id_bound() as request_id:
            services.record(actor=DELIVERY, verb=Verb.SENT, subject=unit, case_id=case_id, victim_id=victim_id, at=AT)

        event = AuditEvent.objects.get()
        assert (event.actor, event.acted_as, event.verb) == ("system:delivery", "SYSTEM", "SENT")
        assert (event.subject_kind, event.subject_id) == ("accounts.unit", str(unit.pk))
        assert (event.case_id, event.victim_id, event.at) == (case_id, victim_id, AT)
        assert event.request_id == request_id

    def test_refuses_an_entry_without_a_name(self):
        with pytest.raises(services.NamelessEntry):
            services.record(actor=NOBODY, verb=Verb.VIEWED, subject=PAGE, at=AT)

        assert not AuditEvent.objects.exists()

    def test_keeps_the_refusal_of_a_stranger(self):
        services.record(actor=NOBODY, verb=Verb.REFUSED, subject=PAGE, at=AT)

        assert AuditEvent.objects.get().actor == "nobody:anonymous"

    def test_refuses_a_naive_time(self):
        with pytest.raises(ValueError, match="aware"):
            services.record(actor=DELIVERY, verb=Verb.SENT, subject=PAGE, at=AT.replace(tzinfo=None))

    def test_refuses_a_subject_that_was_never_saved(self):
        unsaved = AuditEvent()

        with pytest.raises(ValueError, match="not saved"):
            services.record(actor=DELIVERY, verb=Verb.SENT, subject=unsaved, at=AT)

    @pytest.mark.parametrize(
        "words", ["Ms Okafor", "someone@example.org", "07700900123", "+447700900123", "12 Rose Lane", "x" * 81]
    )
    def test_refuses_a_detail_that_says_something_about_a_person(self, words):
        with pytest.raises(services.NotAnId) as refused:
            services.record(actor=DELIVERY, verb=Verb.SENT, subject=PAGE, at=AT, detail={"what": words})

        assert words not in str(refused.value)

    def test_keeps_ids_codes_counts_and_dates_as_detail(self):
        key = uuid.uuid4()

        services.record(
            actor=DELIVERY,
            verb=Verb.SENT,
            subject=PAGE,
            at=AT,
            detail={"id": key, "rule": "R-WD-01", "count": 3, "late": True, "on": AT.date(), "none": None},
        )

        assert AuditEvent.objects.get().detail == {
            "id": str(key),
            "rule": "R-WD-01",
            "count": 3,
            "late": True,
            "on": "2026-11-20",
            "none": None,
        }

    def test_keeps_what_one_act_did_to_many_rows_as_one_entry_for_each(self, django_assert_num_queries):
        units = [UnitFactory(kind=kind) for kind in (UnitKind.VLU, UnitKind.RASSO, UnitKind.CROWN_COURT)]

        with django_assert_num_queries(1), request_id_bound() as request_id:
            services.record_each(
                actor=DELIVERY, verb=Verb.PUBLISHED, subjects={unit: {"kind": unit.kind} for unit in units}, at=AT
            )

        events = AuditEvent.objects.order_by("id")
        assert [event.subject_id for event in events] == [str(unit.pk) for unit in units]
        assert {(event.actor, event.acted_as, event.verb, event.at) for event in events} == {
            ("system:delivery", "SYSTEM", "PUBLISHED", AT)
        }
        assert {event.request_id for event in events} == {request_id}
        assert [event.detail for event in events] == [{"kind": unit.kind} for unit in units]

    def test_refuses_for_many_rows_what_it_refuses_for_one(self):
        unit = UnitFactory()

        with pytest.raises(services.NamelessEntry):
            services.record_each(actor=NOBODY, verb=Verb.CREATED, subjects={unit: None}, at=AT)
        with pytest.raises(ValueError, match="aware"):
            services.record_each(actor=DELIVERY, verb=Verb.CREATED, subjects={unit: None}, at=AT.replace(tzinfo=None))
        with pytest.raises(services.NotAnId):
            services.record_each(actor=DELIVERY, verb=Verb.CREATED, subjects={unit: {"who": "Ms Okafor"}}, at=AT)

    def test_falls_with_the_act_it_records(self):
        with transaction.atomic():
            services.record(actor=DELIVERY, verb=Verb.SENT, subject=PAGE, at=AT)
            transaction.set_rollback(True)

        assert not AuditEvent.objects.exists()


@pytest.mark.django_db
class TestAppendOnly:
    @pytest.fixture
    def event(self):
        return services.record(actor=DELIVERY, verb=Verb.SENT, subject=PAGE, at=AT)

    def test_refuses_to_be_rewritten(self, event):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            AuditEvent.objects.filter(pk=event.pk).update(actor="system:somebody-else")

    def test_refuses_to_be_deleted(self, event):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            AuditEvent.objects.filter(pk=event.pk).delete()

    def test_refuses_an_empty_name_in_the_database_too(self):
        with pytest.raises(DatabaseError, match="audit_auditevent_never_nameless"), transaction.atomic():
            AuditEvent.objects.create(at=AT, actor="", acted_as="SYSTEM", verb="SENT", subject_kind="x", subject_id="1")


class TestRequestId:
    def test_is_empty_outside_any_request(self):
        assert current_request_id() == ""

    def test_lasts_for_the_block_and_no_longer(self):
        with request_id_bound(request_id="abcdef12") as outer:
            with request_id_bound() as inner:
                assert current_request_id() == inner != outer
            assert current_request_id() == outer
        assert current_request_id() == ""

    @pytest.mark.parametrize("forged", ["", "short", "line\nbreak-in-the-log", "x" * 65, '"}, {"level": "ok'])
    def test_replaces_an_id_that_could_write_into_our_logs(self, forged):
        with request_id_bound(request_id=forged) as chosen:
            assert chosen != forged
            assert len(chosen) == 32

    def test_is_not_seen_by_another_thread(self):
        seen = []
        with request_id_bound():
            thread = threading.Thread(target=lambda: seen.append(current_request_id()))
            thread.start()
            thread.join()

        assert seen == [""]


@pytest.mark.django_db
class TestTrailForCase:
    def viewer(self, role, unit):
        grant = Grant(role=role, area_code=unit.area_id, unit_id=unit.pk)
        return Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))

    def test_lists_the_looks_and_the_acts_of_one_case_newest_first(self):
        unit, case_id = UnitFactory(), uuid.uuid4()
        for minutes, verb in enumerate([Verb.VIEWED, Verb.SENT]):
            services.record(
                actor=DELIVERY, verb=verb, subject=PAGE, case_id=case_id, at=AT + dt.timedelta(minutes=minutes)
            )
        services.record(actor=DELIVERY, verb=Verb.SENT, subject=PAGE, case_id=uuid.uuid4(), at=AT)

        lines = selectors.trail_for_case(
            viewer=self.viewer(Role.VLU_MANAGER, unit), case_id=case_id, area=unit.area_id, unit=unit, restricted=False
        )

        assert [line.did for line in lines] == ["Sent", "Looked at"]

    def test_is_closed_to_those_who_only_work_on_the_case(self):
        unit = UnitFactory()

        with pytest.raises(policies.NotPermitted):
            selectors.trail_for_case(
                viewer=self.viewer(Role.VLU_OFFICER, unit),
                case_id=uuid.uuid4(),
                area=unit.area_id,
                unit=unit,
                restricted=False,
            )


@pytest.mark.django_db
class TestEntries:
    """The traces of a statement that changes many rows at once."""

    ROWS = (
        "with changed as (select * from unnest(%(ids)s::uuid[], %(cases)s::uuid[], %(victims)s::uuid[]) "
        "as t(id, case_id, victim_id)), traces as ({entries}) select count(*) from changed"
    )

    def test_are_written_by_the_statement_one_for_each_row(self):
        ids, cases, victims = ([uuid.uuid4() for _ in range(3)] for _ in range(3))
        part = services.entries(verb=Verb.MISSED, kind="communications.promise", rows="changed")

        with request_id_bound() as request_id, connection.cursor() as cursor:
            cursor.execute(
                self.ROWS.format(entries=part),
                {
                    "ids": ids,
                    "cases": cases,
                    "victims": victims,
                    **services.entries_by(actor=DELIVERY, at=AT),
                },
            )

        events = AuditEvent.objects.order_by("id")
        assert {(event.subject_id, event.case_id, event.victim_id) for event in events} == {
            (str(id_), case, victim) for id_, case, victim in zip(ids, cases, victims, strict=True)
        }
        assert {(event.actor, event.acted_as, event.verb, event.subject_kind, event.at) for event in events} == {
            ("system:delivery", "SYSTEM", "MISSED", "communications.promise", AT)
        }
        assert {(event.detail == {}, event.reason, event.request_id) for event in events} == {(True, "", request_id)}

    @pytest.mark.parametrize("changes", [{"kind": "x'; drop table y; --"}, {"rows": "(select 1)"}, {"rows": ""}])
    def test_are_refused_for_anything_but_plain_names(self, changes):
        names = {"kind": "communications.promise", "rows": "changed", **changes}

        with pytest.raises(ValueError, match="plain names"):
            services.entries(verb=Verb.MISSED, **names)

    def test_are_never_nameless_and_never_without_a_time_zone(self):
        with pytest.raises(services.NamelessEntry):
            services.entries_by(actor=NOBODY, at=AT)
        with pytest.raises(ValueError, match="aware"):
            services.entries_by(actor=DELIVERY, at=AT.replace(tzinfo=None))
