"""Communications, outbox messages, promises and portal access."""

import datetime as dt
import hashlib
import uuid

import factory
from factory.django import DjangoModelFactory

from cases.rules.vocabulary import ConnectionKind, ConsentWay, JourneyStage, ShownPart, SupporterKind
from communications import models
from communications.rules.calls.vocabulary import CallAnswer, CallDirection, CallOutcome, CallPurpose
from communications.rules.contact_plan import NewsSort
from communications.rules.letter_corrections import CorrectionReason, CorrectionWay
from communications.rules.meeting_words import (
    MeetingFormat,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingState,
    MeetingWay,
    ResearchConsent,
)
from communications.rules.reader_words import AccusedWords, OwnWord
from communications.rules.vocabulary import (
    Channel,
    CommunicationState,
    ContentLevel,
    LetterType,
    MessageState,
    Purpose,
    TranslationSource,
)
from communications.rules.warning_signs import WarningSignal
from communications.rules.welsh.translations import digest_of
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import ConnectionFactory, ContactPointFactory, PersonFactory, VictimFactory

OPENED_AT = dt.datetime(2026, 3, 26, 11, 0, tzinfo=dt.UTC)


class ReferralFactory(DjangoModelFactory[models.Referral]):
    """A name that somebody asked to have passed on, this very day."""

    class Meta:
        model = models.Referral

    victim = factory.SubFactory(VictimFactory)
    person = factory.SelfAttribute("victim.person")
    point = factory.SubFactory(ContactPointFactory, person=factory.SelfAttribute("..person"), mobile=True)
    key = factory.Sequence(lambda number: f"referral-{number}")
    service = "VICTIM_SUPPORT"
    asked_how = "ONLINE"
    somebody_else = "RING_OFF"
    consented_at = OPENED_AT
    consented_by = "victim:1"
    consent_until = dt.date(2026, 4, 23)


class ReferralStepFactory(DjangoModelFactory[models.ReferralStep]):
    """That it was asked for."""

    class Meta:
        model = models.ReferralStep

    referral = factory.SubFactory(ReferralFactory)
    step = "ASKED"
    taken_on = OPENED_AT.date()
    recorded_at = OPENED_AT
    recorded_by = "victim:1"


class TemplateVersionFactory(DjangoModelFactory[models.TemplateVersion]):
    class Meta:
        model = models.TemplateVersion
        django_get_or_create = ("letter_type", "language", "version")

    letter_type = LetterType.DISCONTINUE_ALL
    language = "EN"
    version = 1
    digest = "0" * 64
    published_at = OPENED_AT
    published_by = "system:test"


class CommunicationFactory(DjangoModelFactory[models.Communication]):
    """A draft. Traits give an approved one (frozen) and a sent one."""

    class Meta:
        model = models.Communication

    dedupe_key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    reference = factory.Sequence(lambda n: f"VCS-{n:08d}")
    purpose = Purpose.VCL_LETTER
    letter_type = LetterType.DISCONTINUE_ALL
    victim = factory.SubFactory(VictimFactory)
    case = factory.SelfAttribute("victim.case")
    recipient = factory.SelfAttribute("victim.person")
    template = factory.SubFactory(TemplateVersionFactory)
    opened_at = OPENED_AT
    opened_by = "system:test"

    class Params:
        approved = factory.Trait(
            state=CommunicationState.APPROVED,
            channel=Channel.EMAIL,
            approved_at=OPENED_AT + dt.timedelta(hours=1),
            approved_by="staff:approver",
            submitted_at=OPENED_AT,
            submitted_by="staff:writer",
        )
        sent = factory.Trait(approved=True, state=CommunicationState.SENT, sent_at=OPENED_AT + dt.timedelta(hours=2))


class LetterCorrectionFactory(DjangoModelFactory[models.LetterCorrection]):
    """A letter that was sent with a wrong date, and the draft that corrects it."""

    class Meta:
        model = models.LetterCorrection

    wrong = factory.SubFactory(CommunicationFactory, sent=True)
    letter = factory.SubFactory(
        CommunicationFactory,
        purpose=Purpose.CORRECTION,
        letter_type=LetterType.CORRECTION,
        victim=factory.SelfAttribute("..wrong.victim"),
        replaces=factory.SelfAttribute("..wrong"),
    )
    obligation = factory.SelfAttribute("wrong.obligation")
    way = CorrectionWay.LETTER
    reasons = factory.LazyFunction(lambda: [CorrectionReason.DATE.value])
    opened_at = OPENED_AT + dt.timedelta(hours=3)
    opened_by = "staff:writer"


class RenderedDocumentFactory(DjangoModelFactory[models.RenderedDocument]):
    class Meta:
        model = models.RenderedDocument

    communication = factory.SubFactory(CommunicationFactory)
    content = factory.LazyFunction(lambda: b"%PDF-1.7 " + uuid.uuid4().bytes)
    digest = factory.LazyAttribute(lambda document: hashlib.sha256(document.content).hexdigest())
    pages = 1
    input_digest = "0" * 64
    rendered_at = OPENED_AT


class OutboxMessageFactory(DjangoModelFactory[models.OutboxMessage]):
    """An approved email, queued and due."""

    class Meta:
        model = models.OutboxMessage

    communication = factory.SubFactory(CommunicationFactory, approved=True)
    purpose = factory.SelfAttribute("communication.purpose")
    channel = Channel.EMAIL
    contact_point = factory.SubFactory(ContactPointFactory, person=factory.SelfAttribute("..communication.recipient"))
    content_level = ContentLevel.NEUTRAL
    dedupe_key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    state = MessageState.QUEUED
    deadline = OPENED_AT + dt.timedelta(days=5)
    not_before = OPENED_AT
    queued_at = OPENED_AT
    queued_by = "staff:approver"
    state_changed_at = OPENED_AT

    class Params:
        post = factory.Trait(
            channel=Channel.POST,
            content_level=ContentLevel.FULL,
            contact_point=factory.SubFactory(
                ContactPointFactory, post=True, person=factory.SelfAttribute("..communication.recipient")
            ),
        )


class TranslationFactory(DjangoModelFactory[models.Translation]):
    """What a Welsh-speaking member of staff put into Welsh."""

    class Meta:
        model = models.Translation

    communication = factory.SubFactory(CommunicationFactory)
    case = factory.SelfAttribute("communication.case")
    slot = "block:reason_specific"
    english = "The police asked the shop again, and the recording shows somebody else."
    english_digest = factory.LazyAttribute(lambda row: digest_of(english=row.english))
    welsh = "Gofynnodd yr heddlu i’r siop eto, ac mae’r recordiad yn dangos rhywun arall."
    source = TranslationSource.WELSH_SPEAKING_STAFF
    translated_at = OPENED_AT
    translated_by = "staff:translator"


class TranslationCheckFactory(DjangoModelFactory[models.TranslationCheck]):
    class Meta:
        model = models.TranslationCheck

    #: A version is checked once, so each check is of a version of its own.
    template = factory.SubFactory(TemplateVersionFactory, language="CY", version=factory.Sequence(lambda n: n + 1))
    checked_on = dt.date(2026, 3, 20)
    translator = "A certified translator, with their register"
    recorded_at = OPENED_AT
    recorded_by = "staff:publisher"


class PromiseFactory(DjangoModelFactory[models.Promise]):
    class Meta:
        model = models.Promise

    victim = factory.SubFactory(VictimFactory)
    person = factory.SelfAttribute("victim.person")
    case = factory.SelfAttribute("victim.case")
    due_on = dt.date(2026, 4, 23)
    rhythm_days = 28
    basis = "tier UNIVERSAL"
    made_at = OPENED_AT
    made_by = "system:test"


class CallSeriesFactory(DjangoModelFactory[models.CallSeries]):
    """An open series with an update; a trait gives one about a decision."""

    class Meta:
        model = models.CallSeries

    victim = factory.SubFactory(VictimFactory)
    person = factory.SelfAttribute("victim.person")
    case = factory.SelfAttribute("victim.case")
    purpose = CallPurpose.UPDATE
    about = "update"
    next_from = OPENED_AT
    opened_at = OPENED_AT
    opened_by = "staff:officer"


class ContactWishFactory(DjangoModelFactory[models.ContactWish]):
    """A victim who wants a person to ring before a decision that hurts comes by letter."""

    class Meta:
        model = models.ContactWish

    victim = factory.SubFactory(VictimFactory)
    sort = NewsSort.HARD_DECISION
    is_usual = False
    rings_first = True
    copies_to_portal = True
    recorded_at = dt.datetime(2026, 1, 12, 10, 0, tzinfo=dt.UTC)
    recorded_by = "staff:officer"


class ReaderWishFactory(DjangoModelFactory[models.ReaderWish]):
    """A victim who wants to read of "the person accused"."""

    class Meta:
        model = models.ReaderWish

    victim = factory.SubFactory(VictimFactory)
    person = factory.SelfAttribute("victim.person")
    accused = AccusedWords.PERSON_ACCUSED
    own_word = OwnWord.NO_WORD
    recorded_at = dt.datetime(2026, 1, 12, 10, 0, tzinfo=dt.UTC)
    recorded_by = "victim:test"


class ContactAttemptFactory(DjangoModelFactory[models.ContactAttempt]):
    """A call that nobody answered."""

    class Meta:
        model = models.ContactAttempt

    series = factory.SubFactory(CallSeriesFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    direction = CallDirection.OUTBOUND
    called_on = OPENED_AT.date()
    called_at = OPENED_AT
    who_answered = CallAnswer.NOBODY
    outcome = CallOutcome.NO_ANSWER
    logged_at = OPENED_AT
    logged_by = "staff:officer"


class PortalAccountFactory(DjangoModelFactory[models.PortalAccount]):
    class Meta:
        model = models.PortalAccount

    person = factory.SubFactory(PersonFactory)
    sign_in_digest = factory.LazyFunction(lambda: uuid.uuid4().hex)
    opened_at = OPENED_AT
    number_since = OPENED_AT


class RegisteredSupporterFactory(DjangoModelFactory[models.RegisteredSupporter]):
    class Meta:
        model = models.RegisteredSupporter

    person = factory.SubFactory(PersonFactory)
    kind = SupporterKind.ISVA
    recorded_at = checked_at = OPENED_AT
    recorded_by = checked_by = "staff:test"


class SupporterConsentFactory(DjangoModelFactory[models.SupporterConsent]):
    """A victim agreed that a supporter sees everything that can be agreed to, for years."""

    class Meta:
        model = models.SupporterConsent

    victim = factory.SubFactory(VictimFactory)
    supporter = factory.SubFactory(RegisteredSupporterFactory)
    connection = factory.SubFactory(
        ConnectionFactory,
        victim=factory.SelfAttribute("..victim"),
        person=factory.SelfAttribute("..supporter.person"),
        kind=ConnectionKind.ISVA,
        is_primary=False,
    )
    parts = factory.LazyFunction(lambda: [part.value for part in ShownPart])
    ends_on = dt.date(2099, 12, 31)
    agreed_at = OPENED_AT
    agreed_by = "staff:test"
    agreed_how = ConsentWay.BY_TELEPHONE


class MeetingFactory(DjangoModelFactory[models.Meeting]):
    """A pre-trial meeting that the victim asked for. Traits offer, arrange and hold it."""

    class Meta:
        model = models.Meeting

    victim = factory.SubFactory(VictimFactory)
    case = factory.SelfAttribute("victim.case")
    person = factory.SelfAttribute("victim.person")
    purpose = MeetingPurpose.PRE_TRIAL
    origin = MeetingOrigin.VICTIM_REQUESTED
    state = MeetingState.REQUESTED
    opened_at = OPENED_AT
    opened_by = "staff:writer"

    class Params:
        offered = factory.Trait(
            origin=MeetingOrigin.CPS_OFFERED,
            state=MeetingState.OFFERED,
            offered_way=MeetingWay.TELEPHONE,
            offered_on=OPENED_AT.date(),
        )
        arranged = factory.Trait(
            state=MeetingState.ARRANGED,
            starts_at=OPENED_AT + dt.timedelta(days=14),
            format=MeetingFormat.IN_PERSON,
            place=MeetingPlace.CPS,
        )
        held = factory.Trait(
            arranged=True,
            state=MeetingState.HELD,
            duration_minutes=45,
            did_counsel_attend=True,
            is_eligible_for_expenses=True,
            research_consent=ResearchConsent.NOT_ASKED,
        )


class MeetingActionFactory(DjangoModelFactory[models.MeetingAction]):
    class Meta:
        model = models.MeetingAction

    meeting = factory.SubFactory(MeetingFactory, held=True)
    what = "Ask the court for screens"
    owner = "Victim Liaison Officer"
    due_on = dt.date(2026, 4, 16)
    agreed_at = OPENED_AT + dt.timedelta(days=14)
    agreed_by = "staff:writer"


class MeetingSlotFactory(DjangoModelFactory[models.MeetingSlot]):
    """A time that can be chosen; ``taken=True`` was chosen, ``ended=True`` taken back."""

    class Meta:
        model = models.MeetingSlot

    meeting = factory.SubFactory(MeetingFactory, offered=True)
    host = factory.SubFactory(StaffUserFactory)
    starts_at = OPENED_AT + dt.timedelta(days=14)
    format = MeetingFormat.IN_PERSON
    place = MeetingPlace.CPS
    offered_at = OPENED_AT
    offered_by = "staff:writer"

    class Params:
        taken = factory.Trait(taken_at=OPENED_AT + dt.timedelta(hours=1), taken_by="staff:writer")
        ended = factory.Trait(ended_at=OPENED_AT + dt.timedelta(hours=1), ended_by="staff:writer")


class MeetingWishesFactory(DjangoModelFactory[models.MeetingWishes]):
    class Meta:
        model = models.MeetingWishes

    meeting = factory.SubFactory(MeetingFactory, offered=True)
    number = 1
    way = MeetingWay.TELEPHONE
    said_at = OPENED_AT
    said_by = "staff:writer"


class ReadingTimeFactory(DjangoModelFactory[models.ReadingTime]):
    class Meta:
        model = models.ReadingTime

    letter = factory.SubFactory(CommunicationFactory, sent=True, is_hard_news=True)
    person = factory.LazyAttribute(lambda row: row.letter.recipient)
    number = 1
    help = "CALL"
    day = dt.date(2026, 3, 31)
    part = "MORNING"
    caller = "CONTACT"
    beside = "NOBODY"
    chosen_at = OPENED_AT
    chosen_by = "victim:1"


class MeetingQuestionFactory(DjangoModelFactory[models.MeetingQuestion]):
    class Meta:
        model = models.MeetingQuestion

    meeting = factory.SubFactory(MeetingFactory, offered=True)
    key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    text = "Where can I wait?"
    way = MeetingWay.TELEPHONE
    asked_at = OPENED_AT
    asked_by = "staff:writer"


class MeetingNotesFactory(DjangoModelFactory[models.MeetingNotes]):
    class Meta:
        model = models.MeetingNotes

    meeting = factory.SubFactory(MeetingFactory, held=True)
    number = 1
    text = "We talked about the day in court."
    released_at = OPENED_AT + dt.timedelta(days=15)
    released_by = "staff:writer"


class VictimMessageFactory(DjangoModelFactory[models.VictimMessage]):
    """A message that waits; ``answered=True`` has one that we settled."""

    class Meta:
        model = models.VictimMessage

    victim = factory.SubFactory(VictimFactory)
    person = factory.SelfAttribute("victim.person")
    case = factory.SelfAttribute("victim.case")
    key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    text = "When is the next hearing?"
    received_at = OPENED_AT
    answer_due_on = dt.date(2026, 3, 30)

    class Params:
        answered = factory.Trait(
            standing="ANSWERED", settled_at=OPENED_AT + dt.timedelta(hours=2), settled_by="staff:1"
        )


class MessageAnswerFactory(DjangoModelFactory[models.MessageAnswer]):
    class Meta:
        model = models.MessageAnswer

    message = factory.SubFactory(VictimMessageFactory, answered=True)
    number = 1
    text = "It is on Tuesday. You do not have to go."
    written_at = OPENED_AT + dt.timedelta(hours=2)
    written_by = "staff:1"


class ComplaintFactory(DjangoModelFactory[models.Complaint]):
    """A complaint that was made online and waits, with its first stage."""

    class Meta:
        model = models.Complaint
        skip_postgeneration_save = True

    victim = factory.SubFactory(VictimFactory)
    person = factory.SelfAttribute("victim.person")
    case = factory.SelfAttribute("victim.case")
    key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    about = "LATE"
    text = "Nobody rang me back for three weeks."
    received_on = dt.date(2026, 3, 26)
    receipt = "ONLINE_PAGE"
    logged_at = OPENED_AT
    logged_by = "staff:1"
    first = factory.RelatedFactory("tests.factories.communications.ComplaintStageFactory", "complaint")


class ComplaintStageFactory(DjangoModelFactory[models.ComplaintStage]):
    """The first answer, waiting; ``answered=True`` was found right and read online."""

    class Meta:
        model = models.ComplaintStage

    complaint = factory.SubFactory(ComplaintFactory, first=None)
    number = 1
    asked_on = dt.date(2026, 3, 26)
    acknowledge_due_on = dt.date(2026, 3, 31)
    answer_due_on = dt.date(2026, 4, 27)
    explanation = factory.LazyFunction(lambda: ["They are answered within 20 working days."])
    rule_version = "1"
    opened_at = OPENED_AT
    opened_by = "staff:1"

    class Params:
        answered = factory.Trait(
            outcome="UPHELD",
            answer="You are right. Nobody rang you back.",
            what_we_do="We have asked the unit to ring on the same day.",
            settled_at=OPENED_AT + dt.timedelta(days=5),
            settled_by="staff:2",
            told_on=dt.date(2026, 4, 1),
            told_how="ONLINE_PAGE",
            told_at=OPENED_AT + dt.timedelta(days=5),
            told_by="staff:2",
        )


class TellingFactory(DjangoModelFactory[models.Telling]):
    """The liaison officer told the family on the day after the letter left."""

    class Meta:
        model = models.Telling

    communication = factory.SubFactory(CommunicationFactory, sent=True, channel="INTERMEDIARY_EMAIL")
    told_on = factory.LazyAttribute(lambda o: (o.communication.sent_at + dt.timedelta(days=1)).date())
    recorded_at = factory.LazyAttribute(lambda o: o.communication.sent_at + dt.timedelta(days=1))
    recorded_by = "staff:1"


class RelativeTellingFactory(DjangoModelFactory[models.RelativeTelling]):
    """A relative beside the main contact is to hear from the liaison officer what a letter says."""

    class Meta:
        model = models.RelativeTelling

    letter = factory.SubFactory(CommunicationFactory, sent=True, channel="INTERMEDIARY_EMAIL")
    relative = factory.SubFactory(
        ConnectionFactory,
        victim=factory.SelfAttribute("..letter.victim"),
        kind="CLOSE_RELATIVE",
        is_primary=False,
        relationship="brother",
    )
    way = "THROUGH_FLO"
    due_at = factory.LazyAttribute(lambda o: o.letter.sent_at + dt.timedelta(days=2))
    opened_at = factory.LazyAttribute(lambda o: o.letter.sent_at)
    opened_by = "system:delivery"


class WarningSignFactory(DjangoModelFactory[models.WarningSign]):
    """A sign that lasts: calls that reached nobody."""

    class Meta:
        model = models.WarningSign

    victim = factory.SubFactory(VictimFactory)
    case = factory.SelfAttribute("victim.case")
    signal = WarningSignal.CALLS_MISSED
    reason = "3 calls in a row reached nobody, the last on 26 March 2026."
    since = OPENED_AT.date()
    noticed_at = OPENED_AT


class UsualWaitFactory(DjangoModelFactory[models.UsualWait]):
    """Of all cases getting ready for trial, half took 44 to 75 days."""

    class Meta:
        model = models.UsualWait

    counted_on = factory.Sequence(lambda n: OPENED_AT.date() - dt.timedelta(weeks=n))
    step = JourneyStage.TRIAL_PREP
    quarter_days = 44
    half_days = 60
    three_quarters_days = 75
    long_days = 90
    closed = 200
    waiting = 40


class LongWaitFactory(DjangoModelFactory[models.LongWait]):
    """Somebody who waits longer than usual, and was promised to hear why."""

    class Meta:
        model = models.LongWait

    victim = factory.SubFactory(VictimFactory)
    case = factory.SelfAttribute("victim.case")
    step = factory.SelfAttribute("case.stage")
    step_since = factory.SelfAttribute("case.stage_since")
    found_at = OPENED_AT
    answer_due_on = OPENED_AT.date() + dt.timedelta(days=14)


class EnclosureFactory(DjangoModelFactory[models.Enclosure]):
    """A leaflet that went with a letter."""

    class Meta:
        model = models.Enclosure

    communication = factory.SubFactory(CommunicationFactory, approved=True)
    leaflet = factory.Iterator(["RIGHTS", "COURT", "STATEMENT", "REVIEW"])
    version = 1
    position = factory.Sequence(lambda number: number + 1)
    words = factory.LazyFunction(lambda: {"title": "Your rights", "sections": [["", "What you can expect."]]})
    reason = "It goes with every letter that explains a decision."
    enclosed_at = OPENED_AT
    enclosed_by = "staff:approver"
