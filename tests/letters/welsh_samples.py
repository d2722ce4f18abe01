"""The Welsh side of the sample letters: the same people and facts, with every phrase of theirs in Welsh."""

import dataclasses
from typing import Any

from cases.rules.vocabulary import Addressee, JourneyStage, Language
from communications.documents.context import LetterContext, NamedContact, SupportService
from communications.documents.words import compose
from communications.rules.letter_words import LetterWords
from communications.rules.vocabulary import LetterType
from communications.rules.welsh import names
from tests.letters import samples

CONTACT = NamedContact(
    name="Siân Parry",
    role="Swyddog Cyswllt Dioddefwyr",
    phone="01632 960 118",
    email="sian.parry@example.org",
    hours="dydd Llun i ddydd Gwener, 9am i 4:30pm",
)
SUPPORT = (
    SupportService(
        name="Hwb Dioddefwyr Dyffryn Taf",
        offers="rhywun i siarad â chi a help ymarferol, yn agos at eich cartref",
        phone="01632 960 200",
        hours="dydd Llun i ddydd Sadwrn, 8am i 8pm",
        is_local=True,
    ),
    SupportService(
        name="Cymorth i Ddioddefwyr",
        offers="help cyfrinachol am ddim i bawb sydd wedi’u heffeithio gan drosedd",
        phone="08 08 16 89 111",
        hours="ddydd a nos",
    ),
)
#: What staff or the record say in the sample letters, as a translator would put it.
WELSH: dict[str, str] = {
    samples.REASONS[0]: (
        "Fe ddywedoch chi wrth yr heddlu fod dyn nad oeddech yn ei adnabod wedi’ch gwthio i’r llawr ac wedi mynd â’ch "
        "bag. Gwnaethoch ddewis un person o set o luniau, a chanfu’r heddlu iddo fod yn y stryd y noson honno."
    ),
    samples.REASONS[1]: (
        "I brofi pwy wnaeth hyn, byddai angen rhywbeth heblaw’r lluniau arnom. Edrychodd yr heddlu ar gamerâu pedair "
        "siop. Nid oes yr un ohonynt yn dangos y rhan honno o’r stryd. Ni allai neb arall oedd yno ddisgrifio’r dyn."
    ),
    samples.PUBLIC_INTEREST_REASONS[0]: (
        "Fe ddywedoch chi wrth yr heddlu fod cymydog, sy’n 86 oed, wedi’ch gwthio yn ystod dadl am yr iard a rennir. "
        "Roedd digon o dystiolaeth i ddangos iddi wneud hynny."
    ),
    samples.PUBLIC_INTEREST_REASONS[1]: (
        "Ers hynny mae hi wedi mynd yn ddifrifol wael ac wedi symud i gartref nyrsio mewn sir arall. Mae dau feddyg yn "
        "cytuno na allai ddilyn treial. Meddyliodd yr erlynydd am y boen yn eich ysgwydd ac am yr hyn a ddywedoch am "
        "yr iard. Yn y diwedd, penderfynodd nad achos llys oedd yr ymateb cywir."
    ),
    samples.WITHDRAWAL_REASON: (
        "Yr hyn a welsoch ac a deimlasoch y noson honno oedd canol y dystiolaeth. Fe ddywedoch chi wrthym nad ydych am "
        "roi tystiolaeth, ac rydym yn parchu hynny. Edrychodd yr erlynydd ar bopeth arall, ac ni allai ddangos pwy "
        "wnaeth hyn."
    ),
    "CPS Cymru-Wales": "Gwasanaeth Erlyn y Goron Cymru",
    "on 3 November 2025": "ar 3 Tachwedd 2025",
    "the robbery outside the library": "y lladrad y tu allan i’r llyfrgell",
    "what happened to Ella at the swimming club": "yr hyn a ddigwyddodd i Ella yn y clwb nofio",
    "the collision in which Adam died": "y gwrthdrawiad lle bu farw Adam",
    "the theft from Yusuf": "y lladrad oddi ar Yusuf",
    "the break-in at your shop": "y torri i mewn yn eich siop",
    "your daughter": "eich merch",
    "your son": "eich mab",
    "your brother": "eich brawd",
    "Carys Bevan, your Family Liaison Officer,": "Carys Bevan, eich Swyddog Cyswllt Teuluol,",
    "the damage to your bicycle": "y difrod i’ch beic",
    "the charge of assault": "y cyhuddiad o ymosod",
    "the charge of criminal damage": "y cyhuddiad o ddifrod troseddol",
    "the case against the second of the two men": "yr achos yn erbyn yr ail o’r ddau ddyn",
    "the case against the first man": "yr achos yn erbyn y dyn cyntaf",
    "the charge of robbery": "y cyhuddiad o ladrata",
    "a charge of theft and a charge of assault": "cyhuddiad o ddwyn a chyhuddiad o ymosod",
    "the charges of theft and assault": "y cyhuddiadau o ddwyn ac ymosod",
    "the charge of wounding with intent, which means causing a serious injury on purpose": (
        "y cyhuddiad o glwyfo gyda bwriad, sy’n golygu achosi anaf difrifol yn fwriadol"
    ),
    "the charge of wounding, which means causing a serious injury": (
        "y cyhuddiad o glwyfo, sy’n golygu achosi anaf difrifol"
    ),
    "the charge of wounding": "y cyhuddiad o glwyfo",
    "the charge of common assault": "y cyhuddiad o ymosodiad cyffredin",
    "the charge of assault that caused actual bodily harm, which means an injury that is more than minor": (
        "y cyhuddiad o ymosodiad a achosodd wir niwed corfforol, sy’n golygu anaf nad yw’n un bach"
    ),
    "the new charge": "y cyhuddiad newydd",
    "robbery, which means taking something by force": "lladrata, sy’n golygu cymryd rhywbeth drwy rym",
    "You told the police on 9 March that you want to put this behind you and do not want a trial.": (
        "Fe ddywedoch chi wrth yr heddlu ar 9 Mawrth eich bod am roi hyn y tu ôl i chi ac nad ydych eisiau treial."
    ),
    "I was away and nobody stood in for me. That should not have happened.": (
        "Roeddwn i ffwrdd ac ni chymerodd neb fy lle. Ni ddylai hynny fod wedi digwydd."
    ),
    "the hearing is on 10 May.": "mae’r gwrandawiad ar 10 Mai.",
    "the hearing is on Monday 11 May 2026.": "mae’r gwrandawiad ddydd Llun 11 Mai 2026.",
    "the police to send us the pictures from two more cameras": "i’r heddlu anfon y lluniau o ddau gamera arall atom",
    "a hearing at Cardiff Crown Court": "gwrandawiad yn Llys y Goron Caerdydd",
    "The police Witness Care Unit": "Uned Gofal Tystion yr heddlu",
    "We could also talk about what the police looked at.": (
        "Gallem siarad hefyd am yr hyn yr edrychodd yr heddlu arno."
    ),
    "Two decisions reached my desk on one day, and yours was opened a day late.": (
        "Daeth dau benderfyniad i’m desg ar yr un diwrnod, ac agorwyd eich un chi ddiwrnod yn hwyr."
    ),
    "In January we told you the wrong date for the first hearing.": (
        "Ym mis Ionawr rhoesom y dyddiad anghywir i chi ar gyfer y gwrandawiad cyntaf."
    ),
    "A passer-by came forward in February and described somebody else.": (
        "Daeth rhywun oedd yn mynd heibio ymlaen ym mis Chwefror a disgrifio rhywun arall."
    ),
    "You told us in your statement how much this has changed your life.": (
        "Fe ddywedoch chi wrthym yn eich datganiad gymaint mae hyn wedi newid eich bywyd."
    ),
    samples.UPHELD_REASONS[0]: (
        "Fe ofynnoch pam na siaradodd neb â’ch cymydog. Mae rhywun wedi gofyn iddi erbyn hyn. Mae hi’n cofio’r noson "
        "yn dda, ond roedd hi yng nghefn y tŷ ac ni welodd ddim o’r stryd."
    ),
    samples.UPHELD_REASONS[1]: (
        "Edrychodd yr erlynydd eto hefyd ar y lluniau o’r pedair siop. Nid ydynt yn dangos pwy wnaeth eich gwthio i’r "
        "llawr, ac nid oes dim arall a allai wneud hynny."
    ),
    samples.OVERTURNED_REASONS[0]: (
        "Fe ofynnoch pam na siaradodd neb â’ch cymydog. Roeddech yn iawn i ofyn. Clywodd hi’r dyn yn galw enw, a "
        "disgrifiodd ei siaced. Gyda’r lluniau a ddewisoch, mae hyn yn ddigon i lys."
    ),
    samples.NO_REMEDY_REASONS[0]: (
        "Fe ofynnoch pam na siaradodd neb â’ch cymydog. Roedd ei henw gan yr heddlu o’r diwrnod cyntaf. Dylem fod wedi "
        "aros nes i rywun ofyn iddi beth glywodd hi, ac ni wnaethom."
    ),
    samples.REFUSED_REASONS[0]: (
        "Bydd y dyn a’ch gwthiodd yn y llys o hyd, am fod yr achos am eich bag yn mynd ymlaen. Mae’r cynllun ar gyfer "
        "achosion lle nad oes dim yn mynd ymlaen i’r un a gafodd niwed."
    ),
    samples.WHAT_FOLLOWS: (
        "Bydd erlynydd yn rhoi’r achos gerbron y llys eto o fewn y pythefnos nesaf, a byddaf yn eich ffonio."
    ),
    samples.WHY_NOT: (
        "Unwaith y bydd y llys wedi cofnodi dyfarniad, nid yw’r gyfraith yn gadael i neb sefyll ei brawf eto am yr un "
        "peth."
    ),
    "Mondays and Fridays, 9am to midday": "dydd Llun a dydd Gwener, 9am i hanner dydd",
    "Sundays, 8am to 8pm": "dydd Sul, 8am i 8pm",
    "Carys Bevan, your independent sexual violence adviser: dates and places only": (
        "Carys Bevan, eich Cynghorydd Trais Rhywiol Annibynnol: dyddiadau a lleoedd yn unig"
    ),
    "large print": "print bras",
    "a Polish translation": "cyfieithiad Pwyleg",
}
#: Addresses of ours, which the rules put into Welsh.
_OURS = frozenset({"review_address", "complaint_address"})
#: Names of people, their addresses and references: the same on both sides.
_SAME = frozenset(
    {
        "recipient_name", "salutation_name", "victim_name", "our_reference", "address_lines", "review_email",
        "complaint_email", "former_contact", "contact_change",
        "review_stage", "review_of", "review_refused", "agreed_method", "agreed_never", "correction_reasons",
    }
)  # fmt: skip


def in_welsh(context: LetterContext) -> LetterContext:
    """Give the Welsh context of a sample letter: every phrase through `WELSH`, so that none can be forgotten."""
    changes: dict[str, Any] = {"language": Language.CY, "contact": CONTACT, "support": SUPPORT}
    for field in dataclasses.fields(context):
        value = getattr(context, field.name)
        if field.name in _SAME or isinstance(value, Addressee | JourneyStage | Language):
            continue
        if field.name in _OURS:
            changes[field.name] = names.address(english=value)
        elif isinstance(value, tuple) and field.name not in changes:
            changes[field.name] = tuple(WELSH[each] for each in value)
        elif type(value) is str and value:
            changes[field.name] = WELSH[value]
    return dataclasses.replace(context, **changes)


def a_welsh_letter(
    letter_type: LetterType, *, reader: Addressee = Addressee.VICTIM, **changes: Any
) -> tuple[LetterWords, LetterContext]:
    """Compose the Welsh side of the complete letter that `samples.a_letter` gives in English."""
    _, english = samples.a_letter(letter_type, reader=reader, **changes)
    context = in_welsh(english)
    return compose(letter_type=letter_type, context=context, version=samples.version_of(letter_type)), context
