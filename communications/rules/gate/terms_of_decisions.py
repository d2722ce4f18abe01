"""Legal terms about the decision and its result, for the glossary (domain reference 8.3)."""

from communications.rules.gate.term import Term, term

OF_DECISIONS: tuple[Term, ...] = (
    term(
        name="charge",
        forms=(
            r"(?<!free of )(?<!no )(?<!of )(?<!in )(?<!service )(?<!extra )(?<!on )charges?(?! (?:nurse|card|sheet|"
            r"for (?:this|the) (?:call|service)|of (?:the |my |your )?"
            r"(?:shop|house|team|children|case)))|"
            r"(?<!who )(?:be|been|was|were|is|are|being|not|ever|get) charged(?! up)|"
            r"charged with|charging(?! cable| point)|overcharging|re-charg\w+"
        ),
        plain="the formal accusation that a court deals with",
        explained=r"formal(?:ly)? accus|accusation",
    ),
    term(
        name="discontinue",
        forms=r"discontinu(?:e|es|ed|ing|ance)",
        plain="the CPS stops the case before it finishes",
        explained=(
            r"stop(?:s|ped|ping)? the case|ends? the (?:case|prosecution)|before (?:it|the case|the court)|"
            r"case (?:has )?(?:end|stop)"
        ),
    ),
    term(
        name="offer no evidence",
        forms=(
            r"(?:offer(?:s|ed|ing)?|call(?:ed|s|ing)?|adduc\w+) no (?:further )?evidence|no evidence (?:was|is|"
            r"will be|being) offered"
        ),
        plain=(
            "the prosecution tells the court that it will not put its case, and the court finds the person not guilty"
        ),
        explained=r"not put (?:our|its|the) case|not guilty|will not go on|not carry on",
    ),
    term(
        name="lie on file",
        forms=r"(?:l(?:ie|ies|ying|eft to lie|ay)|left|placed|remain\w*) on (?:the )?(?:court )?file",
        plain="the charge is set aside and not tried unless a court allows it later",
        explained=r"set aside|not (?:be )?tried|unless (?:a|the) (?:court|judge)|put to one side",
    ),
    term(
        name="realistic prospect of conviction",
        forms=r"(?:realistic|reasonable|real) prospects? of (?:a )?(?:conviction|success\w*)|prospects? of conviction",
        plain="a court is more likely than not to find the person guilty on the evidence",
        explained=r"more likely than not|likely to (?:convict|find)|find (?:the|a) \w+ guilty",
    ),
    term(
        name="public interest",
        forms=r"public interest",
        plain="whether a prosecution is the right response once there is enough evidence",
        explained=r"right response|the right thing|best response|needed, given|right way to deal",
    ),
    term(
        name="evidential",
        forms=r"evidential|evidentiary",
        plain="to do with whether there is enough evidence",
        explained=r"enough evidence|whether the evidence|strong enough",
    ),
    term(
        name="Full Code Test",
        forms=r"full code test|code for crown prosecutors|threshold test|code test",
        plain=(
            "the two questions that a prosecutor asks in every case: is there enough evidence, and is a prosecution "
            "the right response"
        ),
        explained=(
            r"two questions|enough evidence|asks? (?:whether|two|if)|"
            r"rules? (?:that|which) (?:every|all) prosecutors?"
        ),
    ),
    term(
        name="no further action",
        forms=r"no further action|NFA(?:'d|ed)?",
        plain="nobody will be charged",
        explained=r"nobody will be|not (?:be )?charge|will not go to court|no one will be",
    ),
    term(
        name="out-of-court disposal",
        forms=(
            r"out[- ]of[- ]court (?:disposals?|resolutions?)|conditional cautions?|community resolutions?|(?:police|"
            r"simple|given a|accepted a|a formal) cautions?|cautioned"
        ),
        plain="a way to deal with an offence without a court, such as a formal warning",
        explained=r"without (?:a|going to) court|formal warning|warning from the police|admit",
    ),
    term(
        name="quash",
        forms=r"quash(?:es|ed|ing)?",
        plain="the court cancels the result",
        explained=r"cancel|set aside|overturn|no longer stands",
    ),
    term(
        name="stay of proceedings",
        forms=r"(?:stay(?:ed|ing)?|abuse) of (?:the )?(?:proceedings|process)|proceedings (?:were |be |are )?stayed",
        plain="the court stops the case, because going on would be unfair",
        explained=r"stops? the case|unfair|brought to an end",
    ),
    term(
        name="time-barred",
        forms=r"time[- ]barred|statut(?:e|ory) (?:of limitations?|time limits?|bar(?:red)?)|limitation period",
        plain="the law sets a time within which a case must begin, and it has passed",
        explained=r"law sets|has passed|too late|within (?:six|a|\d+)|must (?:begin|start)",
    ),
    term(
        name="acquittal",
        forms=r"acquit(?:s|ted|tal|tals|ting)?",
        plain="the court finds the person not guilty",
        explained=r"not guilty",
    ),
    term(
        name="conviction",
        forms=r"(?<!of )(?:previous |past |no )?convictions?|convict(?:ed|ing|s)?",
        plain="the court finds the person guilty",
        explained=r"(?:found|find|finds) (?:\w+ ){0,3}guilty|guilty|crimes? (?:he|she|they)",
    ),
    term(
        name="concurrent",
        forms=r"concurrent(?:ly)?",
        plain="two sentences served at the same time",
        explained=r"same time|together",
    ),
    term(
        name="consecutive",
        forms=r"consecutive(?: (?:sentences?|terms?))|consecutively",
        plain="one sentence served after the other",
        explained=r"after (?:the|each) other|one after",
    ),
    term(
        name="suspended sentence",
        forms=r"suspended(?: (?:prison )?sentence)?",
        plain="a prison sentence that is only served if the person offends again or breaks the rules",
        explained=r"only (?:be )?served|go(?:es)? to prison|offends? again|breaks?|unless",
    ),
    term(
        name="community order",
        forms=r"community (?:order|sentence|penalty)|unpaid work requirement",
        plain="a sentence served outside prison, with rules or work to do",
        explained=r"outside prison|unpaid|instead of prison|rules|work",
    ),
    term(
        name="compensation order",
        forms=r"compensation orders?",
        plain="the court orders the person to pay you money",
        explained=r"pay|money",
    ),
    term(
        name="restraining order",
        forms=r"(?:restraining|non-molestation|protective|protection|stalking protection|occupation) orders?",
        plain="an order of the court that tells a person to keep away from you",
        explained=r"keep away|not (?:to )?(?:contact|come|go)|stay away|must not|forbid",
    ),
    term(
        name="licence",
        forms=r"on licen[cs]e|licen[cs]e conditions?|recalled",
        plain="the rest of a sentence served outside prison, with rules",
        explained=r"outside prison|released|rules|back to prison",
    ),
    term(
        name="appeal",
        forms=(
            r"(?<!police )(?<!witness )(?<!fresh )appeal(?:s|ed|ing)?(?! (?:for|to (?:the public|you|people|him|her|"
            r"them|witnesses))| poster)|court of appeal"
        ),
        plain="asking a higher court to look again at the result",
        explained=r"higher court|look again|look at (?:it|the)",
    ),
    term(
        name="leave",
        forms=(
            r"(?:leave|permission) to appeal|leave of the (?:court|judge)|(?:grant(?:ed|s)?|refus(?:ed|es)|seek|"
            r"sought|without) leave"
        ),
        plain="permission of the court",
        explained=r"permission|allows?|higher court",
    ),
    term(
        name="ULS",
        forms=r"ULS|unduly lenient(?: sentences?)?(?: scheme)?",
        plain="asking the Attorney General to look at a sentence that seems much too low",
        explained=r"attorney general|too low|look (?:again )?at",
    ),
    term(
        name="pre-sentence report",
        forms=r"pre-?sentence reports?|PSR",
        plain="a report that helps the judge to choose the sentence",
        explained=r"helps? the (?:judge|court)|choose|tells? the (?:judge|court)",
    ),
    term(
        name="surcharge and costs",
        forms=r"(?:victim )?surcharge|ancillary orders?",
        plain="money that the court orders the person to pay besides the sentence",
        explained=r"money|pay|besides",
    ),
    term(
        name="notification requirements",
        forms=r"notification requirements|sex offenders?['’]? register|sexual harm prevention orders?|SHPO",
        plain="rules that let the police know where the person lives",
        explained=r"where (?:he|she|they|the)|rules|must tell|tell the police",
    ),
    term(
        name="extended sentence",
        forms=r"(?:extended|determinate|indeterminate|custodial) (?:sentences?|terms?)|tariff|custodial",
        plain="how long the person must stay in prison",
        explained=r"in prison|must stay|how long",
    ),
    term(
        name="arraignment",
        forms=r"arraign(?:ed|ment)",
        plain="when the person is asked in court whether they are guilty",
        explained=r"asked|guilty",
    ),
    term(
        name="warned list",
        forms=r"warned list|floating trial|floater|trial window|backer",
        plain="days within which the trial may begin, not a fixed date",
        explained=r"may (?:begin|start)|no fixed|not (?:a )?fixed|any day|within",
    ),
)
