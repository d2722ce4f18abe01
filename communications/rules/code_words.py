"""The words of the ledger of the Victims' Code, in both languages: the 12 rights, and one sentence for each line (V24).

One reviewed module. What is late begins with an apology; what other agencies owe is said without blame. Dates and
figures come in as words of the page's language.
Source: domain reference 4.2, 4.4, 4.5 and 8; the leaflet on rights.
"""

from cases.rules.vocabulary import Language
from communications.rules.code_ledger import CodeRight, Item

WORDS_RULE = "CODE-3"

_RIGHTS_EN: dict[CodeRight, str] = {
    CodeRight.UNDERSTAND: "To understand, and to be understood",
    CodeRight.RECORDED: "To have the crime recorded without delay",
    CodeRight.REPORTING: "To be told what follows when you report",
    CodeRight.SUPPORT: "To hear of support, and to have help that fits you",
    CodeRight.COMPENSATION: "To hear about compensation",
    CodeRight.PROGRESS: "To hear about the investigation and the case",
    CodeRight.STATEMENT: "To say how the crime affected you",
    CodeRight.TRIAL: "To hear about the trial and your part in it",
    CodeRight.OUTCOME: "To hear how the case ends, and of any appeal",
    CodeRight.EXPENSES: "To have expenses paid and property returned",
    CodeRight.OFFENDER: "To hear about the person once they are convicted",
    CodeRight.COMPLAINT: "To complain",
}
_RIGHTS_CY: dict[CodeRight, str] = {
    CodeRight.UNDERSTAND: "Deall, a chael eich deall",
    CodeRight.RECORDED: "Cael cofnodi’r drosedd heb oedi",
    CodeRight.REPORTING: "Cael gwybod beth sy’n dilyn pan fyddwch yn rhoi gwybod am drosedd",
    CodeRight.SUPPORT: "Cael gwybod am gymorth, a chael help sy’n addas i chi",
    CodeRight.COMPENSATION: "Cael gwybod am iawndal",
    CodeRight.PROGRESS: "Cael gwybod am yr ymchwiliad a’r achos",
    CodeRight.STATEMENT: "Dweud sut effeithiodd y drosedd arnoch",
    CodeRight.TRIAL: "Cael gwybod am y treial a’ch rhan chi ynddo",
    CodeRight.OUTCOME: "Cael gwybod sut mae’r achos yn dod i ben, ac am unrhyw apêl",
    CodeRight.EXPENSES: "Cael talu treuliau a chael eiddo yn ôl",
    CodeRight.OFFENDER: "Cael gwybod am y person ar ôl ei gael yn euog",
    CodeRight.COMPLAINT: "Cwyno",
}
_ITEMS_EN: dict[Item, str] = {
    Item.NEEDS_KNOWN: "We know which language and form you need, and use them. Tell us whenever that changes.",
    Item.NEEDS_NOT_ASKED: "We have not asked you yet in which language and form you need things. You can tell us in a "
    "message now.",
    Item.CRIME_RECORDED: "The police record the crime and confirm it to you in writing. If you have nothing in "
    "writing, ask the police officer in your case.",
    Item.TOLD_WHAT_FOLLOWS: "The police tell you what happens after you report. We cannot see here what they told you.",
    Item.SUPPORT_NAMED: "Our letter of {done} names people who can help you.",
    Item.SUPPORT_REFERRED: "The police ask whether you want to be put in touch with people who support victims. If "
    "nobody asked you, tell your contact.",
    Item.COMPENSATION_TOLD: "The police tell you how to ask for compensation.",
    Item.COMPENSATION_EXPLAINED: "We explain it here: what there is, who decides, and what the time limits are.",
    Item.DECISION_TOLD: "We wrote to you about a decision on {done}. It was due by {due}, within {days} working days "
    "of the decision.",
    Item.DECISION_TOLD_LATE: "We are sorry. We wrote to you about a decision on {done}. It was due by {due}.",
    Item.REVIEW_OPEN: "You can ask us to look again at a decision, by {due}.",
    Item.REVIEW_ANSWERED: "You asked us to look again at a decision. We told you the answer on {done}. It was due by "
    "{due}.",
    Item.REVIEW_ANSWERED_LATE: "We are sorry. You asked us to look again at a decision, and we answered on {done}. It "
    "was due by {due}.",
    Item.REVIEW_WAITING: "A review of a decision was asked for. We answer by {due}.",
    Item.REVIEW_OVERDUE: "We are sorry. A review of a decision was asked for, and we were to answer by {due}. We have "
    "not told you the answer yet.",
    Item.UPDATE_PROMISED: "You hear from us by {due}, even if nothing has changed.",
    Item.UPDATE_MISSED: "We are sorry. We said that you would hear from us by {due}, and you did not.",
    Item.MESSAGE_ANSWERED: "You wrote to us. We answered on {done}. It was due by {due}.",
    Item.MESSAGE_ANSWERED_LATE: "We are sorry. You wrote to us, and we answered on {done}. It was due by {due}.",
    Item.MESSAGE_WAITING: "You wrote to us. We answer by {due}.",
    Item.MESSAGE_OVERDUE: "We are sorry. You wrote to us, and we were to answer by {due}. We have not.",
    Item.POLICE_NEWS: "The police tell you about arrest, bail and charge. We cannot see here what they told you.",
    Item.STATEMENT_MADE: "We have your Victim Personal Statement. You can add to it.",
    Item.STATEMENT_DECLINED: "You chose not to make a Victim Personal Statement. You can change your mind.",
    Item.STATEMENT_IN_HAND: "Your Victim Personal Statement is being worked on. Ask your contact how far it is.",
    Item.STATEMENT_OFFERED_BY_POLICE: "The police ask you whether you want to make a Victim Personal Statement. If "
    "nobody asked you, tell your contact.",
    Item.MEETING_OFFERED: "We offered you a meeting on {done}. You can still say yes.",
    Item.MEETING_ARRANGED: "You have a meeting with us on {due}.",
    Item.MEETING_UNRECORDED: "You had a meeting with us on {due}. What came of it is not written down yet. If it "
    "did not take place, tell us, and we agree another time.",
    Item.MEETING_HELD: "We met you on {done}.",
    Item.HEARINGS_TOLD: "The police Witness Care Unit tells you about hearings within {days} working days of hearing "
    "of them. Your contact can help if you heard nothing.",
    Item.TRIAL_NOT_YET: "The case is not at court, so there is no trial to tell you about now.",
    Item.TRIAL_OVER: "The trial or the plea is over. If you have questions about it, ask your contact.",
    Item.TRIAL_NONE: "The case has been stopped, so there is no trial.",
    Item.OUTCOME_TOLD: "The police Witness Care Unit tells you the outcome, and any appeal, within {days} working days "
    "of hearing of it.",
    Item.OUTCOME_NOT_YET: "There is no outcome yet. When there is, the police Witness Care Unit tells you within "
    "{days} working days of hearing of it.",
    Item.OUTCOME_NONE: "The case has been stopped. Our letter explains why.",
    Item.EXPENSES_PAID: "If you give evidence, the court form for your expenses comes from the Witness Care Unit or "
    "the Witness Service.",
    Item.PROPERTY_RETURNED: "The police give back what they took as evidence when it is no longer needed.",
    Item.OFFENDER_TOLD: "After some sentences the Probation Service asks whether you want to hear about release. This "
    "is called the Victim Contact Scheme. If nobody asked you, tell your contact.",
    Item.OFFENDER_NOT_YET: "This begins only if somebody is convicted.",
    Item.OFFENDER_NONE: "The case has been stopped and nobody was convicted in it.",
    Item.COMPLAINT_ANSWERED: "You complained. We answered on {done}. It was due by {due}.",
    Item.COMPLAINT_ANSWERED_LATE: "We are sorry. You complained, and we answered on {done}. It was due by {due}.",
    Item.COMPLAINT_WAITING: "You complained. We answer by {due}.",
    Item.COMPLAINT_OVERDUE: "We are sorry. You complained, and we were to answer by {due}. We have not yet.",
    Item.COMPLAINT_POSSIBLE: "You can complain at any time. It changes nothing about how your case is handled.",
}
_ITEMS_CY: dict[Item, str] = {
    Item.NEEDS_KNOWN: "Gwyddom pa iaith a pha ffurf sydd eu hangen arnoch, ac rydym yn eu defnyddio. Dywedwch wrthym "
    "pan fydd hynny’n newid.",
    Item.NEEDS_NOT_ASKED: "Nid ydym wedi gofyn i chi eto ym mha iaith a ffurf y mae angen pethau arnoch. Gallwch "
    "ddweud wrthym mewn neges nawr.",
    Item.CRIME_RECORDED: "Yr heddlu sy’n cofnodi’r drosedd ac yn cadarnhau hynny i chi mewn ysgrifen. Os nad oes "
    "gennych ddim mewn ysgrifen, gofynnwch i’r swyddog heddlu yn eich achos.",
    Item.TOLD_WHAT_FOLLOWS: "Yr heddlu sy’n dweud wrthych beth sy’n digwydd ar ôl i chi roi gwybod. Ni allwn weld yma "
    "beth a ddywedwyd wrthych.",
    Item.SUPPORT_NAMED: "Mae ein llythyr dyddiedig {done} yn enwi pobl a all eich helpu.",
    Item.SUPPORT_REFERRED: "Yr heddlu sy’n gofyn a hoffech gael eich cysylltu â phobl sy’n cefnogi dioddefwyr. Os na "
    "ofynnodd neb i chi, dywedwch wrth eich person cyswllt.",
    Item.COMPENSATION_TOLD: "Yr heddlu sy’n dweud wrthych sut i ofyn am iawndal.",
    Item.COMPENSATION_EXPLAINED: "Rydym yn ei esbonio yma: beth sydd ar gael, pwy sy’n penderfynu, a beth yw’r "
    "terfynau amser.",
    Item.DECISION_TOLD: "Ysgrifennwyd atoch am benderfyniad ar {done}. Y dyddiad olaf oedd {due}, o fewn {days} "
    "diwrnod gwaith i’r penderfyniad.",
    Item.DECISION_TOLD_LATE: "Mae’n ddrwg gennym. Ysgrifennwyd atoch am benderfyniad ar {done}. Y dyddiad olaf oedd "
    "{due}.",
    Item.REVIEW_OPEN: "Gallwch ofyn i ni edrych eto ar benderfyniad, erbyn {due}.",
    Item.REVIEW_ANSWERED: "Fe ofynnoch i ni edrych eto ar benderfyniad. Cawsoch yr ateb ar {done}. Y dyddiad olaf oedd "
    "{due}.",
    Item.REVIEW_ANSWERED_LATE: "Mae’n ddrwg gennym. Fe ofynnoch i ni edrych eto ar benderfyniad, a chawsoch yr ateb ar "
    "{done}. Y dyddiad olaf oedd {due}.",
    Item.REVIEW_WAITING: "Gofynnwyd am adolygiad o benderfyniad. Byddwn yn ateb erbyn {due}.",
    Item.REVIEW_OVERDUE: "Mae’n ddrwg gennym. Gofynnwyd am adolygiad o benderfyniad, ac roeddem i fod i ateb erbyn "
    "{due}. Nid ydych wedi cael yr ateb eto.",
    Item.UPDATE_PROMISED: "Byddwch yn clywed gennym erbyn {due}, hyd yn oed os nad oes dim wedi newid.",
    Item.UPDATE_MISSED: "Mae’n ddrwg gennym. Dywedwyd y byddech yn clywed gennym erbyn {due}, ac ni ddigwyddodd hynny.",
    Item.MESSAGE_ANSWERED: "Fe ysgrifennoch atom. Cawsoch ateb ar {done}. Y dyddiad olaf oedd {due}.",
    Item.MESSAGE_ANSWERED_LATE: "Mae’n ddrwg gennym. Fe ysgrifennoch atom, a chawsoch ateb ar {done}. Y dyddiad olaf "
    "oedd {due}.",
    Item.MESSAGE_WAITING: "Fe ysgrifennoch atom. Byddwn yn ateb erbyn {due}.",
    Item.MESSAGE_OVERDUE: "Mae’n ddrwg gennym. Fe ysgrifennoch atom, ac roeddem i fod i ateb erbyn {due}. Nid ydym "
    "wedi gwneud hynny.",
    Item.POLICE_NEWS: "Yr heddlu sy’n dweud wrthych am arestio, mechnïaeth a chyhuddo. Ni allwn weld yma beth a "
    "ddywedwyd wrthych.",
    Item.STATEMENT_MADE: "Mae eich Datganiad Personol Dioddefwr gennym. Gallwch ychwanegu ato.",
    Item.STATEMENT_DECLINED: "Dewisoch beidio â gwneud Datganiad Personol Dioddefwr. Gallwch newid eich meddwl.",
    Item.STATEMENT_IN_HAND: "Mae gwaith ar eich Datganiad Personol Dioddefwr. Gofynnwch i’ch person cyswllt pa mor "
    "bell y mae.",
    Item.STATEMENT_OFFERED_BY_POLICE: "Yr heddlu sy’n gofyn a hoffech wneud Datganiad Personol Dioddefwr. Os na "
    "ofynnodd neb i chi, dywedwch wrth eich person cyswllt.",
    Item.MEETING_OFFERED: "Cynigiwyd cyfarfod i chi ar {done}. Gallwch ddweud ie o hyd.",
    Item.MEETING_ARRANGED: "Mae gennych gyfarfod â ni ar {due}.",
    Item.MEETING_UNRECORDED: "Roedd gennych gyfarfod â ni ar {due}. Nid yw’r hyn a ddaeth ohono wedi’i nodi eto. Os na "
    "chafodd ei gynnal, dywedwch wrthym, a byddwn yn cytuno ar amser arall.",
    Item.MEETING_HELD: "Cawsom gyfarfod â chi ar {done}.",
    Item.HEARINGS_TOLD: "Uned Gofal Tystion yr heddlu sy’n dweud wrthych am wrandawiadau, o fewn {days} diwrnod gwaith "
    "ar ôl iddi glywed amdanynt. Gall eich person cyswllt helpu os na chlywsoch ddim.",
    Item.TRIAL_NOT_YET: "Nid yw’r achos yn y llys, felly nid oes treial i ddweud wrthych amdano nawr.",
    Item.TRIAL_OVER: "Mae’r treial neu’r ple drosodd. Os oes gennych gwestiynau, gofynnwch i’ch person cyswllt.",
    Item.TRIAL_NONE: "Mae’r achos wedi dod i ben, felly nid oes treial.",
    Item.OUTCOME_TOLD: "Uned Gofal Tystion yr heddlu sy’n dweud y canlyniad wrthych, ac am unrhyw apêl, o fewn {days} "
    "diwrnod gwaith ar ôl iddi glywed amdano.",
    Item.OUTCOME_NOT_YET: "Nid oes canlyniad eto. Pan fydd un, bydd Uned Gofal Tystion yr heddlu yn dweud wrthych o "
    "fewn {days} diwrnod gwaith ar ôl iddi glywed amdano.",
    Item.OUTCOME_NONE: "Mae’r achos wedi dod i ben. Mae ein llythyr yn esbonio pam.",
    Item.EXPENSES_PAID: "Os byddwch yn rhoi tystiolaeth, gan yr Uned Gofal Tystion neu’r Gwasanaeth Tystion y daw "
    "ffurflen y llys ar gyfer eich treuliau.",
    Item.PROPERTY_RETURNED: "Bydd yr heddlu’n rhoi’r hyn a gymerwyd fel tystiolaeth yn ôl pan na fydd ei angen mwyach.",
    Item.OFFENDER_TOLD: "Ar ôl rhai dedfrydau bydd y Gwasanaeth Prawf yn gofyn a hoffech gael gwybod am ryddhau. Y "
    "Cynllun Cyswllt Dioddefwyr yw’r enw ar hyn. Os na ofynnodd neb i chi, dywedwch wrth eich person cyswllt.",
    Item.OFFENDER_NOT_YET: "Dim ond os ceir rhywun yn euog y mae hyn yn dechrau.",
    Item.OFFENDER_NONE: "Mae’r achos wedi dod i ben, ac ni chafwyd neb yn euog ynddo.",
    Item.COMPLAINT_ANSWERED: "Fe gwynoch. Cawsoch ateb ar {done}. Y dyddiad olaf oedd {due}.",
    Item.COMPLAINT_ANSWERED_LATE: "Mae’n ddrwg gennym. Fe gwynoch, a chawsoch ateb ar {done}. Y dyddiad olaf oedd "
    "{due}.",
    Item.COMPLAINT_WAITING: "Fe gwynoch. Byddwn yn ateb erbyn {due}.",
    Item.COMPLAINT_OVERDUE: "Mae’n ddrwg gennym. Fe gwynoch, ac roeddem i fod i ateb erbyn {due}. Nid ydym wedi gwneud "
    "hynny eto.",
    Item.COMPLAINT_POSSIBLE: "Gallwch gwyno unrhyw bryd. Nid yw’n newid dim yn y ffordd yr ymdrinnir â’ch achos.",
}

#: What others owe, where no row says within how many days.
_WITHOUT_DAYS_EN: dict[Item, str] = {
    Item.HEARINGS_TOLD: "The police Witness Care Unit tells you about hearings. Your contact can help if you heard "
    "nothing.",
    Item.OUTCOME_TOLD: "The police Witness Care Unit tells you the outcome, and any appeal.",
    Item.OUTCOME_NOT_YET: "There is no outcome yet. When there is, the police Witness Care Unit tells you.",
}
_WITHOUT_DAYS_CY: dict[Item, str] = {
    Item.HEARINGS_TOLD: "Uned Gofal Tystion yr heddlu sy’n dweud wrthych am wrandawiadau. Gall eich person cyswllt "
    "helpu os na chlywsoch ddim.",
    Item.OUTCOME_TOLD: "Uned Gofal Tystion yr heddlu sy’n dweud y canlyniad wrthych, ac am unrhyw apêl.",
    Item.OUTCOME_NOT_YET: "Nid oes canlyniad eto. Pan fydd un, bydd Uned Gofal Tystion yr heddlu yn dweud wrthych.",
}


def right_words(*, right: CodeRight, language: Language) -> str:
    """Name one of the 12 rights in a few words (CODE-3). English for any language but Welsh."""
    return (_RIGHTS_CY if language is Language.CY else _RIGHTS_EN)[right]


def item_words(*, item: Item, language: Language, due: str, done: str, days: str) -> str:
    """Say one line of the ledger (CODE-3). English for any language but Welsh.

    ``due``, ``done`` and ``days`` are words of the same language; empty where the line has none.
    """
    words = _ITEMS_CY if language is Language.CY else _ITEMS_EN
    if not days:
        words = {**words, **(_WITHOUT_DAYS_CY if language is Language.CY else _WITHOUT_DAYS_EN)}
    text = words[item].format(due=due, done=done, days=days)
    return text.replace("1 working days", "1 working day")
