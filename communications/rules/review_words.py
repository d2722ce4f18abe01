"""What a person reads: whether they may ask for a review, why, what it can change, and what came of it (V23).

One reviewed module, one sentence for each reason and language. "You" and "we", nobody blamed, nothing of what happened.
Nothing is promised that a review cannot bring: where no evidence was offered, the case cannot start again.
Source: domain reference 3.1, 3.1a, 3.5 and 8; the letters' own block on the right to review.
"""

import dataclasses

from cases.rules.vocabulary import Language, ReviewOutcome, ReviewStageKind, ReviewWhy

REVIEW_WORDS_RULE = "RR-12"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WhyWords:
    """What a person reads of one reason."""

    #: Whether they may ask, in one sentence.
    may: str
    #: Why.
    why: str
    #: What a review can change; where there is none, what they can do instead.
    then: str


_ASK_EN = "You can ask us to look again at this decision."
_ASK_CY = "Gallwch ofyn i ni edrych eto ar y penderfyniad hwn."
_NOT_EN = "A review cannot be asked for here."
_NOT_CY = "Ni ellir gofyn am adolygiad yma."
_INSTEAD_EN = "You can still ask us to explain the decision, in a message or on the telephone. You can also complain."
_INSTEAD_CY = "Gallwch ofyn i ni esbonio’r penderfyniad o hyd, mewn neges neu dros y ffôn. Gallwch gwyno hefyd."

_ENGLISH: dict[ReviewWhy, WhyWords] = {
    ReviewWhy.NOT_CHARGED: WhyWords(
        may=_ASK_EN,
        why="We decided not to take this to court, and no other part of the case goes on for you.",
        then="If the review finds that we were wrong, someone can still be charged, unless the law sets a time limit "
        "that has passed.",
    ),
    ReviewWhy.STOPPED: WhyWords(
        may=_ASK_EN,
        why="We stopped the whole case, and no other part of it goes on for you.",
        then="If the review finds that we were wrong, the case can start again, unless the law sets a time limit that "
        "has passed.",
    ),
    ReviewWhy.LEFT_ON_FILE: WhyWords(
        may=_ASK_EN,
        why="All the charges were left on file. They stay on record, and nothing more happens with them unless a court "
        "agrees. No other part of the case goes on for you.",
        then="If the review finds that we were wrong, we can ask the court for permission to go on with the charges.",
    ),
    ReviewWhy.NO_EVIDENCE: WhyWords(
        may=_ASK_EN,
        why="We told the court that we had no evidence to offer, and no other part of the case goes on for you.",
        then="This case cannot start again. The court has recorded a verdict of not guilty, and that stays as it is, "
        "even if the review finds that we were wrong. If we were wrong, we explain what happened and apologise to you.",
    ),
    ReviewWhy.NOT_FINAL: WhyWords(
        may="You can ask for this decision to be looked at again before it becomes final.",
        why="We think that we should stop the case, and we have not made that final. In this part of the country you "
        "can ask for a review before we do.",
        then="If you ask, we wait for the answer. A different prosecutor looks at the whole case, and can decide that "
        "it should go on.",
    ),
    ReviewWhy.OFFERED_BEFORE: WhyWords(
        may="The review of this decision came first.",
        why="You could ask for it before the decision became final. It has been answered, or the time for asking has "
        "passed.",
        then="If something kept you from asking, such as illness or worry for your safety, tell your contact. You can "
        "always ask us to explain the decision.",
    ),
    ReviewWhy.POLICE_DECIDED: WhyWords(
        may="We cannot look again at this decision, because the police made it.",
        why="Only the police can look at it again. They have a review scheme of their own.",
        then="Your contact can tell you how to reach that scheme, or pass your request on for you.",
    ),
    ReviewWhy.COURT_DECIDED: WhyWords(
        may=_NOT_EN,
        why="The court decided this, not us. We cannot review what a court decides.",
        then="Your contact can explain to you what the court did and why.",
    ),
    ReviewWhy.BEFORE_SCHEME: WhyWords(
        may=_NOT_EN,
        why="The review scheme began on 5 June 2013, and this was decided before that day.",
        then=_INSTEAD_EN,
    ),
    ReviewWhy.NOT_FINAL_NO_SCHEME: WhyWords(
        may="A review cannot be asked for yet.",
        why="This decision is not final. In this part of the country a review can be asked for only once it is.",
        then="When it is final, we write to you and tell you whether you can ask, and by when.",
    ),
    ReviewWhy.OUT_OF_COURT: WhyWords(
        may=_NOT_EN,
        why="The case was dealt with without a court, for example by a warning with conditions. The review scheme does "
        "not cover that.",
        then=_INSTEAD_EN,
    ),
    ReviewWhy.SUPPORT_WITHDRAWN: WhyWords(
        may=_NOT_EN,
        why="The case stopped because we were told that you did not want it to go on. The review scheme does not cover "
        "that.",
        then="You may change your mind. If you do, or if somebody put pressure on you, tell your contact or the "
        "police. Nobody will think less of you.",
    ),
    ReviewWhy.CHARGED: WhyWords(
        may="There is nothing to review.",
        why="We decided that the case goes to court.",
        then="If you have questions about the charges, ask your contact.",
    ),
    ReviewWhy.SOMETHING_GOES_ON: WhyWords(
        may=_NOT_EN,
        why="Another part of the case still goes on for you. The review scheme is for decisions that end everything.",
        then=_INSTEAD_EN,
    ),
    ReviewWhy.CASE_GOES_ON: WhyWords(
        may=_NOT_EN,
        why="This changed one part of the case, and the case goes on. The review scheme is for decisions that end "
        "everything.",
        then=_INSTEAD_EN,
    ),
}

_WELSH: dict[ReviewWhy, WhyWords] = {
    ReviewWhy.NOT_CHARGED: WhyWords(
        may=_ASK_CY,
        why="Penderfynwyd peidio â mynd â hyn i’r llys, ac nid oes rhan arall o’r achos yn mynd yn ei blaen i chi.",
        then="Os bydd yr adolygiad yn canfod ein bod yn anghywir, gellir cyhuddo rhywun o hyd, oni bai bod y gyfraith "
        "yn pennu terfyn amser sydd wedi mynd heibio.",
    ),
    ReviewWhy.STOPPED: WhyWords(
        may=_ASK_CY,
        why="Rhoddwyd y gorau i’r achos cyfan, ac nid oes rhan arall ohono’n mynd yn ei blaen i chi.",
        then="Os bydd yr adolygiad yn canfod ein bod yn anghywir, gellir ailgychwyn yr achos, oni bai bod y gyfraith "
        "yn pennu terfyn amser sydd wedi mynd heibio.",
    ),
    ReviewWhy.LEFT_ON_FILE: WhyWords(
        may=_ASK_CY,
        why="Gadawyd yr holl gyhuddiadau ar ffeil. Maent yn aros ar gofnod, ac nid oes dim mwy yn digwydd gyda nhw oni "
        "bai bod llys yn cytuno. Nid oes rhan arall o’r achos yn mynd yn ei blaen i chi.",
        then="Os bydd yr adolygiad yn canfod ein bod yn anghywir, gallwn ofyn i’r llys am ganiatâd i fynd ymlaen â’r "
        "cyhuddiadau.",
    ),
    ReviewWhy.NO_EVIDENCE: WhyWords(
        may=_ASK_CY,
        why="Dywedasom wrth y llys nad oedd gennym dystiolaeth i’w chynnig, ac nid oes rhan arall o’r achos yn mynd yn "
        "ei blaen i chi.",
        then="Ni all yr achos hwn ailgychwyn. Mae’r llys wedi cofnodi dyfarniad dieuog, ac mae hwnnw’n aros fel y mae, "
        "hyd yn oed os bydd yr adolygiad yn canfod ein bod yn anghywir. Os oeddem yn anghywir, byddwn yn esbonio beth "
        "ddigwyddodd ac yn ymddiheuro i chi.",
    ),
    ReviewWhy.NOT_FINAL: WhyWords(
        may="Gallwch ofyn am edrych ar y penderfyniad hwn eto cyn iddo ddod yn derfynol.",
        why="Rydym yn meddwl y dylem roi’r gorau i’r achos, ac nid ydym wedi gwneud hynny’n derfynol. Yn y rhan hon "
        "o’r wlad gallwch ofyn am adolygiad cyn i ni wneud hynny.",
        then="Os gofynnwch, byddwn yn aros am yr ateb. Bydd erlynydd gwahanol yn edrych ar yr achos cyfan, a gall "
        "benderfynu y dylai fynd ymlaen.",
    ),
    ReviewWhy.OFFERED_BEFORE: WhyWords(
        may="Daeth yr adolygiad o’r penderfyniad hwn yn gyntaf.",
        why="Roedd modd gofyn amdano cyn i’r penderfyniad ddod yn derfynol. Mae wedi’i ateb, neu mae’r amser ar gyfer "
        "gofyn wedi mynd heibio.",
        then="Os oedd rhywbeth yn eich rhwystro rhag gofyn, fel salwch neu bryder am eich diogelwch, dywedwch wrth "
        "eich person cyswllt. Gallwch ofyn i ni esbonio’r penderfyniad bob amser.",
    ),
    ReviewWhy.POLICE_DECIDED: WhyWords(
        may="Ni allwn edrych eto ar y penderfyniad hwn, am mai’r heddlu a’i gwnaeth.",
        why="Dim ond yr heddlu all edrych arno eto. Mae ganddynt eu cynllun adolygu eu hunain.",
        then="Gall eich person cyswllt ddweud wrthych sut i gyrraedd y cynllun hwnnw, neu anfon eich cais ymlaen "
        "drosoch.",
    ),
    ReviewWhy.COURT_DECIDED: WhyWords(
        may=_NOT_CY,
        why="Y llys a benderfynodd hyn, nid ni. Ni allwn adolygu’r hyn y mae llys yn ei benderfynu.",
        then="Gall eich person cyswllt esbonio i chi beth wnaeth y llys a pham.",
    ),
    ReviewWhy.BEFORE_SCHEME: WhyWords(
        may=_NOT_CY,
        why="Dechreuodd y cynllun adolygu ar 5 Mehefin 2013, a gwnaed y penderfyniad hwn cyn y diwrnod hwnnw.",
        then=_INSTEAD_CY,
    ),
    ReviewWhy.NOT_FINAL_NO_SCHEME: WhyWords(
        may="Ni ellir gofyn am adolygiad eto.",
        why="Nid yw’r penderfyniad hwn yn derfynol. Yn y rhan hon o’r wlad dim ond pan fydd yn derfynol y gellir gofyn "
        "am adolygiad.",
        then="Pan fydd yn derfynol, byddwn yn ysgrifennu atoch ac yn dweud a gewch chi ofyn, ac erbyn pryd.",
    ),
    ReviewWhy.OUT_OF_COURT: WhyWords(
        may=_NOT_CY,
        why="Deliwyd â’r achos heb lys, er enghraifft drwy rybudd gydag amodau. Nid yw’r cynllun adolygu’n cynnwys "
        "hynny.",
        then=_INSTEAD_CY,
    ),
    ReviewWhy.SUPPORT_WITHDRAWN: WhyWords(
        may=_NOT_CY,
        why="Daeth yr achos i ben am i ni gael gwybod nad oeddech am iddo fynd ymlaen. Nid yw’r cynllun adolygu’n "
        "cynnwys hynny.",
        then="Cewch newid eich meddwl. Os gwnewch, neu os rhoddodd rhywun bwysau arnoch, dywedwch wrth eich person "
        "cyswllt neu wrth yr heddlu. Ni fydd neb yn meddwl llai ohonoch.",
    ),
    ReviewWhy.CHARGED: WhyWords(
        may="Nid oes dim i’w adolygu.",
        why="Penderfynwyd bod yr achos yn mynd i’r llys.",
        then="Os oes gennych gwestiynau am y cyhuddiadau, gofynnwch i’ch person cyswllt.",
    ),
    ReviewWhy.SOMETHING_GOES_ON: WhyWords(
        may=_NOT_CY,
        why="Mae rhan arall o’r achos yn dal i fynd yn ei blaen i chi. Ar gyfer penderfyniadau sy’n dod â phopeth i "
        "ben y mae’r cynllun adolygu.",
        then=_INSTEAD_CY,
    ),
    ReviewWhy.CASE_GOES_ON: WhyWords(
        may=_NOT_CY,
        why="Newidiodd hyn un rhan o’r achos, ac mae’r achos yn mynd yn ei flaen. Ar gyfer penderfyniadau sy’n dod â "
        "phopeth i ben y mae’r cynllun adolygu.",
        then=_INSTEAD_CY,
    ),
}

_STAGES: dict[Language, dict[ReviewStageKind, str]] = {
    Language.EN: {
        ReviewStageKind.LOCAL_RESOLUTION: "First look by a prosecutor who had no part in the decision",
        ReviewStageKind.INDEPENDENT_REVIEW: "Independent review by somebody who had no part in the first answer either",
        ReviewStageKind.EXPEDITED_REVIEW: "Review by a different prosecutor, before the decision is final",
    },
    Language.CY: {
        ReviewStageKind.LOCAL_RESOLUTION: "Golwg gyntaf gan erlynydd na fu’n rhan o’r penderfyniad",
        ReviewStageKind.INDEPENDENT_REVIEW: "Adolygiad annibynnol gan rywun na fu’n rhan o’r ateb cyntaf chwaith",
        ReviewStageKind.EXPEDITED_REVIEW: "Adolygiad gan erlynydd gwahanol, cyn i’r penderfyniad fod yn derfynol",
    },
}

_OUTCOMES: dict[Language, dict[ReviewOutcome, str]] = {
    Language.EN: {
        ReviewOutcome.UPHELD: "The review came to the same view, so the decision stays as it is.",
        ReviewOutcome.OVERTURNED: "The review found that the decision was wrong.",
        ReviewOutcome.WRONG_BUT_NO_REMEDY: "The review found that the decision was wrong. The case cannot be brought "
        "back, and we are sorry.",
    },
    Language.CY: {
        ReviewOutcome.UPHELD: "Daeth yr adolygiad i’r un farn, felly mae’r penderfyniad yn aros fel y mae.",
        ReviewOutcome.OVERTURNED: "Canfu’r adolygiad fod y penderfyniad yn anghywir.",
        ReviewOutcome.WRONG_BUT_NO_REMEDY: "Canfu’r adolygiad fod y penderfyniad yn anghywir. Ni ellir dod â’r achos "
        "yn ôl, ac mae’n ddrwg gennym.",
    },
}

_EXPEDITED: dict[Language, dict[ReviewOutcome, str]] = {
    Language.EN: {
        ReviewOutcome.UPHELD: "The review came to the same view: we should stop the case. A prosecutor now makes that "
        "final, and we write to you again.",
        ReviewOutcome.OVERTURNED: "The review found that the case should go on.",
    },
    Language.CY: {
        ReviewOutcome.UPHELD: "Daeth yr adolygiad i’r un farn: dylem roi’r gorau i’r achos. Bydd erlynydd yn gwneud "
        "hynny’n derfynol nawr, a byddwn yn ysgrifennu atoch eto.",
        ReviewOutcome.OVERTURNED: "Canfu’r adolygiad y dylai’r achos fynd ymlaen.",
    },
}


def why_words(*, why: ReviewWhy, language: Language) -> WhyWords:
    """Give the words for one reason (RR-12). English for any language but Welsh."""
    return (_WELSH if language is Language.CY else _ENGLISH)[why]


def stage_words(*, kind: ReviewStageKind, language: Language) -> str:
    """Name a stage and who looks (RR-12). English for any language but Welsh."""
    return _STAGES[_known(language)][kind]


def outcome_words(*, outcome: ReviewOutcome, stage: ReviewStageKind, language: Language) -> str:
    """Say what came of a stage in one sentence (RR-12). English for any language but Welsh.

    A review of a decision that is not final has words of its own.
    """
    table = _EXPEDITED if stage is ReviewStageKind.EXPEDITED_REVIEW else _OUTCOMES
    return table[_known(language)].get(outcome, _OUTCOMES[_known(language)][outcome])


def _known(language: Language) -> Language:
    return Language.CY if language is Language.CY else Language.EN
