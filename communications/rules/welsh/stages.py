"""The Welsh of the words in which a victim reads where the case stands (STAT-1).

Beside `communications.rules.status_words`, whose fields are the keys here. ``awaited`` follows "Rydym yn aros" and
brings its preposition.
"""

from collections.abc import Mapping

from cases.rules.vocabulary import ChargeState, JourneyStage


def _words(title: str, step: str, began: str, happened: str, following: str, awaited: str) -> Mapping[str, str]:
    return {
        "title": title,
        "step": step,
        "began": began,
        "happened": happened,
        "next": following,
        "awaited": awaited,
    }


def _charge(label: str, means: str) -> tuple[str, str]:
    return label, means


STAGES: dict[JourneyStage, Mapping[str, str]] = {
    JourneyStage.REPORTED: _words(
        "Rhoesoch wybod i’r heddlu",
        "Yr adroddiad i’r heddlu",
        "Dywedoch wrth yr heddlu beth ddigwyddodd.",
        "Dywedoch wrth yr heddlu beth ddigwyddodd ac fe wnaethant gofnod ohono.",
        "Bydd yr heddlu’n ymchwilio iddo ac yn dweud wrthych beth maent yn ei wneud.",
        "i’r heddlu ymchwilio i’r hyn a ddywedoch wrthynt",
    ),
    JourneyStage.INVESTIGATION: _words(
        "Mae’r heddlu’n ymchwilio",
        "Ymchwiliad yr heddlu",
        "Dechreuodd yr heddlu gasglu tystiolaeth.",
        "Mae’r heddlu’n casglu tystiolaeth.",
        "Pan fydd ganddynt ddigon, efallai y byddant yn gofyn i ni benderfynu a ddylid cyhuddo rhywun.",
        "i’r heddlu orffen casglu tystiolaeth",
    ),
    JourneyStage.CPS_REVIEW: _words(
        "Mae erlynydd yn penderfynu",
        "Erlynydd yn penderfynu a ddylid cyhuddo",
        "Anfonodd yr heddlu eu tystiolaeth atom, a dechreuodd erlynydd edrych arni.",
        "Mae’r heddlu wedi anfon eu tystiolaeth atom, ac mae erlynydd yn edrych arni.",
        "Bydd yr erlynydd yn penderfynu a ddylid cyhuddo rhywun, a byddwn yn dweud wrthych ac yn esbonio pam.",
        "i’r erlynydd benderfynu a ddylid cyhuddo rhywun",
    ),
    JourneyStage.CHARGED: _words(
        "Mae’r sawl a ddrwgdybir wedi’i gyhuddo",
        "Y cyhuddiad",
        "Cafodd y sawl a ddrwgdybir ei gyhuddo.",
        "Mae’r sawl a ddrwgdybir wedi’i gyhuddo, sy’n golygu y bydd llys yn delio â’r achos.",
        "Bydd gwrandawiad cyntaf mewn llys ynadon, ac nid oes angen i chi fynd fel arfer.",
        "am y gwrandawiad cyntaf yn y llys ynadon",
    ),
    JourneyStage.FIRST_HEARING: _words(
        "Y gwrandawiad cyntaf",
        "Y gwrandawiad cyntaf, mewn llys ynadon",
        "Daeth yr achos i lys ynadon am y tro cyntaf.",
        "Mae’r achos wedi dod i lys ynadon am y tro cyntaf.",
        "Bydd y llys yn penderfynu i ble mae’r achos yn mynd nesaf a beth yw’r dyddiadau.",
        "i’r llys benderfynu beth sy’n digwydd nesaf",
    ),
    JourneyStage.MAGS_TRIAL_PREP: _words(
        "Paratoi ar gyfer y treial",
        "Paratoi ar gyfer y treial",
        "Dechreuodd y ddwy ochr baratoi ar gyfer treial yn y llys ynadon.",
        "Bydd yr achos yn cael ei glywed mewn llys ynadon, ac mae’r ddwy ochr yn paratoi ar gyfer y treial.",
        "Bydd y treial ar y dyddiad y bydd y llys yn ei bennu, a bydd yr heddlu’n dweud wrthych os bydd yn newid.",
        "am y treial yn y llys ynadon",
    ),
    JourneyStage.MAGS_TRIAL: _words(
        "Y treial",
        "Y treial, yn y llys ynadon",
        "Dechreuodd y treial yn y llys ynadon.",
        "Mae’r treial yn cael ei gynnal mewn llys ynadon.",
        "Bydd y llys yn penderfynu a yw’r diffynnydd yn euog.",
        "i’r llys ddod i’w benderfyniad",
    ),
    JourneyStage.SENT_TO_CROWN: _words(
        "Mae’r achos wedi symud i Lys y Goron",
        "Symud i Lys y Goron",
        "Anfonodd y llys ynadon yr achos i Lys y Goron.",
        "Mae’r llys ynadon wedi anfon yr achos i Lys y Goron.",
        "Bydd gwrandawiad yn Llys y Goron lle bydd y diffynnydd yn dweud “euog” neu “ddim yn euog”.",
        "am y gwrandawiad cyntaf yn Llys y Goron",
    ),
    JourneyStage.PTPH: _words(
        "Gwrandawiad i gynllunio’r treial",
        "Y gwrandawiad sy’n cynllunio’r hyn sy’n dilyn",
        "Daeth yr achos i’r gwrandawiad yn Llys y Goron sy’n cynllunio’r hyn sy’n dilyn.",
        "Mae Llys y Goron wedi cynnal, neu ar fin cynnal, y gwrandawiad lle mae’r diffynnydd yn dweud “euog” neu "
        "“ddim yn euog”.",
        "Bydd y barnwr yn pennu’r dyddiadau nesaf: treial, neu ddedfryd os bydd y diffynnydd yn dweud “euog”.",
        "i Lys y Goron bennu’r dyddiadau nesaf",
    ),
    JourneyStage.TRIAL_PREP: _words(
        "Paratoi ar gyfer y treial yn Llys y Goron",
        "Paratoi ar gyfer y treial",
        "Dechreuodd y ddwy ochr baratoi ar gyfer y treial.",
        "Mae’r ddwy ochr yn paratoi ar gyfer y treial.",
        "Bydd y treial ar y dyddiad y bydd y llys yn ei bennu, a byddwn yn dweud wrthych cyn hynny pa help y gallwch "
        "ei gael.",
        "am y treial yn Llys y Goron",
    ),
    JourneyStage.S28: _words(
        "Recordio eich tystiolaeth cyn y treial",
        "Recordio eich tystiolaeth cyn y treial",
        "Cytunodd y llys y gellir recordio’r cwestiynau i chi cyn y treial.",
        "Mae’r llys wedi cytuno y gellir recordio’r cwestiynau i chi cyn y treial.",
        "Bydd y recordio ar y dyddiad y bydd y llys yn ei bennu, a bydd y recordiad yn cael ei chwarae yn y treial.",
        "am y gwrandawiad lle bydd eich tystiolaeth yn cael ei recordio",
    ),
    JourneyStage.TRIAL: _words(
        "Y treial yn Llys y Goron",
        "Y treial, yn Llys y Goron",
        "Dechreuodd y treial yn Llys y Goron.",
        "Mae’r treial yn cael ei gynnal yn Llys y Goron.",
        "Bydd y rheithgor yn penderfynu a yw’r diffynnydd yn euog.",
        "i’r rheithgor ddod i’w benderfyniad",
    ),
    JourneyStage.VERDICT: _words(
        "Mae’r llys wedi dod i benderfyniad",
        "Penderfyniad y llys",
        "Daeth y llys i ddiwedd y treial.",
        "Mae’r llys wedi penderfynu a yw’r diffynnydd yn euog, neu nid oedd y rheithgor yn gallu cytuno.",
        "Efallai y bydd dedfryd, treial arall neu ddim mwy o wrandawiadau, a bydd yr heddlu’n dweud wrthych pa un.",
        "i’r llys ddweud beth sy’n digwydd nesaf",
    ),
    JourneyStage.SENTENCE: _words(
        "Y ddedfryd",
        "Y ddedfryd",
        "Daeth yr achos i’r ddedfryd.",
        "Mae’r llys wedi dedfrydu’r diffynnydd, neu ar fin gwneud hynny.",
        "Bydd yr heddlu’n dweud wrthych beth mae’r ddedfryd yn ei olygu a beth y gallwch ofyn amdano.",
        "am y ddedfryd, neu i’r amser i’w herio ddod i ben",
    ),
    JourneyStage.APPEAL: _words(
        "Apêl",
        "Yr apêl",
        "Gofynnodd rhywun i lys uwch edrych ar yr achos eto.",
        "Mae rhywun wedi gofyn i lys uwch edrych ar yr achos eto.",
        "Bydd y llys uwch yn penderfynu, a bydd yr heddlu’n dweud wrthych beth oedd y penderfyniad.",
        "i’r llys uwch benderfynu",
    ),
    JourneyStage.CLOSED: _words(
        "Mae’r achos wedi gorffen",
        "Diwedd yr achos",
        "Daeth yr achos i ben.",
        "Mae’r achos wedi gorffen.",
        "Nid oes mwy o wrandawiadau, a gallwch ofyn i ni o hyd am yr hyn a ddigwyddodd.",
        "am ddim byd arall yn yr achos hwn",
    ),
    JourneyStage.PROVISIONAL_STOP: _words(
        "Rydym yn ystyried rhoi’r gorau i’r achos",
        "Penderfyniad nad yw’n derfynol",
        "Roedd erlynydd o’r farn y dylai’r achos ddod i ben, a dywedwyd wrthych cyn i hyn fod yn derfynol.",
        "Mae erlynydd o’r farn y dylai’r achos ddod i ben, ac rydym wedi dweud wrthych cyn i hyn ddod yn derfynol.",
        "Gallwch ofyn i erlynydd arall edrych arno, ac yna byddwn yn dweud wrthych beth yw’r penderfyniad terfynol.",
        "am eich ateb, neu i’r ail erlynydd benderfynu",
    ),
    JourneyStage.STOPPED: _words(
        "Nid yw’r achos yn mynd ymlaen",
        "Y penderfyniad i beidio â mynd ymlaen",
        "Penderfynodd erlynydd na ddylai’r achos fynd ymlaen.",
        "Penderfynodd erlynydd na ddylai’r achos fynd ymlaen, ac rydym wedi esbonio pam wrthych.",
        "Os gellir edrych ar y penderfyniad eto, mae ein llythyr atoch yn dweud sut i ofyn ac erbyn pryd.",
        "am ddim byd arall yn yr achos hwn oni bai eich bod yn gofyn am edrych ar y penderfyniad eto",
    ),
}
#: In the place of a stop whose letter has not gone yet (STAT-2).
BEFORE_THE_LETTER: Mapping[str, str] = _words(
    "Mae penderfyniad yn eich achos",
    "Penderfyniad, y byddwn yn ei esbonio i chi",
    "Gwnaed penderfyniad yn eich achos, ac rydym yn ysgrifennu atoch amdano.",
    "Mae penderfyniad yn eich achos.",
    "Rydym yn ysgrifennu atoch i’w esbonio ac i ddweud beth y gallwch ei wneud.",
    "am ein llythyr atoch",
)
#: What stands instead where no letter is to come: it is here, or there is none (STAT-2).
BEFORE_WHERE: dict[str, Mapping[str, str]] = {
    "COMING": {},
    "HERE": {
        "began": "Gwnaed penderfyniad, y mae ein llythyr yn ei esbonio.",
        "next": "Mae ein llythyr amdano yma. Chi sy’n dewis pryd i’w ddarllen, a gallwn eich ffonio’n gyntaf.",
        "awaited": "",
    },
    "NOT_BY_LETTER": {
        "step": "Penderfyniad",
        "began": "Gwnaed penderfyniad.",
        "next": "Gall pwy bynnag sydd mewn cysylltiad â chi yma ddweud wrthych amdano, os a phan fyddwch am glywed.",
        "awaited": "",
    },
}
#: Of a stopped case, while somebody looks at that decision again (STAT-5).
STOPPED_LOOKED_AT_AGAIN: Mapping[str, str] = {
    "next": "Mae erlynydd nad oedd â rhan yn y penderfyniad yn edrych ar bopeth eto, a byddwn yn rhoi’r ateb i chi.",
    "awaited": "i erlynydd nad oedd â rhan yn y penderfyniad edrych arno eto",
}
#: For a reader who is not the victim.
STAGES_FOR_OTHERS: dict[JourneyStage, Mapping[str, str]] = {
    JourneyStage.REPORTED: {
        "title": "Rhoddwyd gwybod i’r heddlu",
        "began": "Dywedwyd wrth yr heddlu beth ddigwyddodd.",
        "happened": "Dywedwyd wrth yr heddlu beth ddigwyddodd ac fe wnaethant gofnod ohono.",
        "awaited": "i’r heddlu ymchwilio i’r hyn a ddywedwyd wrthynt",
    },
    JourneyStage.S28: {
        "title": "Recordio tystiolaeth cyn y treial",
        "step": "Recordio tystiolaeth cyn y treial",
        "began": "Cytunodd y llys y gellir recordio’r cwestiynau i dyst cyn y treial.",
        "happened": "Mae’r llys wedi cytuno y gellir recordio’r cwestiynau i dyst cyn y treial.",
        "awaited": "am y gwrandawiad lle bydd y dystiolaeth yn cael ei recordio",
    },
}
BEFORE_THE_LETTER_FOR_OTHERS: Mapping[str, str] = {
    "title": "Mae penderfyniad yn yr achos",
    "began": "Gwnaed penderfyniad yn yr achos, ac rydym yn ysgrifennu atoch amdano.",
    "happened": "Mae penderfyniad yn yr achos.",
}
#: How a charge stands: in a word or two, and what that means.
CHARGES: dict[ChargeState, tuple[str, str]] = {
    ChargeState.ALLEGED: _charge(
        "Yn cael ei ystyried",
        "Mae’r heddlu neu erlynydd yn edrych ar hyn. Nid oes neb wedi’i gyhuddo ohono.",
    ),
    ChargeState.CHARGED: _charge(
        "Yn mynd ymlaen",
        "Mae’r diffynnydd wedi’i gyhuddo o hyn, a bydd y llys yn delio ag ef.",
    ),
    ChargeState.UNDER_REVIEW: _charge(
        "Yn cael ei ystyried eto",
        "Mae erlynydd yn edrych ar y cyhuddiad hwn eto.",
    ),
    ChargeState.NOT_CHARGED: _charge(
        "Dim cyhuddiad",
        "Penderfynodd erlynydd na fyddai neb yn cael ei gyhuddo o hyn, ac rydym wedi esbonio pam. Nid yw’n golygu na "
        "ddigwyddodd.",
    ),
    ChargeState.STOPPED: _charge(
        "Ddim yn mynd ymlaen",
        "Penderfynodd erlynydd na ddylai’r cyhuddiad hwn fynd ymlaen, ac rydym wedi esbonio pam. Nid yw’n golygu na "
        "ddigwyddodd.",
    ),
    ChargeState.NO_EVIDENCE: _charge(
        "Ddim yn mynd ymlaen",
        "Dywedasom wrth y llys na fyddem yn mynd ymlaen â’r cyhuddiad hwn, a daeth i ben yno. Rydym wedi esbonio pam. "
        "Nid yw’n golygu na ddigwyddodd.",
    ),
    ChargeState.LIES_ON_FILE: _charge(
        "Wedi’i adael ar ffeil",
        "Mae’r llys yn cadw’r cyhuddiad hwn ar ffeil heb dreial. Dim ond os bydd llys yn caniatáu hynny y gall fynd "
        "ymlaen.",
    ),
    ChargeState.REPLACED: _charge("Wedi’i ddisodli", "Daeth cyhuddiad arall yn lle’r un hwn."),
    ChargeState.CONVICTED: _charge(
        "Euog",
        "Dywedodd y diffynnydd “euog” i hyn, neu cafodd y llys y diffynnydd yn euog ohono.",
    ),
    ChargeState.ACQUITTED: _charge(
        "Dieuog",
        "Cafodd y llys y diffynnydd yn ddieuog o hyn. Mae’n golygu nad oedd y llys yn sicr. Nid yw’n golygu na "
        "ddywedodd rhywun y gwir.",
    ),
    ChargeState.COURT_ENDED: _charge("Daeth i ben yn y llys", "Daeth y llys â’r cyhuddiad hwn i ben."),
}
AT_COURT: tuple[str, str] = _charge(
    "Penderfynwyd gan y llys",
    "Mae’r llys wedi delio â’r cyhuddiad hwn. Mae’r heddlu’n dweud wrthych beth oedd y penderfyniad, a gallwch ofyn "
    "i ni.",
)
