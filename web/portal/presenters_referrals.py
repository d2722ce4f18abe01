"""Being put in touch with a support service as the portal shows it: what is agreed, and how it stands (S5)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ContactPoint
from cases.rules.vocabulary import ContactPointKind
from communications.documents.support import service_of, services_that_take_names
from communications.models import Referral
from communications.rules.referrals import OPEN, ReferralReason, ReferralState, consent_holds
from communications.services.portal_referrals import OpenAsking, OpenReferrals
from web.components import Row, Tag
from web.formatting import date_words, page_language
from web.portal.forms_referrals import SOMEBODY_ELSE, TOLD_KINDS, ReferralForm
from web.portal.presenters_meetings import by_telephone
from web.portal.presenters_safe import avoid_words, safe_words

#: So many figures of a number tell a person which one it is, and nobody else the number.
_SHOWN_FIGURES = 3
_PLACES: dict[ContactPointKind, Promise] = {
    ContactPointKind.MOBILE: gettext_lazy("Ring my mobile that ends in %(end)s"),
    ContactPointKind.HOME_PHONE: gettext_lazy("Ring my home phone that ends in %(end)s"),
    ContactPointKind.EMAIL: gettext_lazy("Write to my email that begins with %(end)s"),
}
_STATES: dict[ReferralState, tuple[Promise, str]] = {
    ReferralState.ASKED: (gettext_lazy("You asked us"), "blue"),
    ReferralState.PASSED_ON: (gettext_lazy("Passed on"), "blue"),
    ReferralState.WAITING_LIST: (gettext_lazy("On their waiting list"), "yellow"),
    ReferralState.TAKEN_UP: (gettext_lazy("In touch"), "green"),
    ReferralState.DECLINED_BY_SERVICE: (gettext_lazy("They cannot help now"), "grey"),
    ReferralState.NOT_REACHED: (gettext_lazy("They could not reach you"), "yellow"),
    ReferralState.DECLINED_BY_PERSON: (gettext_lazy("Not wanted now"), "grey"),
    ReferralState.WITHDRAWN: (gettext_lazy("Stopped"), "grey"),
}
_STOPPED: dict[ReferralReason, Promise] = {
    ReferralReason.CONSENT_ENDED: gettext_lazy(
        "The time for which you agreed was over, so we did not pass your name on. You can ask again."
    ),
    ReferralReason.NO_SAFE_WAY: gettext_lazy(
        "We found no safe way for them to get in touch, so we stopped. Your contact talks with you about another way."
    ),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """What stands beside the questions."""

    may_ask: bool
    has_way: bool
    safe_times: tuple[str, ...]
    avoid_times: tuple[str, ...]
    #: Whether we leave messages ourselves on any of their numbers; a service never may where we may not.
    may_leave_message: bool
    until: str
    passed_on_by: str
    reader: str
    phone: str
    opening_hours: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownReferral:
    """One service somebody asked for, and how it stands."""

    name: str
    phone: str
    hours: str
    tag: Tag
    lines: tuple[str, ...]
    #: Empty where nothing can be stopped any more.
    stop_href: str
    hide_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReferralsPage:
    """Every one that shows online."""

    referrals: tuple[ShownReferral, ...]
    reader: str
    phone: str
    opening_hours: str


def ask_page(opened: OpenAsking) -> AskPage:
    """Say what the questions rest on."""
    return AskPage(
        may_ask=opened.may_ask,
        has_way=bool(opened.ways.usable),
        safe_times=safe_words(opened.ways.safe_windows),
        avoid_times=avoid_words(opened.ways.times_to_avoid) if opened.ways.times_to_avoid else (),
        may_leave_message=any(way.may_leave_message for way in opened.ways.usable),
        until=date_words(opened.until),
        passed_on_by=date_words(opened.passed_on_by) if opened.passed_on_by is not None else "",
        **by_telephone(opened.contact),
    )


def service_choices(opened: OpenAsking) -> list[tuple[str, str]]:
    """Offer the services that take a name, for this person."""
    listed = services_that_take_names(facts=opened.facts, language=page_language())
    return [(each.code, f"{each.name}: {each.offers}") for each in listed]


def way_choices(opened: OpenAsking) -> list[tuple[str, str]]:
    """Offer the numbers and emails that may be passed on, without showing any."""
    return [(str(way.point.pk), _place(way.point)) for way in opened.ways.usable]


def check_rows(form: ReferralForm, *, opened: OpenAsking) -> tuple[Row, ...]:
    """List what the service is told and how it gets in touch, before anything is sent."""
    answers, consent = form.cleaned_data, form.consent
    page = ask_page(opened)
    told = [_("The name that you go by")]
    told += [_("Which language you speak, and what you need to talk")] if consent.tells_needs else []
    if consent.help_kind is not None:
        told.append(_("What kind of help you look for: %(kind)s") % {"kind": TOLD_KINDS[consent.help_kind]})
    way = dict(way_choices(opened))[answers["way"]]
    message = _("They may leave a message") if consent.may_leave_message else _("They leave no message")
    service = service_of(code=consent.service, language=page_language())
    return (
        Row(key=_("The service"), value=service.name if service is not None else ""),
        Row(key=_("What we tell them"), value=tuple(told)),
        Row(key=_("What we never tell them"), value=_("What happened, your address, and anything about your case")),
        Row(key=_("How they get in touch"), value=(way, message)),
        Row(key=_("When"), value=page.safe_times),
        *((Row(key=_("Never then"), value=page.avoid_times),) if page.avoid_times else ()),
        Row(key=_("If somebody else picks up"), value=str(SOMEBODY_ELSE[consent.somebody_else])),
        Row(key=_("How you know that it is them"), value=_phrase(consent.code_phrase)),
        Row(
            key=_("On your pages here"),
            value=_("Leaves no trace here") if consent.is_hidden else _("You can follow it here"),
        ),
        Row(key=_("You agree until"), value=page.until),
    )


def referrals_page(opened: OpenReferrals, *, victim_id: uuid.UUID, today: dt.date) -> ReferralsPage:
    """Show how each stands on a London date. What was asked for again stands there once."""
    return ReferralsPage(
        referrals=tuple(
            _referral(each, victim_id=victim_id, today=today)
            for each in opened.referrals
            if _reason(each) is not ReferralReason.ASKED_AGAIN
        ),
        **by_telephone(opened.contact),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReferralCopy:
    """A service somebody asked for, as it stands in a copy that is taken away."""

    name: str
    phone: str
    lines: tuple[str, ...]


def copies(referrals: Iterable[Referral], *, today: dt.date) -> tuple[ReferralCopy, ...]:
    """Say how each stands in a copy made on a London date (V20). What was asked for again stands there once."""
    return tuple(
        ReferralCopy(name=shown.name, phone=shown.phone, lines=shown.lines)
        for shown in (
            _referral(each, victim_id=each.victim_id, today=today)
            for each in referrals
            if _reason(each) is not ReferralReason.ASKED_AGAIN
        )
    )


def _referral(referral: Referral, *, victim_id: uuid.UUID, today: dt.date) -> ShownReferral:
    service = service_of(code=referral.service, language=page_language())
    state = ReferralState(referral.state)
    words, colour = _STATES[state]
    names = {"victim_id": victim_id, "referral_id": referral.pk}
    return ShownReferral(
        name=service.name if service is not None else _("A support service"),
        phone=service.phone if service is not None else "",
        hours=service.hours if service is not None else "",
        tag=Tag(text=str(words), colour=colour),
        lines=_lines(referral, state, today=today),
        stop_href=reverse("portal:referral_stop", kwargs=names) if state in OPEN else "",
        hide_href=reverse("portal:referral_hide", kwargs=names),
    )


#: What was said of it, and where they told us so; each with its date.
_ENDED: dict[ReferralState, Promise] = {
    ReferralState.TAKEN_UP: gettext_lazy("They told us on %(date)s that you and they are in touch."),
    ReferralState.DECLINED_BY_SERVICE: gettext_lazy(
        "They told us on %(date)s that they cannot help at the moment. That is not because of you. Your contact talks "
        "with you about who else can."
    ),
    ReferralState.NOT_REACHED: gettext_lazy(
        "They told us on %(date)s that they could not reach you. Your contact asks you what would work better."
    ),
    ReferralState.DECLINED_BY_PERSON: gettext_lazy(
        "They told us on %(date)s that you do not want this now. You can ask again at any time."
    ),
    ReferralState.WITHDRAWN: gettext_lazy("We stopped this on %(date)s."),
}
#: What was done, then what is done by a date.
_GOES_ON: dict[ReferralState, tuple[Promise, Promise]] = {
    ReferralState.PASSED_ON: (
        gettext_lazy("On %(date)s we passed your name on. They get in touch with you."),
        gettext_lazy("We ask them by %(date)s what came of it."),
    ),
    ReferralState.WAITING_LIST: (
        gettext_lazy("They told us on %(date)s that you are on their waiting list."),
        gettext_lazy("We ask them again by %(date)s."),
    ),
}


def _lines(referral: Referral, state: ReferralState, *, today: dt.date) -> tuple[str, ...]:
    """Say what was done, what happens next and by when; where we are late, that we are sorry."""
    on = {"date": date_words(list(referral.steps.all())[-1].taken_on)}
    by = {"date": date_words(referral.due_on)} if referral.due_on is not None else None
    is_late = referral.due_on is not None and referral.due_on < today
    if state is ReferralState.ASKED:
        return _asked(referral, on, by, today=today, is_late=is_late)
    if state in _GOES_ON:
        done, following = _GOES_ON[state]
        if is_late:
            return (
                str(done) % on,
                _("We should have asked them by now. We are sorry that we are late. We still do it."),
            )
        return (str(done) % on, str(following) % by) if by is not None else (str(done) % on,)
    reason = _reason(referral)
    why = _STOPPED.get(reason) if reason is not None else None
    return (str(why if why is not None else _ENDED[state] % on),)


def _asked(
    referral: Referral, on: dict[str, str], by: dict[str, str] | None, *, today: dt.date, is_late: bool
) -> tuple[str, ...]:
    if not consent_holds(until=referral.consent_until, on=today):
        words = _("You agreed until %(date)s. We pass nothing on any more. You can ask again.")
        return (words % {"date": date_words(referral.consent_until)},)
    asked = _("You asked us on %(date)s.") % on
    if by is None:
        return (asked, _("We pass your name on as soon as we can."))
    if is_late:
        late = _("We should have passed your name on by %(date)s. We are sorry that we are late.") % by
        return (asked, late, _("We still pass it on, as long as you agree."))
    return (asked, _("We pass your name on by %(date)s.") % by)


def _reason(referral: Referral) -> ReferralReason | None:
    steps = list(referral.steps.all())
    return ReferralReason(steps[-1].reason) if steps and steps[-1].reason else None


def _phrase(phrase: str) -> str:
    return _("They say: “%(phrase)s”") % {"phrase": phrase.strip()} if phrase.strip() else _("No words agreed")


def _place(point: ContactPoint) -> str:
    kind = ContactPointKind(point.kind)
    end = point.value[:2] if kind is ContactPointKind.EMAIL else point.value.strip()[-_SHOWN_FIGURES:]
    return str(_PLACES[kind]) % {"end": end}
