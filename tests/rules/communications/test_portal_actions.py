"""What a person can do, apart from what is for them to know, and the one banner (ACT-1, ACT-2; V4)."""

import datetime as dt
import uuid

import pytest

from communications.rules.portal_actions import (
    BANNER_WITHIN,
    CONFIRM_AFTER,
    Action,
    ActionFacts,
    ActionKind,
    MeetingFacts,
    MeetingStanding,
    ReviewFacts,
    UnreadLetter,
    actions,
    banner,
)

TODAY = dt.date(2026, 3, 11)
DAY = dt.timedelta(days=1)


def kinds(facts: ActionFacts) -> list[ActionKind]:
    return [action.kind for action in actions(facts=facts, today=TODAY)]


def letter(days_ago: int, *, is_hard_news: bool = False) -> UnreadLetter:
    return UnreadLetter(id=uuid.uuid4(), sent_on=TODAY - days_ago * DAY, is_hard_news=is_hard_news)


class TestActions:
    def test_act_1_nothing_is_asked_of_somebody_of_whom_nothing_is_open(self):
        assert kinds(ActionFacts()) == []

    def test_act_1_each_unread_letter_has_its_line_newest_first(self):
        old, new = letter(9), letter(2)

        found = actions(facts=ActionFacts(unread=(old, new)), today=TODAY)

        assert [(action.letter_id, action.on) for action in found] == [(new.id, new.sent_on), (old.id, old.sent_on)]

    def test_act_1_hard_news_is_named_apart(self):
        assert kinds(ActionFacts(unread=(letter(1), letter(3, is_hard_news=True)))) == [
            ActionKind.READ_HARD_LETTER,
            ActionKind.READ_LETTER,
        ]

    @pytest.mark.parametrize(("ask_by", "is_there"), [(TODAY, True), (TODAY - DAY, False), (TODAY + DAY, True)])
    def test_act_1_a_review_can_be_asked_for_up_to_its_last_day(self, ask_by, is_there):
        found = kinds(ActionFacts(reviews=(ReviewFacts(ask_by=ask_by, asked_on=None),)))

        assert (ActionKind.ASK_FOR_REVIEW in found) is is_there

    def test_act_1_once_asked_it_is_only_for_their_information(self):
        facts = ActionFacts(reviews=(ReviewFacts(ask_by=TODAY + DAY, asked_on=TODAY - DAY),))
        (action,) = actions(facts=facts, today=TODAY)

        assert (action.kind, action.is_to_do, action.on) == (ActionKind.REVIEW_ASKED, False, TODAY - DAY)

    @pytest.mark.parametrize(
        ("standing", "on", "kind"),
        [
            (MeetingStanding.OFFERED, TODAY - 40 * DAY, ActionKind.ANSWER_MEETING),
            (MeetingStanding.AGREED, TODAY - DAY, ActionKind.MEETING_AGREED),
            (MeetingStanding.ARRANGED, TODAY, ActionKind.MEETING_ARRANGED),
        ],
    )
    def test_act_1_a_meeting_is_answered_and_then_known(self, standing, on, kind):
        (action,) = actions(facts=ActionFacts(meetings=(MeetingFacts(standing=standing, on=on),)), today=TODAY)

        assert (action.kind, action.on) == (kind, on)
        assert action.is_to_do is (kind is ActionKind.ANSWER_MEETING)

    def test_act_1_a_meeting_whose_day_is_over_is_no_news(self):
        facts = ActionFacts(meetings=(MeetingFacts(standing=MeetingStanding.ARRANGED, on=TODAY - DAY),))

        assert kinds(facts) == []

    @pytest.mark.parametrize(
        ("confirmed_on", "is_there"),
        [(None, True), (TODAY - CONFIRM_AFTER, False), (TODAY - CONFIRM_AFTER - DAY, True), (TODAY, False)],
    )
    def test_act_1_safe_details_are_asked_about_again_after_ninety_days(self, confirmed_on, is_there):
        facts = ActionFacts(confirmed_on=confirmed_on, has_contact_details=True)

        assert (ActionKind.CONFIRM_CONTACT in kinds(facts)) is is_there

    def test_act_1_nobody_is_asked_to_confirm_what_we_do_not_keep(self):
        assert kinds(ActionFacts(confirmed_on=None, has_contact_details=False)) == []

    def test_act_1_what_can_be_done_comes_first_the_nearest_last_day_on_top(self):
        facts = ActionFacts(
            unread=(letter(1),),
            reviews=(
                ReviewFacts(ask_by=TODAY + 9 * DAY, asked_on=None),
                ReviewFacts(ask_by=TODAY + 2 * DAY, asked_on=None),
            ),
            contact_away_until=TODAY + DAY,
            contact_changed_on=TODAY - DAY,
        )

        found = actions(facts=facts, today=TODAY)

        assert [(action.kind, action.until) for action in found] == [
            (ActionKind.ASK_FOR_REVIEW, TODAY + 2 * DAY),
            (ActionKind.ASK_FOR_REVIEW, TODAY + 9 * DAY),
            (ActionKind.READ_LETTER, None),
            (ActionKind.CONTACT_AWAY, None),
            (ActionKind.CONTACT_CHANGED, None),
        ]


class TestBanner:
    def test_act_2_is_the_nearest_last_day_and_only_one(self):
        near = Action(kind=ActionKind.ASK_FOR_REVIEW, until=TODAY + DAY)
        found = (near, Action(kind=ActionKind.ASK_FOR_REVIEW, until=TODAY + 2 * DAY))

        assert banner(found=found, today=TODAY) is near

    @pytest.mark.parametrize(
        ("until", "is_said"), [(TODAY + BANNER_WITHIN, True), (TODAY + BANNER_WITHIN + DAY, False)]
    )
    def test_act_2_says_only_what_is_near(self, until, is_said):
        found = (Action(kind=ActionKind.ASK_FOR_REVIEW, until=until),)

        assert (banner(found=found, today=TODAY) is not None) is is_said

    def test_act_2_without_a_last_day_there_is_none(self):
        found = (Action(kind=ActionKind.READ_LETTER), Action(kind=ActionKind.CONTACT_AWAY, until=TODAY))

        assert banner(found=found, today=TODAY) is None
