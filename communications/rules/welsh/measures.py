"""The Welsh of the words in which a person reads what can help them to give evidence (MEAS-3).

Beside `communications.rules.measure_words`, whose fields are the keys here.
"""

from collections.abc import Mapping

from cases.rules.vocabulary import MeasureStanding, SpecialMeasure


def _text(title: str, about: str) -> Mapping[str, str]:
    return {"title": title, "about": about}


MEASURES: dict[SpecialMeasure, Mapping[str, str]] = {
    SpecialMeasure.SCREENS: _text(
        "Sgriniau",
        "Mae sgrin neu len o amgylch y lle rydych yn rhoi tystiolaeth. Ni all y diffynnydd eich gweld, ac ni allwch "
        "chi ei weld yntau. Gall y barnwr, y rheithgor a’r cyfreithwyr eich gweld.",
    ),
    SpecialMeasure.LIVE_LINK: _text(
        "Rhoi tystiolaeth drwy gyswllt fideo",
        "Rydych mewn ystafell arall, yn aml mewn adeilad arall, ac yn ymddangos ar sgrin yn ystafell y llys.",
    ),
    SpecialMeasure.RECORDED_INTERVIEW: _text(
        "Eich cyfweliad heddlu wedi’i recordio fel tystiolaeth",
        "Os recordiodd yr heddlu eich cyfweliad ar fideo, gellir ei chwarae yn y llys. Nid oes rhaid i chi ddweud y "
        "cyfan eto.",
    ),
    SpecialMeasure.RECORDED_QUESTIONING: _text(
        "Cwestiynau wedi’u recordio cyn y treial",
        "Bydd yr amddiffyniad yn gofyn ei gwestiynau ar ddiwrnod cyn y treial. Caiff y recordiad ei chwarae yn y "
        "treial, fel nad oes rhaid i chi fod yno.",
    ),
    SpecialMeasure.IN_PRIVATE: _text(
        "Rhoi tystiolaeth yn breifat",
        "Bydd y cyhoedd a’r rhan fwyaf o’r wasg yn gadael ystafell y llys tra byddwch yn rhoi tystiolaeth.",
    ),
    SpecialMeasure.WIGS_AND_GOWNS: _text(
        "Dim wigiau na gynau",
        "Yn Llys y Goron bydd y barnwr a’r cyfreithwyr yn tynnu eu wigiau a’u gynau, fel ei fod yn teimlo’n llai "
        "ffurfiol.",
    ),
    SpecialMeasure.SUPPORTER: _text(
        "Rhywun wrth eich ochr",
        "Bydd cefnogwr yn eistedd gyda chi tra byddwch yn rhoi tystiolaeth. Ni chaiff siarad â chi amdani.",
    ),
    SpecialMeasure.INTERMEDIARY: _text(
        "Cyfryngwr",
        "Bydd person hyfforddedig yn eich helpu i ddeall y cwestiynau, ac yn helpu’r llys i ddeall eich atebion. Mae "
        "hyn i bobl dan 18 oed, neu bobl ag anabledd neu gyflwr sy’n ei gwneud yn anodd siarad neu ddeall.",
    ),
    SpecialMeasure.COMMUNICATION_AIDS: _text(
        "Help i gyfathrebu",
        "Er enghraifft bwrdd â llythrennau neu luniau, neu ddyfais sy’n siarad drosoch.",
    ),
    SpecialMeasure.COURT_VISIT: _text(
        "Ymweliad â’r llys ymlaen llaw",
        "Byddwch yn gweld ystafell y llys ar ddiwrnod tawel, a ble y byddwch yn aros ac yn eistedd. Bydd y Gwasanaeth "
        "Tystion yn eich tywys.",
    ),
}

STANDINGS: dict[MeasureStanding, str] = {
    MeasureStanding.WILL_ASK: "Byddwn yn gofyn i’r llys am hyn. Y llys sy’n penderfynu.",
    MeasureStanding.COURT_DECIDES: "Rydym wedi gofyn i’r llys. Nid yw wedi penderfynu eto.",
    MeasureStanding.GRANTED: "Mae’r llys wedi dweud “ie”.",
    MeasureStanding.REFUSED: "Mae’r llys wedi dweud “na”. Gallwn siarad â chi am beth arall fyddai’n helpu.",
    MeasureStanding.NO_LONGER_WANTED: "Dywedoch wrthym nad ydych am gael hyn. Gallwch newid eich meddwl.",
}
