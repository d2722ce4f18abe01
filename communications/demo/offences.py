"""What the demo cases are about, how long such cases last (domain.md 7.1), and reasons a prosecutor might give."""

from dataclasses import dataclass, field

from cases.rules.vocabulary import DecisionCode, HateStrand, OffenceCategory, TestFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of offence in the demo."""

    category: OffenceCategory
    code: str
    title: str
    #: How a letter puts it to the victim.
    plain: str
    #: How many of a hundred demo cases are of this kind.
    weight: int
    #: Days from the offence to the end of such a case, in the middle.
    median_days: int
    is_rasso: bool = False
    is_domestic_abuse: bool = False
    is_child_abuse: bool = False
    is_fatal: bool = False
    #: Only a woman can be the victim of it.
    is_against_women: bool = False
    strands: tuple[HateStrand, ...] = field(default=())


KINDS = (
    Kind(
        category=OffenceCategory.BURGLARY,
        code="TH68023",
        title="Burglary dwelling",
        plain="the burglary at your home",
        weight=14,
        median_days=183,
    ),
    Kind(
        category=OffenceCategory.THEFT_FRAUD,
        code="TH68010",
        title="Theft",
        plain="the theft of your belongings",
        weight=9,
        median_days=183,
    ),
    Kind(
        category=OffenceCategory.ROBBERY,
        code="TH68001",
        title="Robbery",
        plain="the robbery",
        weight=8,
        median_days=197,
    ),
    Kind(
        category=OffenceCategory.ASSAULT_OTHER,
        code="CJ88116",
        title="Assault by beating",
        plain="the assault on you",
        weight=10,
        median_days=254,
    ),
    Kind(
        category=OffenceCategory.DOMESTIC_ABUSE,
        code="CJ88116",
        title="Assault by beating",
        plain="the assault on you at home",
        weight=16,
        median_days=254,
        is_domestic_abuse=True,
    ),
    Kind(
        category=OffenceCategory.STALKING_HARASSMENT,
        code="PH97001",
        title="Harassment",
        plain="the messages and visits that you did not want",
        weight=7,
        median_days=254,
    ),
    Kind(
        category=OffenceCategory.RAPE_RASSO,
        code="SX03001",
        title="Rape of a woman aged 16 or over",
        plain="the rape that you reported to the police",
        weight=10,
        median_days=574,
        is_rasso=True,
        is_against_women=True,
    ),
    Kind(
        category=OffenceCategory.SEXUAL_OTHER,
        code="SX03013",
        title="Sexual assault",
        plain="the sexual assault on you",
        weight=6,
        median_days=574,
        is_rasso=True,
    ),
    Kind(
        category=OffenceCategory.CHILD_ABUSE,
        code="CY33001",
        title="Cruelty to a person under 16",
        plain="the way you were treated",
        weight=4,
        median_days=420,
        is_child_abuse=True,
    ),
    Kind(
        category=OffenceCategory.HATE_CRIME,
        code="PU86009",
        title="Public order offence aggravated by hostility",
        plain="the abuse that was shouted at you",
        weight=6,
        median_days=240,
        strands=(HateStrand.SEXUAL_ORIENTATION,),
    ),
    Kind(
        category=OffenceCategory.HATE_CRIME,
        code="CD98055",
        title="Racially aggravated harassment",
        plain="the racist abuse directed at you",
        weight=3,
        median_days=240,
        strands=(HateStrand.RACE,),
    ),
    Kind(
        category=OffenceCategory.GBH_WITH_INTENT,
        code="OF61016",
        title="Wounding with intent",
        plain="the attack in which you were wounded",
        weight=4,
        median_days=300,
    ),
    Kind(
        category=OffenceCategory.FATAL_DRIVING,
        code="RT88500",
        title="Causing death by careless driving",
        plain="the collision in which your relative died",
        weight=2,
        median_days=420,
        is_fatal=True,
    ),
    Kind(
        category=OffenceCategory.HOMICIDE,
        code="COML025",
        title="Murder",
        plain="the death of your relative",
        weight=1,
        median_days=400,
        is_fatal=True,
    ),
)

#: Reasons by what was decided; each specific enough to stand in a letter, none of them blaming.
REASONS: dict[DecisionCode, tuple[tuple[TestFailed, str], ...]] = {
    DecisionCode.NFA_EVIDENTIAL: (
        (
            TestFailed.EVIDENTIAL,
            (
                "The camera at the entrance was not working that week, and the two people who were nearby did "
                "not see who it was. We looked at the phone records as well, and they do not show where the "
                "suspect was at the time."
            ),
        ),
        (
            TestFailed.EVIDENTIAL,
            (
                "What you told the police was clear and helpful. There was no other evidence that could show a "
                "court who was responsible: the samples that were tested did not give a result, and nobody else "
                "was present."
            ),
        ),
    ),
    DecisionCode.NFA_PUBLIC_INTEREST: (
        (
            TestFailed.PUBLIC_INTEREST,
            (
                "There was enough evidence. The suspect has since been sentenced to a long time in prison for "
                "other offences, and a court would not be able to add to that sentence for this one."
            ),
        ),
    ),
    DecisionCode.DISCONTINUE_ALL: (
        (
            TestFailed.EVIDENTIAL,
            (
                "After the charge, the laboratory told us that the items found cannot be linked to the "
                "defendant. Without that link a court could not be sure who came into your home."
            ),
        ),
        (
            TestFailed.EVIDENTIAL,
            (
                "A witness who had been sure of what they saw has told the police that they are no longer sure. "
                "We looked for other evidence with the police and found none that could take its place."
            ),
        ),
    ),
    DecisionCode.WITHDRAW_ALL: (
        (
            TestFailed.EVIDENTIAL,
            (
                "The recording that we relied on turned out to show a different evening. We asked the shop for "
                "the right one, and it had already been erased."
            ),
        ),
    ),
    DecisionCode.NO_EVIDENCE_ALL: (
        (
            TestFailed.EVIDENTIAL,
            (
                "On the morning of the trial the medical evidence that we needed could not be given, and the "
                "judge refused our request for more time. Without it we could not prove how the injury was "
                "caused."
            ),
        ),
    ),
    DecisionCode.STOP_SOME: (
        (
            TestFailed.EVIDENTIAL,
            (
                "For the charge about the second evening there is no recording and no other witness. The "
                "evidence about the first evening is different: it is strong, and that charge goes on."
            ),
        ),
    ),
    DecisionCode.ALTER_DOWN: (
        (
            TestFailed.EVIDENTIAL,
            (
                "The new medical report says that the injury was less deep than was first thought. The law asks "
                "for more than that before the first charge can be proved, so we changed it to one that fits "
                "what the doctors found."
            ),
        ),
    ),
    DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL: (
        (
            TestFailed.EVIDENTIAL,
            (
                "You told the police that you no longer felt able to take part. We looked carefully at whether "
                "the other evidence would be enough by itself, and it was not."
            ),
        ),
    ),
    DecisionCode.DECISION_TO_CHARGE: (
        (TestFailed.NONE, "The evidence that you and others gave is strong enough for a court to consider."),
    ),
}
