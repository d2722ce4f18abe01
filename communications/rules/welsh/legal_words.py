"""The plain words for the legal terms of a letter in Welsh (TERM-1): the Welsh of `communications.rules.gate.glossary`.

Each term is listed with the mutated forms in which it is met. What a Welsh letter has no word of its own for is not
here. Data, reviewed on the date that the English glossary names.
"""

import re
from typing import NamedTuple


class WelshTerm(NamedTuple):
    """One legal term."""

    #: Every form in which it is used as a legal term.
    pattern: re.Pattern[str]
    #: Plain words for the reader.
    plain: str


def _term(forms: str, plain: str) -> WelshTerm:
    return WelshTerm(re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE), plain)


TERMS: tuple[WelshTerm, ...] = (
    _term(r"(?:cyhuddiad|gyhuddiad|chyhuddiad|nghyhuddiad)(?:au)?", "yr honiad ffurfiol y bydd llys yn delio ag ef"),
    _term(
        r"(?:cynnig|gynnig|cynigiodd|gynigiodd|cynigiwyd|gynigiwyd) dim tystiolaeth",
        "mae’r erlyniad yn dweud wrth y llys na fydd yn cyflwyno ei achos, a’r llys yn cael y person yn ddieuog",
    ),
    _term(
        r"(?:g?orwedd|gadael|adael) (?:ar y ffeil)",
        "caiff y cyhuddiad ei roi o’r neilltu, ac ni fydd treial oni bai fod llys yn caniatáu hynny’n ddiweddarach",
    ),
    _term(
        r"(?:gobaith|obaith) (?:realistig|rhesymol)(?: o (?:gael )?euogfarn)?",
        "mae llys yn fwy tebygol na pheidio o gael y person yn euog ar sail y dystiolaeth",
    ),
    _term(
        r"(?:budd|fudd) y cyhoedd",
        "ai erlyn yw’r ymateb cywir pan fydd digon o dystiolaeth",
    ),
    _term(
        r"(?:p|b|ph)rawf (?:y )?cod llawn",
        "y ddau gwestiwn y mae erlynydd yn eu gofyn ym mhob achos: a oes digon o dystiolaeth, ac ai erlyn yw’r "
        "ymateb cywir",
    ),
    _term(r"(?:dim|ddim) (?:camau|gamau) pellach", "ni fydd neb yn cael ei gyhuddo"),
    _term(r"(?:d|dd)iddymu|(?:d|dd)iddymwyd", "mae’r llys yn canslo’r canlyniad"),
    _term(r"rhyddfarn(?:u|wyd)?|ryddfarn(?:u|wyd)?", "mae’r llys yn cael y person yn ddieuog"),
    _term(r"euogfarn(?:au|u|wyd)?", "mae’r llys yn cael y person yn euog"),
    _term(
        r"(?:d|dd)edfryd ohiriedig",
        "dedfryd o garchar sydd ond yn cael ei bwrw os bydd y person yn troseddu eto neu’n torri’r rheolau",
    ),
    _term(r"(?:g|ng)?orchymyn cymunedol", "dedfryd y tu allan i’r carchar, gyda rheolau neu waith i’w wneud"),
    _term(r"(?:g|ng)?orchymyn iawndal", "mae’r llys yn gorchymyn i’r person dalu arian i chi"),
    _term(
        r"(?:g|ng)?orchymyn (?:atal|rhwystro|amddiffyn)",
        "gorchymyn llys sy’n dweud wrth berson am gadw draw oddi wrthych",
    ),
    _term(r"apêl|apelio|hapêl", "gofyn i lys uwch edrych eto ar y canlyniad"),
    _term(
        r"(?:dedfryd(?:au)? (?:rhy )?drugarog|cynllun dedfrydau rhy drugarog)",
        "gofyn i’r Twrnai Cyffredinol edrych ar ddedfryd sy’n ymddangos yn llawer rhy isel",
    ),
    _term(
        r"mechnïaeth|fechnïaeth",
        "nid yw’r person yn y carchar wrth aros, ac efallai fod ganddo reolau i’w cadw",
    ),
    _term(r"(?:cadw|gadw|chadw) yn y ddalfa|remánd", "wedi’i gadw yn y carchar wrth aros"),
    _term(r"(?:d|dd|n)itiad", "y rhestr o gyhuddiadau yn Llys y Goron"),
    _term(
        r"ynadon|ynad",
        "barnwyr heb reithgor, gwirfoddolwyr yn aml, sy’n delio ag achosion llai difrifol",
    ),
    _term(r"(?:p|b|ph)le(?:dio)?", "a yw’r person yn dweud ei fod yn euog neu’n ddieuog"),
    _term(
        r"(?:d|dd)atgelu|deunydd (?:nas|heb ei) (?:ddefnyddiwyd|ddefnyddio)",
        "rhoi i’r ochr arall yr hyn y daeth yr heddlu o hyd iddo ac na chafodd ei ddefnyddio",
    ),
    _term(r"gwarant|warant", "gorchymyn llys i arestio rhywun neu chwilio lle"),
    _term(r"(?:g|ng)?wŷs(?: tyst)?", "gorchymyn llys i ddod i roi tystiolaeth"),
    _term(
        r"(?:m|f)esurau arbennig",
        "help i roi eich tystiolaeth yn fwy cyfforddus, fel sgrin yn y llys",
    ),
    _term(
        r"(?:c|g|ch|ngh)yfryngw(?:r|yr)",
        "person sy’n helpu rhywun i ddeall ac i ateb cwestiynau",
    ),
    _term(r"(?:g|ng)?ohirio|(?:g|ng)?ohiriwyd", "ei symud i ddiwrnod arall"),
    _term(r"(?:c|g|ch)roesholi", "cwestiynau gan y cyfreithiwr ar yr ochr arall"),
    _term(r"rheithgor|reithgor", "deuddeg aelod o’r cyhoedd sy’n penderfynu a yw’r person yn euog"),
    _term(r"(?:b|f|m)argyfreithiw(?:r|yr)", "y cyfreithiwr sy’n siarad yn y llys"),
    _term(r"(?:yr|ar ran yr) amddiffyniad", "y person sydd wedi’i gyhuddo a’i gyfreithwyr"),
    _term(r"(?:d|dd|n)iffyn(?:nydd|yddion)", "y person sydd wedi’i gyhuddo"),
    _term(r"(?:b|f)aich y prawf|(?:s|f)afon y prawf", "rhaid i’r erlyniad wneud y llys yn sicr"),
    _term(r"(?:dim|nad oes) achos i’w ateb", "mae’r barnwr yn dweud bod rhy ychydig o dystiolaeth i fynd ymlaen"),
    _term(
        r"(?:d|dd|n)atganiad (?:personol )?(?:y )?dioddefwr",
        "eich geiriau eich hun am sut yr effeithiodd y drosedd arnoch",
    ),
    _term(
        r"hawl (?:y )?(?:d|dd)ioddefwyr i adolygiad",
        "gofyn am edrych o’r newydd ar benderfyniad i stopio neu i beidio â chyhuddo",
    ),
    _term(
        r"ISVA|IDVA|(?:c|g)ynghorydd trais (?:rhywiol|domestig) annibynnol",
        "arbenigwr annibynnol sy’n cefnogi pobl drwy drais rhywiol neu gam-drin domestig",
    ),
    _term(r"erlynydd|erlynwyr", "cyfreithiwr sy’n penderfynu a ddylai achos fynd i’r llys, ac sy’n ei gyflwyno yno"),
)
