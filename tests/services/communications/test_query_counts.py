"""How many queries the acts cost that happen most. Ratchets: a figure goes down, or up with its reason in the commit.

A worker makes one send after the other and a unit one letter after the other, so what each asks of the database decides
how much the service can do in a night (P4, P15), whatever machine it runs on.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Obligation
from communications.outbox import handlers
from communications.rules.vocabulary import Channel, MessageState
from communications.services import claims, drafting, duties
from tests.factories.reference import lay_reference_data, lay_templates
from tests.fakes.channels import ScriptedChannel
from tests.services.communications import writing
from tests.services.communications.sending import a_calendar, fresh, queued, rendered, the_clock

pytestmark = pytest.mark.django_db
#: What the database is asked in order to keep a transaction together.
_BRACKETS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def cost(act: Callable[[], Any]) -> int:
    """Count the queries of an act, without what brackets them: a test's transaction has other brackets."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not query["sql"].startswith(_BRACKETS) for query in captured.captured_queries)


class TestOneSend:
    @pytest.fixture(autouse=True)
    def _transaction_of_the_test(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
        ScriptedChannel.reset()

    def cost_of_sending(self, channel: Channel) -> int:
        [claim] = claims.claim_to_send(channel=channel, limit=1, worker="test")
        return cost(lambda: handlers.send_one(claim=claim, channel=ScriptedChannel(), clock=the_clock))

    def test_of_a_letter_by_email_that_meets_its_obligation_costs_32_queries(self) -> None:
        queued()

        assert self.cost_of_sending(Channel.EMAIL) <= 32
        assert Obligation.objects.get().state == "MET"

    def test_of_a_notice_by_text_costs_18_queries(self) -> None:
        message = queued(channel=Channel.TEXT)

        assert self.cost_of_sending(Channel.TEXT) <= 18
        assert fresh(message).state == MessageState.ACCEPTED

    def test_of_a_finished_letter_to_the_printer_costs_19_queries(self) -> None:
        a_calendar()
        message = rendered()

        assert self.cost_of_sending(Channel.POST) <= 19
        assert fresh(message).state == MessageState.ACCEPTED


class TestOneLetter:
    @pytest.fixture(autouse=True)
    def _reference_data(self) -> None:
        lay_reference_data()
        lay_templates()

    def test_recording_its_decision_costs_54_queries(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A decision for one victim, with the obligation, its clock, the triage, the draft and the trace."""
        costs = []
        record = duties.record_decision

        def counted(**arguments: Any) -> Any:
            result = []
            costs.append(cost(lambda: result.append(record(**arguments))))
            return result[0]

        monkeypatch.setattr(duties, "record_decision", counted)

        writing.decided()

        assert costs[0] <= 54

    def test_composing_it_anew_with_its_check_costs_20_queries(self) -> None:
        """Submitting and approving begin with it: channel, locked parts and findings from one look at the record."""
        letter = drafting.locked(communication_id=writing.decided().draft.pk)

        assert cost(lambda: drafting.bring_up_to_date(communication=letter, at=writing.AT)) <= 20

    def test_locking_it_costs_2_queries_of_which_none_takes_long_to_plan(self) -> None:
        """One statement with two dozen tables was planned for 50 ms each time somebody saved, submitted or approved."""
        draft = writing.decided().draft

        with CaptureQueriesContext(connection) as captured:
            letter = drafting.locked(communication_id=draft.pk)
            assert letter.victim.case.area.name
            assert letter.obligation.decision.code
            assert [getattr(letter, few, None) for few in ("review", "correction", "copy_of", "relative_telling")] == [
                None
            ] * 4

        assert [query["sql"].count(" JOIN ") for query in captured.captured_queries] == [11, 0]
