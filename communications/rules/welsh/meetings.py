"""The Welsh of the words in which a person reads what a meeting is for and how it stands (MEET-6).

Beside `communications.rules.meeting_texts`, whose fields are the keys here.
"""

from collections.abc import Mapping

from communications.rules.meeting_words import FamilyPoint, MeetingPurpose, MeetingState


def _purpose(title: str, about: str) -> Mapping[str, str]:
    return {"title": title, "about": about}


def _state(now: str, following: str) -> Mapping[str, str]:
    return {"now": now, "next": following}


_A_DECISION = _purpose(
    "Cyfarfod am benderfyniad yn yr achos",
    "Gwnaeth erlynydd benderfyniad yn yr achos. Byddwn yn ei esbonio i chi ac yn ateb eich cwestiynau.",
)

PURPOSES: dict[MeetingPurpose, Mapping[str, str]] = {
    MeetingPurpose.PRE_TRIAL: _purpose(
        "Cyfarfod cyn y treial",
        "Byddwn yn esbonio beth sy’n digwydd yn y llys, pwy sydd yn yr ystafell, sut y gofynnir cwestiynau a pha help "
        "y gallwn ofyn i’r llys amdano. Gallwch ofyn i ni am y cyfan. Ni fyddwn yn siarad am eich tystiolaeth: rhaid "
        "iddi aros yn eiddo i chi.",
    ),
    MeetingPurpose.CHARGING_DECISION: _A_DECISION,
    MeetingPurpose.STOPPED_OR_ALTERED: _A_DECISION,
    MeetingPurpose.RIGHT_TO_REVIEW: _purpose(
        "Cyfarfod am edrych ar benderfyniad eto",
        "Gwnaethoch ofyn i ni edrych ar benderfyniad eto. Byddwn yn esbonio beth wnaethom a beth a welsom.",
    ),
    MeetingPurpose.COMPLAINT: _purpose(
        "Cyfarfod am eich cwyn",
        "Dywedoch wrthym nad oedd rhywbeth yn iawn. Rydym am wrando, a dweud wrthych beth rydym yn ei wneud amdano.",
    ),
    MeetingPurpose.OTHER: _purpose(
        "Cyfarfod gyda ni",
        "Hoffem siarad â chi am yr achos ac ateb eich cwestiynau.",
    ),
}

FAMILY_POINTS: dict[FamilyPoint, Mapping[str, str]] = {
    FamilyPoint.AFTER_CHARGE: _purpose(
        "Cyfarfod gyda’ch teulu am y penderfyniad i gyhuddo",
        "Byddwn yn esbonio beth benderfynodd erlynydd a pham, beth sy’n digwydd nesaf a sut rydym yn cadw mewn "
        "cysylltiad â chi.",
    ),
    FamilyPoint.WITH_ADVOCATE: _purpose(
        "Cyfarfod gyda’ch teulu cyn y treial",
        "Byddwch yn cwrdd â’r cyfreithiwr sy’n cyflwyno’r achos yn y llys. Byddwn yn esbonio beth sy’n digwydd yno, "
        "beth y gallech ei glywed, a ble y gallwch eistedd. Gallwch ofyn i ni am y cyfan.",
    ),
    FamilyPoint.AFTER_STOP_OR_CHANGE: _purpose(
        "Cyfarfod gyda’ch teulu am benderfyniad",
        "Gwnaeth erlynydd benderfyniad yn yr achos. Byddwn yn ei esbonio i chi ac yn ateb eich cwestiynau.",
    ),
    FamilyPoint.AFTER_CONVICTION: _purpose(
        "Cyfarfod gyda’ch teulu ar ôl y treial",
        "Byddwn yn esbonio beth sy’n digwydd cyn y ddedfryd, a sut y gallwch ddweud wrth y llys beth mae eich colled "
        "yn ei olygu i chi.",
    ),
    FamilyPoint.AFTER_ACQUITTAL: _purpose(
        "Cyfarfod gyda’ch teulu ar ôl y treial",
        "Byddwn yn mynd drwy’r hyn a ddigwyddodd yn y llys gyda chi ac yn ateb eich cwestiynau.",
    ),
    FamilyPoint.AFTER_SENTENCE: _purpose(
        "Cyfarfod gyda’ch teulu am y ddedfryd",
        "Byddwn yn esbonio beth mae’r ddedfryd yn ei olygu a beth all ddigwydd o hyd.",
    ),
    FamilyPoint.LEAVE_TO_APPEAL: _purpose(
        "Cyfarfod gyda’ch teulu am apêl",
        "Gofynnwyd i lys uwch edrych ar yr achos. Byddwn yn esbonio beth mae hynny’n ei olygu a phryd y byddwn yn "
        "gwybod mwy.",
    ),
    FamilyPoint.RECONSIDERATION: _purpose(
        "Cyfarfod gyda’ch teulu am edrych ar yr achos eto",
        "Byddwn yn esbonio beth sy’n cael ei ystyried eto a phwy sy’n penderfynu.",
    ),
}

STATES: dict[MeetingState, Mapping[str, str]] = {
    MeetingState.OFFERED: _state(
        "Rydym wedi cynnig y cyfarfod hwn i chi.",
        "Chi sy’n dewis. Nid oes dim yn yr achos yn dibynnu ar eich ateb, a gallwch newid eich meddwl.",
    ),
    MeetingState.NO_RESPONSE: _state(
        "Gwnaethom gynnig y cyfarfod hwn i chi ac nid ydym wedi clywed gennych. Mae hynny’n iawn.",
        "Gallwch ddweud “ie” o hyd.",
    ),
    MeetingState.DECLINED: _state(
        "Dywedoch “na” am y tro.",
        "Mae’r cynnig yn aros ar agor. Gallwch ddweud “ie” o hyd.",
    ),
    MeetingState.ACCEPTED: _state(
        "Dywedoch “ie” i’r cyfarfod hwn.",
        "Byddwn yn cytuno ar amser gyda chi.",
    ),
    MeetingState.REQUESTED: _state(
        "Gwnaethoch ofyn i ni am y cyfarfod hwn.",
        "Byddwn yn cytuno ar amser gyda chi.",
    ),
    MeetingState.ARRANGED: _state(
        "Mae amser a lle i’r cyfarfod hwn.",
        "Gallwch newid yr amser o hyd, neu ddweud nad ydych am ddod.",
    ),
    MeetingState.CANCELLED: _state(
        "Ni fydd y cyfarfod hwn yn cael ei gynnal.",
        "Gallwch ofyn i ni am un unrhyw bryd.",
    ),
    MeetingState.NOT_HELD: _state(
        "Ni chafodd y cyfarfod hwn ei gynnal.",
        "Gallwn gytuno ar amser arall gyda chi.",
    ),
    MeetingState.HELD: _state(
        "Rydym wedi cwrdd.",
        "Rydym yn ysgrifennu’r nodiadau. Gallwch eu darllen yma pan fyddant yn barod.",
    ),
    MeetingState.NOTES_SENT: _state(
        "Rydym wedi cwrdd, ac anfonwyd y nodiadau atoch.",
        "Os nad yw rhywbeth ynddynt yn iawn, dywedwch wrthym.",
    ),
}
TIME_PASSED: Mapping[str, str] = _state(
    "Mae amser y cyfarfod hwn wedi mynd heibio.",
    "Os cawsom gyfarfod, daw’r nodiadau yma pan fyddant yn barod. Os na chawsom gyfarfod, dywedwch wrthym, a byddwn yn "
    "cytuno ar amser arall.",
)
