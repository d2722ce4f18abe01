"""The Welsh of the words in which a person reads what a hearing is for and whether they need to come (HEAR-3).

Beside `communications.rules.hearing_words`, whose fields are the keys here.
"""

from collections.abc import Mapping

from cases.rules.vocabulary import HearingKind, HearingStanding


def _text(title: str, purpose: str, come: str) -> Mapping[str, str]:
    return {"title": title, "purpose": purpose, "come": come}


_NO_NEED = "Nid oes angen i chi ddod."
_TO_SENTENCE = (
    "Nid oes angen i chi ddod. Gallwch ddod os ydych am wneud hynny, neu gael eich datganiad wedi’i ddarllen, neu ei "
    "ddarllen eich hun. Dywedwch wrthym ymlaen llaw pa un yr hoffech."
)

KINDS: dict[HearingKind, Mapping[str, str]] = {
    HearingKind.FIRST: _text(
        "Y gwrandawiad cyntaf",
        "Daw’r achos i lys ynadon am y tro cyntaf. Bydd y llys yn gofyn i’r diffynnydd ddweud “euog” neu “ddim yn "
        "euog”, "
        "neu’n anfon yr achos i Lys y Goron. Mae’n aml yn fyr.",
        _NO_NEED,
    ),
    HearingKind.PLEA_AND_PREPARATION: _text(
        "Gwrandawiad i gynllunio’r treial",
        "Bydd y diffynnydd yn dweud “euog” neu “ddim yn euog” yn Llys y Goron. Bydd y barnwr yn pennu’r dyddiadau ar "
        "gyfer yr hyn sy’n dod nesaf.",
        _NO_NEED,
    ),
    HearingKind.CASE_MANAGEMENT: _text(
        "Gwrandawiad am y camau nesaf",
        "Bydd y barnwr yn edrych a yw’r ddwy ochr yn barod, ac yn dweud beth sydd angen ei wneud o hyd.",
        _NO_NEED,
    ),
    HearingKind.PRE_TRIAL_REVIEW: _text(
        "Gwiriad olaf cyn y treial",
        "Bydd y llys yn gwneud yn siŵr y gall y treial ddechrau ar ei ddyddiad. Gall hefyd benderfynu pa help y mae "
        "pobl "
        "yn ei gael pan fyddant yn rhoi tystiolaeth.",
        _NO_NEED,
    ),
    HearingKind.GROUND_RULES: _text(
        "Gwrandawiad am sut y gofynnir cwestiynau",
        "Bydd y barnwr a’r cyfreithwyr yn cytuno sut y gofynnir cwestiynau, fel eu bod yn deg ac yn hawdd eu dilyn. "
        "Cytunir ar seibiannau hefyd.",
        "Nid oes angen i chi ddod. Os oes unrhyw beth fyddai’n gwneud cwestiynau’n haws i chi, dywedwch wrthym ymlaen "
        "llaw.",
    ),
    HearingKind.RECORDED_EVIDENCE: _text(
        "Recordio cwestiynau cyn y treial",
        "Bydd yr amddiffyniad yn gofyn ei gwestiynau nawr, a chaiff yr atebion eu recordio ar fideo. Caiff y fideo ei "
        "chwarae yn y treial, fel na ofynnir y cwestiynau eto yno.",
        "Os cwestiynau i chi yw’r rhain, mae angen i chi fod yno. Bydd eich cyswllt yn dweud wrthych y lle a’r amser, "
        "ac "
        "yn dod gyda chi drwy’r diwrnod.",
    ),
    HearingKind.TRIAL: _text(
        "Y treial",
        "Bydd y llys yn clywed tystiolaeth y ddwy ochr ac yn penderfynu a yw’r diffynnydd yn euog. Yn Llys y Goron "
        "rheithgor sy’n penderfynu; mewn llys ynadon, yr ynadon neu farnwr rhanbarth.",
        "Mae angen i chi ddod os gofynnwyd i chi roi tystiolaeth. Bydd yr uned gofal tystion yn dweud wrthych ar ba "
        "ddiwrnod. Os na ofynnwyd i chi, nid oes angen i chi ddod; gallwch ddod, a byddwn yn eich helpu i eistedd lle "
        "rydych yn teimlo’n ddiogel.",
    ),
    HearingKind.FACTS_AFTER_GUILTY_PLEA: _text(
        "Gwrandawiad am yr hyn a ddigwyddodd",
        "Nid yw’r ddwy ochr yn cytuno sut y digwyddodd. Bydd y barnwr yn clywed tystiolaeth ac yn penderfynu ar ba "
        "hanes "
        "y bydd y ddedfryd yn seiliedig.",
        "Dim ond os gofynnwyd i chi roi tystiolaeth y mae angen i chi ddod. Byddwn yn dweud wrthych ymlaen llaw.",
    ),
    HearingKind.SENTENCE: _text(
        "Y ddedfryd",
        "Bydd y llys yn penderfynu ar y ddedfryd. Os gwnaethoch Ddatganiad Personol Dioddefwr, bydd y llys yn ei "
        "ystyried.",
        _TO_SENTENCE,
    ),
    HearingKind.SENT_FOR_SENTENCE: _text(
        "Y ddedfryd yn Llys y Goron",
        "Mae llys ynadon wedi anfon yr achos i Lys y Goron ar gyfer y ddedfryd.",
        _TO_SENTENCE,
    ),
    HearingKind.APPEAL: _text(
        "Apêl",
        "Bydd llys uwch yn edrych ar yr achos eto, am fod rhywun wedi gofyn iddo.",
        "Yn aml nid oes angen i chi ddod. Os clywir y dystiolaeth eto, byddwn yn dweud wrthych mewn da bryd, ac yn "
        "eich "
        "helpu.",
    ),
    HearingKind.BAIL: _text(
        "Gwrandawiad am fechnïaeth",
        "Bydd y llys yn penderfynu a oes rhaid i’r diffynnydd aros yn y carchar, neu a gaiff fynd o dan reolau fel "
        "cadw "
        "draw oddi wrthych. Dywedwch wrthym ni neu’r heddlu ymlaen llaw os ydych yn poeni am eich diogelwch.",
        _NO_NEED,
    ),
    HearingKind.APPLICATION: _text(
        "Gwrandawiad am gais i’r llys",
        "Mae un ochr wedi gofyn i’r llys benderfynu rhywbeth, er enghraifft pa help y mae pobl yn ei gael pan fyddant "
        "yn "
        "rhoi tystiolaeth.",
        _NO_NEED,
    ),
    HearingKind.MENTION: _text(
        "Gwrandawiad byr",
        "Bydd y llys yn delio â rhywbeth bach, fel dyddiad. Dim ond ychydig funudau y mae’n eu cymryd yn aml.",
        _NO_NEED,
    ),
    HearingKind.OTHER: _text(
        "Gwrandawiad",
        "Bydd y llys yn delio â’r achos. Gofynnwch i’ch cyswllt beth yw diben y gwrandawiad hwn.",
        "Gofynnwch i’ch cyswllt a oes angen i chi ddod. Os nad ydych wedi clywed dim gennym amdano, nid oes angen i "
        "chi "
        "ddod.",
    ),
}

_SORRY = "Mae’n ddrwg gennym: rydym yn gwybod bod pobl yn cynllunio ac yn paratoi ar gyfer diwrnod o’r fath."
STANDINGS: dict[HearingStanding, str] = {
    HearingStanding.COMING: "",
    HearingStanding.NOT_CONFIRMED: "Nid yw’r llys wedi cadarnhau’r dyddiad hwn eto. Peidiwch â chynllunio o’i gwmpas "
    "nes "
    "iddo wneud hynny.",
    HearingStanding.TO_BE_FIXED: "Nid yw’r llys wedi pennu dyddiad eto. Byddwn yn dweud wrthych pan fydd wedi gwneud.",
    HearingStanding.MOVED: f"Newidiodd y llys y dyddiad neu’r lle. Dyma’r un newydd. {_SORRY}",
    HearingStanding.VACATED: f"Ni fydd y gwrandawiad hwn ar y diwrnod hwn. {_SORRY} Os bydd dyddiad newydd, bydd yma "
    f"cyn "
    "gynted ag y bydd y llys wedi’i bennu.",
    HearingStanding.ASK_FIRST: "Ffoniwch eich cyswllt cyn i chi wneud trefniadau ar gyfer y gwrandawiad hwn. Rydym yn "
    "ysgrifennu atoch.",
    HearingStanding.CASE_OVER: "Nid yw’r achos yn mynd ymlaen, felly nid ydym yn disgwyl i’r gwrandawiad hwn gael ei "
    "gynnal. Os bydd rhywun yn gofyn i chi ddod iddo, ffoniwch eich cyswllt yn gyntaf.",
    HearingStanding.PAST: "",
}
