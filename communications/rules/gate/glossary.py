"""The legal terms that a letter must explain, how each is recognised, and its plain words (domain reference 8.3).

Data, reviewed on `AS_AT`. Where the reference gives plain words they stand here; the others are in its manner.
"""

import dataclasses
import datetime as dt
import re

AS_AT = dt.date(2026, 11, 21)


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """One legal term."""

    name: str
    #: Every form in which it is used as a legal term, and none in which it is an everyday word.
    pattern: re.Pattern[str]
    #: Plain words for the reader.
    plain: str
    #: Words by which an explanation beside the term is known, in any wording.
    explained: re.Pattern[str]


def _term(name: str, forms: str, plain: str, explained: str) -> Term:
    return Term(
        name=name,
        pattern=re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE),
        plain=plain,
        explained=re.compile(explained, re.IGNORECASE),
    )


GLOSSARY: tuple[Term, ...] = (
    # --- the decision ------------------------------------------------------------------------------------------------
    _term(
        "charge",
        r"(?<!free of )(?<!no )(?<!of )(?<!in )(?<!service )(?<!extra )(?<!on )charges?(?! (?:nurse|card|sheet|"
        r"for (?:this|the) (?:call|service)|of (?:the |my |your )?"
        r"(?:shop|house|team|children|case)))|(?<!who )(?:be|been|was|were|is|are|being|not|ever|get) charged(?! up)|"
        r"charged with|charging(?! cable| point)|overcharging|re-charg\w+",
        "the formal accusation that a court deals with",
        r"formal(?:ly)? accus|accusation",
    ),
    _term(
        "discontinue",
        r"discontinu(?:e|es|ed|ing|ance)",
        "the CPS stops the case before it finishes",
        r"stop(?:s|ped|ping)? the case|ends? the (?:case|prosecution)|before (?:it|the case|the court)|"
        r"case (?:has )?(?:end|stop)",
    ),
    _term(
        "offer no evidence",
        r"(?:offer(?:s|ed|ing)?|call(?:ed|s|ing)?|adduc\w+) no (?:further )?evidence|no evidence (?:was|is|"
        r"will be|being) offered",
        "the prosecution tells the court that it will not put its case, and the court finds the person not guilty",
        r"not put (?:our|its|the) case|not guilty|will not go on|not carry on",
    ),
    _term(
        "lie on file",
        r"(?:l(?:ie|ies|ying|eft to lie|ay)|left|placed|remain\w*) on (?:the )?(?:court )?file",
        "the charge is set aside and not tried unless a court allows it later",
        r"set aside|not (?:be )?tried|unless (?:a|the) (?:court|judge)|put to one side",
    ),
    _term(
        "realistic prospect of conviction",
        r"(?:realistic|reasonable|real) prospects? of (?:a )?(?:conviction|success\w*)|prospects? of conviction",
        "a court is more likely than not to find the person guilty on the evidence",
        r"more likely than not|likely to (?:convict|find)|find (?:the|a) \w+ guilty",
    ),
    _term(
        "public interest",
        r"public interest",
        "whether a prosecution is the right response once there is enough evidence",
        r"right response|the right thing|best response|needed, given|right way to deal",
    ),
    _term(
        "evidential",
        r"evidential|evidentiary",
        "to do with whether there is enough evidence",
        r"enough evidence|whether the evidence|strong enough",
    ),
    _term(
        "Full Code Test",
        r"full code test|code for crown prosecutors|threshold test|code test",
        "the two questions that a prosecutor asks in every case: is there enough evidence, and is a prosecution "
        "the right response",
        r"two questions|enough evidence|asks? (?:whether|two|if)|rules? (?:that|which) (?:every|all) prosecutors?",
    ),
    _term(
        "no further action",
        r"no further action|NFA(?:'d|ed)?",
        "nobody will be charged",
        r"nobody will be|not (?:be )?charge|will not go to court|no one will be",
    ),
    _term(
        "out-of-court disposal",
        r"out[- ]of[- ]court (?:disposals?|resolutions?)|conditional cautions?|community resolutions?|(?:police|"
        r"simple|given a|accepted a|a formal) cautions?|cautioned",
        "a way to deal with an offence without a court, such as a formal warning",
        r"without (?:a|going to) court|formal warning|warning from the police|admit",
    ),
    _term(
        "quash", r"quash(?:es|ed|ing)?", "the court cancels the result", r"cancel|set aside|overturn|no longer stands"
    ),
    _term(
        "stay of proceedings",
        r"(?:stay(?:ed|ing)?|abuse) of (?:the )?(?:proceedings|process)|proceedings (?:were |be |are )?stayed",
        "the court stops the case, because going on would be unfair",
        r"stops? the case|unfair|brought to an end",
    ),
    _term(
        "time-barred",
        r"time[- ]barred|statut(?:e|ory) (?:of limitations?|time limits?|bar(?:red)?)|limitation period",
        "the law sets a time within which a case must begin, and it has passed",
        r"law sets|has passed|too late|within (?:six|a|\d+)|must (?:begin|start)",
    ),
    # --- before the trial --------------------------------------------------------------------------------------------
    _term(
        "bail",
        r"(?:(?:police|conditional|unconditional|court|pre-charge) )?bail(?:ed)?(?: conditions?)?|"
        r"released under investigation",
        "the person is not in prison while waiting, and may have rules to keep",
        r"not in prison|free|at home|released|wait\w* for|rules? (?:that )?(?:he|she|they|to)|out of (?:prison|"
        r"custody)|must (?:not|keep|stay|live)",
    ),
    _term(
        "remand",
        r"remand(?:s|ed|ing)?(?: in custody)?|in custody|into custody",
        "kept in prison while waiting",
        r"in prison|kept in|held in|locked|(?:is|being|was) held",
    ),
    _term(
        "custody time limit",
        r"custody time[- ]limits?|CTLs?",
        "how long a person may be kept in prison before the trial",
        r"how long|may be (?:kept|held)|in prison",
    ),
    _term(
        "indictment",
        r"indictments?",
        "the list of charges in the Crown Court",
        r"list of (?:the )?charges|written list|formal list",
    ),
    _term(
        "indictable",
        r"indictable(?:[- ]only)?",
        "so serious that only the Crown Court can deal with it",
        r"only (?:the|a) crown court|serious",
    ),
    _term(
        "either-way",
        r"(?:triable )?either[- ]way",
        "can be dealt with in the magistrates’ court or in the Crown Court",
        r"in (?:either|the magistrates)|(?:either|one or the other|both) courts?|magistrates\W+ court or",
    ),
    _term(
        "summary offence",
        r"summary(?:[- ]only)? (?:offences?|trials?|matters?|justice|proceedings)|summary[- ]only|tried summarily",
        "a less serious offence that only the magistrates’ court deals with",
        r"less serious|only (?:the|a) magistrates",
    ),
    _term(
        "magistrates",
        r"(?<!Cardiff )(?:the|a|by|before|three|two|youth court) magistrates?(?:['’]s?)?(?! court,? (?:at|in) [A-Z])",
        "judges without a jury, often volunteers, who deal with less serious cases",
        r"less serious|volunteers?|without a jury|all (?:criminal )?cases (?:start|begin)|(?:every|"
        r"most) (?:criminal )?cases? (?:start|begin)s?|judges?|first court",
    ),
    _term(
        "plea",
        r"(?<!a )(?<!desperate )pleas?(?! for| to (?:come|help|stop))|(?:guilty|not guilty|basis of|change of|"
        r"enter\w* (?:a|his|her|their)) pleas?|"
        r"ple(?:ad|ads|aded|ading|d) (?:not )?guilty|pleaded|PTPH|plea and trial preparation",
        "whether the person says they are guilty or not guilty",
        r"says?(?: that)? (?:he|she|they|it)|said(?: that)? (?:he|she|they)|admit|says (?:not )?guilty|"
        r"said (?:not )?guilty|denie[sd]|accept(?:s|ed) (?:that )?(?:he|she|they)",
    ),
    _term(
        "disclosure",
        r"(?<!your )(?<!her )(?<!his )(?<!their )(?<!first )disclosures?(?! (?:to|that) )|unused material|"
        r"third[- ]party material|disclos(?:e|ed|able) to the defence",
        "giving the other side what the police found and did not use",
        r"(?:show|give|given|giving|hand|pass)\w* (?:it |them )?(?:over )?(?:to )?the (?:other side|defence)|"
        r"other side|did not use|lawyers (?:for|of) the",
    ),
    _term(
        "warrant",
        r"(?:arrest |bench |search )?warrants?(?! officer)",
        "an order of a court to arrest somebody or search a place",
        r"order|allows? the police|arrest (?:him|her|them)|to search",
    ),
    _term(
        "witness summons",
        r"witness (?:summons(?:es)?|orders?)|summons(?:ed|es)?|subpoena(?:ed|s)?",
        "an order of a court to come and give evidence",
        r"order|must come|has to come|have to come",
    ),
    _term(
        "Newton hearing",
        r"newton hearing",
        "a hearing at which the judge decides which account of what happened is right",
        r"judge decides|which account|what (?:really )?happened",
    ),
    _term(
        "basis of plea",
        r"basis of (?:his |her |their )?plea",
        "what the person admits and what not",
        r"admit|accept|what (?:he|she|they) (?:say|did)",
    ),
    _term(
        "section",
        r"(?:section|s\.|sub-?section|schedule) ?\d+[A-Z]?(?:\(\d\))?",
        "a numbered rule of a law",
        r"rule|law (?:that|which|says)|this (?:is|means)|which (?:is|means)|pre-?recorded|injur",
    ),
    _term(
        "joint enterprise",
        r"joint enterprise|secondary part(?:y|ies)",
        "when people who took part together are all responsible",
        r"together|took part|helped",
    ),
    # --- the trial ---------------------------------------------------------------------------------------------------
    _term(
        "special measures",
        r"special measures?",
        "help to give your evidence more comfortably, such as a screen in court",
        r"screen|video|help|link|behind|easier|comfortabl",
    ),
    _term(
        "intermediary",
        r"(?:registered )?intermediar(?:y|ies)",
        "a person who helps somebody to understand and to answer questions",
        r"helps?|understand",
    ),
    _term(
        "ineffective trial",
        r"ineffective(?: trial)?|cracked trial|trial (?:was |is )?(?:ineffective|cracked)|vacated?|stood out",
        "a trial that could not go ahead that day",
        r"could not (?:go ahead|start|take place)|not go ahead|did not go ahead|cancel|new date|ended",
    ),
    _term(
        "adjourn",
        r"adjourn(?:ed|s|ing|ment|ments)?",
        "put off to another day",
        r"put (?:off|back)|another day|later (?:date|day)|new date|moved to|postpon",
    ),
    _term(
        "cross-examination",
        r"cross[- ]?examin(?:ation|e|ed|ing)",
        "questions from the lawyer for the other side",
        r"questions?|asked|ask you|other side",
    ),
    _term(
        "examination-in-chief",
        r"examination[- ]in[- ]chief|evidence[- ]in[- ]chief",
        "the first questions, from our own lawyer or by playing your recorded interview",
        r"first questions|our (?:own )?(?:lawyer|barrister)|record|questions",
    ),
    _term(
        "jury",
        r"jury|juries|jurors?",
        "twelve members of the public who decide whether the person is guilty",
        r"twelve|12|members of the public|ordinary people|decides? (?:whether|if)",
    ),
    _term(
        "counsel",
        r"(?:prosecution|prosecuting|defence|leading|junior|our|the|his|her|their|your) counsel|KC|counsel for",
        "the lawyer who speaks in court",
        r"lawyer|barrister|speaks? in court",
    ),
    _term(
        "defence",
        r"the defence(?! of)|defence (?:team|lawyers?|solicitors?|barristers?|statement|case|witness\w*)",
        "the person who is charged and their lawyers",
        r"lawyers?|person who is (?:charged|accused)|other side|side of the|charged",
    ),
    _term(
        "defendant",
        r"(?:co-)?defendants?",
        "the person who is charged",
        r"(?:person|people|man|woman|someone|somebody|boy|girl)(?: \w+){0,4} (?:is|are|was|were|been|has been|"
        r"have been)? ?charged|on trial|who is accused|accused of",
    ),
    _term(
        "hearsay",
        r"hearsay",
        "repeating in court what somebody else said",
        r"somebody else|someone else|second hand|repeat",
    ),
    _term(
        "corroborate",
        r"(?:un)?corroborat(?:e|es|ed|ing|ion|ive)",
        "support from other evidence",
        r"support|other evidence|back(?:s|ed)? (?:it|this) up|confirm|besides",
    ),
    _term(
        "admissible",
        r"(?:in)?admissib(?:le|ility)|adduc(?:e|ed|ing)",
        "evidence that a court may listen to",
        r"may (?:be )?(?:use|hear|listen|look)|allow|(?:can|could) (?:not )?(?:be )?use",
    ),
    _term(
        "burden of proof",
        r"(?:burden|standard) of proof|beyond (?:a |all )?reasonable doubt",
        "the prosecution must make the court sure",
        r"\bsure\b|must prove|has to prove",
    ),
    _term(
        "no case to answer",
        r"no case to answer|half[- ]?time submission|submissions?",
        "the judge says that there is too little evidence to go on",
        r"judge|too little|not enough|arguments?|asked the",
    ),
    _term("bad character", r"bad character", "what somebody did before this case", r"did before|earlier|past|previous"),
    _term(
        "forensic download",
        r"(?:digital|forensic) (?:download|extraction|examination)s?",
        "copying what is on a phone or computer",
        r"cop(?:y|ied|ying)|phone|computer|look(?:ed|ing)? at",
    ),
    _term(
        "identification procedure",
        r"(?:video )?identification (?:procedure|parade)s?|VIPER|ID parade",
        "looking at pictures to see whether you know somebody",
        r"pictures?|photograph|films?|pick(?:ed)? out|look(?:ed|ing) at",
    ),
    _term(
        "mitigation",
        r"mitigat(?:ion|ing|ed)(?: (?:factors?|features?|circumstances))?",
        "what speaks for a lighter sentence",
        r"lighter|less(?:er)? sentence|reasons? (?:for|to)|speaks? for|in (?:his|her|their) favour",
    ),
    _term(
        "aggravating",
        r"aggravat(?:ing|ed|ion)(?: (?:factors?|features?|circumstances|by))?",
        "what makes an offence more serious",
        r"more serious|worse|longer sentence|hatred|hostil",
    ),
    # --- the result --------------------------------------------------------------------------------------------------
    _term("acquittal", r"acquit(?:s|ted|tal|tals|ting)?", "the court finds the person not guilty", r"not guilty"),
    _term(
        "conviction",
        r"(?<!of )(?:previous |past |no )?convictions?|convict(?:ed|ing|s)?",
        "the court finds the person guilty",
        r"(?:found|find|finds) (?:\w+ ){0,3}guilty|guilty|crimes? (?:he|she|they)",
    ),
    _term("concurrent", r"concurrent(?:ly)?", "two sentences served at the same time", r"same time|together"),
    _term(
        "consecutive",
        r"consecutive(?: (?:sentences?|terms?))|consecutively",
        "one sentence served after the other",
        r"after (?:the|each) other|one after",
    ),
    _term(
        "suspended sentence",
        r"suspended(?: (?:prison )?sentence)?",
        "a prison sentence that is only served if the person offends again or breaks the rules",
        r"only (?:be )?served|go(?:es)? to prison|offends? again|breaks?|unless",
    ),
    _term(
        "community order",
        r"community (?:order|sentence|penalty)|unpaid work requirement",
        "a sentence served outside prison, with rules or work to do",
        r"outside prison|unpaid|instead of prison|rules|work",
    ),
    _term("compensation order", r"compensation orders?", "the court orders the person to pay you money", r"pay|money"),
    _term(
        "restraining order",
        r"(?:restraining|non-molestation|protective|protection|stalking protection|occupation) orders?",
        "an order of the court that tells a person to keep away from you",
        r"keep away|not (?:to )?(?:contact|come|go)|stay away|must not|forbid",
    ),
    _term(
        "licence",
        r"on licen[cs]e|licen[cs]e conditions?|recalled",
        "the rest of a sentence served outside prison, with rules",
        r"outside prison|released|rules|back to prison",
    ),
    _term(
        "appeal",
        r"(?<!police )(?<!witness )(?<!fresh )appeal(?:s|ed|ing)?(?! (?:for|to (?:the public|you|people|him|her|"
        r"them|witnesses))| poster)|court of appeal",
        "asking a higher court to look again at the result",
        r"higher court|look again|look at (?:it|the)",
    ),
    _term(
        "leave",
        r"(?:leave|permission) to appeal|leave of the (?:court|judge)|(?:grant(?:ed|s)?|refus(?:ed|es)|seek|"
        r"sought|without) leave",
        "permission of the court",
        r"permission|allows?|higher court",
    ),
    _term(
        "ULS",
        r"ULS|unduly lenient(?: sentences?)?(?: scheme)?",
        "asking the Attorney General to look at a sentence that seems much too low",
        r"attorney general|too low|look (?:again )?at",
    ),
    _term(
        "pre-sentence report",
        r"pre-?sentence reports?|PSR",
        "a report that helps the judge to choose the sentence",
        r"helps? the (?:judge|court)|choose|tells? the (?:judge|court)",
    ),
    _term(
        "surcharge and costs",
        r"(?:victim )?surcharge|ancillary orders?",
        "money that the court orders the person to pay besides the sentence",
        r"money|pay|besides",
    ),
    _term(
        "notification requirements",
        r"notification requirements|sex offenders?['’]? register|sexual harm prevention orders?|SHPO",
        "rules that let the police know where the person lives",
        r"where (?:he|she|they|the)|rules|must tell|tell the police",
    ),
    _term(
        "extended sentence",
        r"(?:extended|determinate|indeterminate|custodial) (?:sentences?|terms?)|tariff|custodial",
        "how long the person must stay in prison",
        r"in prison|must stay|how long",
    ),
    _term(
        "arraignment",
        r"arraign(?:ed|ment)",
        "when the person is asked in court whether they are guilty",
        r"asked|guilty",
    ),
    _term(
        "warned list",
        r"warned list|floating trial|floater|trial window|backer",
        "days within which the trial may begin, not a fixed date",
        r"may (?:begin|start)|no fixed|not (?:a )?fixed|any day|within",
    ),
    # --- people and papers -------------------------------------------------------------------------------------------
    _term(
        "VPS",
        r"VPS|victim personal statements?|impact statements?",
        "your own words on how the crime affected you",
        r"own words|how (?:the crime|it|this|what)|affect",
    ),
    _term(
        "VRR",
        r"VRR|victims?['’]? right to review(?: scheme)?",
        "asking for a fresh look at a decision to stop or not to charge",
        r"fresh look|look (?:at|again)|again|ask",
    ),
    _term(
        "ISVA or IDVA",
        r"ISVAs?|IDVAs?|independent (?:sexual|domestic) (?:violence|abuse|violence and abuse) advis[eo]rs?",
        "an independent specialist who supports people through sexual violence or domestic abuse",
        r"support|specialist|help",
    ),
    _term(
        "achieving best evidence",
        r"ABE(?: interview)?|achieving best evidence|MG ?\d+|VRI",
        "the interview with you that the police recorded",
        r"record|interview (?:that|with)|film",
    ),
    _term(
        "actual bodily harm",
        r"actual bodily harm|ABH|AOABH",
        "an injury that is more than minor",
        r"more than minor|injur",
    ),
    _term(
        "grievous bodily harm",
        r"grievous bodily harm|GBH|wounding(?: with intent)?|malicious wounding",
        "a very serious injury",
        r"serious(?:ly)? (?:injur|harm)|serious|on purpose|cut",
    ),
    _term(
        "affray",
        r"affray|violent disorder",
        "violence that would make people nearby afraid",
        r"afraid|fear|frighten|violence",
    ),
    _term(
        "perverting the course of justice",
        r"pervert(?:ing|ed)? the course of (?:public )?justice|contempt of court",
        "doing something to stop a court from finding out the truth",
        r"stop|truth|disobey|getting in the way",
    ),
)
