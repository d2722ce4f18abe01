"""Legal terms about what comes before the trial and about the trial, for the glossary (domain reference 8.3)."""

from communications.rules.gate.term import Term, term

OF_COURT: tuple[Term, ...] = (
    term(
        name="bail",
        forms=(
            r"(?:(?:police|conditional|unconditional|court|pre-charge) )?bail(?:ed)?(?: conditions?)?|"
            r"released under investigation"
        ),
        plain="the person is not in prison while waiting, and may have rules to keep",
        explained=(
            r"not in prison|free|at home|released|wait\w* for|rules? (?:that )?(?:he|she|they|to)|out of (?:prison|"
            r"custody)|must (?:not|keep|stay|live)"
        ),
    ),
    term(
        name="remand",
        forms=r"remand(?:s|ed|ing)?(?: in custody)?|in custody|into custody",
        plain="kept in prison while waiting",
        explained=r"in prison|kept in|held in|locked|(?:is|being|was) held",
    ),
    term(
        name="custody time limit",
        forms=r"custody time[- ]limits?|CTLs?",
        plain="how long a person may be kept in prison before the trial",
        explained=r"how long|may be (?:kept|held)|in prison",
    ),
    term(
        name="indictment",
        forms=r"indictments?",
        plain="the list of charges in the Crown Court",
        explained=r"list of (?:the )?charges|written list|formal list",
    ),
    term(
        name="indictable",
        forms=r"indictable(?:[- ]only)?",
        plain="so serious that only the Crown Court can deal with it",
        explained=r"only (?:the|a) crown court|serious",
    ),
    term(
        name="either-way",
        forms=r"(?:triable )?either[- ]way",
        plain="can be dealt with in the magistrates’ court or in the Crown Court",
        explained=r"in (?:either|the magistrates)|(?:either|one or the other|both) courts?|magistrates\W+ court or",
    ),
    term(
        name="summary offence",
        forms=(
            r"summary(?:[- ]only)? (?:offences?|trials?|matters?|justice|proceedings)|"
            r"summary[- ]only|tried summarily"
        ),
        plain="a less serious offence that only the magistrates’ court deals with",
        explained=r"less serious|only (?:the|a) magistrates",
    ),
    term(
        name="magistrates",
        forms=(
            r"(?<!Cardiff )(?:the|a|by|before|three|two|youth court) magistrates?(?:['’]s?)?"
            r"(?! court,? (?:at|in) [A-Z])"
        ),
        plain="judges without a jury, often volunteers, who deal with less serious cases",
        explained=(
            r"less serious|volunteers?|without a jury|all (?:criminal )?cases (?:start|begin)|(?:every|"
            r"most) (?:criminal )?cases? (?:start|begin)s?|judges?|first court"
        ),
    ),
    term(
        name="plea",
        forms=(
            r"(?<!a )(?<!desperate )pleas?(?! for| to (?:come|help|stop))|(?:guilty|not guilty|basis of|change of|"
            r"enter\w* (?:a|his|her|their)) pleas?|"
            r"ple(?:ad|ads|aded|ading|d) (?:not )?guilty|pleaded|PTPH|plea and trial preparation"
        ),
        plain="whether the person says they are guilty or not guilty",
        explained=(
            r"says?(?: that)? (?:he|she|they|it)|said(?: that)? (?:he|she|they)|admit|says (?:not )?guilty|"
            r"said (?:not )?guilty|denie[sd]|accept(?:s|ed) (?:that )?(?:he|she|they)"
        ),
    ),
    term(
        name="disclosure",
        forms=(
            r"(?<!your )(?<!her )(?<!his )(?<!their )(?<!first )disclosures?(?! (?:to|that) )|unused material|"
            r"third[- ]party material|disclos(?:e|ed|able) to the defence"
        ),
        plain="giving the other side what the police found and did not use",
        explained=(
            r"(?:show|give|given|giving|hand|pass)\w* (?:it |them )?(?:over )?(?:to )?the (?:other side|defence)|"
            r"other side|did not use|lawyers (?:for|of) the"
        ),
    ),
    term(
        name="warrant",
        forms=r"(?:arrest |bench |search )?warrants?(?! officer)",
        plain="an order of a court to arrest somebody or search a place",
        explained=r"order|allows? the police|arrest (?:him|her|them)|to search",
    ),
    term(
        name="witness summons",
        forms=r"witness (?:summons(?:es)?|orders?)|summons(?:ed|es)?|subpoena(?:ed|s)?",
        plain="an order of a court to come and give evidence",
        explained=r"order|must come|has to come|have to come",
    ),
    term(
        name="Newton hearing",
        forms=r"newton hearing",
        plain="a hearing at which the judge decides which account of what happened is right",
        explained=r"judge decides|which account|what (?:really )?happened",
    ),
    term(
        name="basis of plea",
        forms=r"basis of (?:his |her |their )?plea",
        plain="what the person admits and what not",
        explained=r"admit|accept|what (?:he|she|they) (?:say|did)",
    ),
    term(
        name="section",
        forms=r"(?:section|s\.|sub-?section|schedule) ?\d+[A-Z]?(?:\(\d\))?",
        plain="a numbered rule of a law",
        explained=r"rule|law (?:that|which|says)|this (?:is|means)|which (?:is|means)|pre-?recorded|injur",
    ),
    term(
        name="joint enterprise",
        forms=r"joint enterprise|secondary part(?:y|ies)",
        plain="when people who took part together are all responsible",
        explained=r"together|took part|helped",
    ),
    term(
        name="special measures",
        forms=r"special measures?",
        plain="help to give your evidence more comfortably, such as a screen in court",
        explained=r"screen|video|help|link|behind|easier|comfortabl",
    ),
    term(
        name="intermediary",
        forms=r"(?:registered )?intermediar(?:y|ies)",
        plain="a person who helps somebody to understand and to answer questions",
        explained=r"helps?|understand",
    ),
    term(
        name="ineffective trial",
        forms=r"ineffective(?: trial)?|cracked trial|trial (?:was |is )?(?:ineffective|cracked)|vacated?|stood out",
        plain="a trial that could not go ahead that day",
        explained=r"could not (?:go ahead|start|take place)|not go ahead|did not go ahead|cancel|new date|ended",
    ),
    term(
        name="adjourn",
        forms=r"adjourn(?:ed|s|ing|ment|ments)?",
        plain="put off to another day",
        explained=r"put (?:off|back)|another day|later (?:date|day)|new date|moved to|postpon",
    ),
    term(
        name="cross-examination",
        forms=r"cross[- ]?examin(?:ation|e|ed|ing)",
        plain="questions from the lawyer for the other side",
        explained=r"questions?|asked|ask you|other side",
    ),
    term(
        name="examination-in-chief",
        forms=r"examination[- ]in[- ]chief|evidence[- ]in[- ]chief",
        plain="the first questions, from our own lawyer or by playing your recorded interview",
        explained=r"first questions|our (?:own )?(?:lawyer|barrister)|record|questions",
    ),
    term(
        name="jury",
        forms=r"jury|juries|jurors?",
        plain="twelve members of the public who decide whether the person is guilty",
        explained=r"twelve|12|members of the public|ordinary people|decides? (?:whether|if)",
    ),
    term(
        name="counsel",
        forms=r"(?:prosecution|prosecuting|defence|leading|junior|our|the|his|her|their|your) counsel|KC|counsel for",
        plain="the lawyer who speaks in court",
        explained=r"lawyer|barrister|speaks? in court",
    ),
    term(
        name="defence",
        forms=r"the defence(?! of)|defence (?:team|lawyers?|solicitors?|barristers?|statement|case|witness\w*)",
        plain="the person who is charged and their lawyers",
        explained=r"lawyers?|person who is (?:charged|accused)|other side|side of the|charged",
    ),
    term(
        name="defendant",
        forms=r"(?:co-)?defendants?",
        plain="the person who is charged",
        explained=(
            r"(?:person|people|man|woman|someone|somebody|boy|girl)(?: \w+){0,4} (?:is|are|was|were|been|has been|"
            r"have been)? ?charged|on trial|who is accused|accused of"
        ),
    ),
    term(
        name="hearsay",
        forms=r"hearsay",
        plain="repeating in court what somebody else said",
        explained=r"somebody else|someone else|second hand|repeat",
    ),
    term(
        name="corroborate",
        forms=r"(?:un)?corroborat(?:e|es|ed|ing|ion|ive)",
        plain="support from other evidence",
        explained=r"support|other evidence|back(?:s|ed)? (?:it|this) up|confirm|besides",
    ),
    term(
        name="admissible",
        forms=r"(?:in)?admissib(?:le|ility)|adduc(?:e|ed|ing)",
        plain="evidence that a court may listen to",
        explained=r"may (?:be )?(?:use|hear|listen|look)|allow|(?:can|could) (?:not )?(?:be )?use",
    ),
    term(
        name="burden of proof",
        forms=r"(?:burden|standard) of proof|beyond (?:a |all )?reasonable doubt",
        plain="the prosecution must make the court sure",
        explained=r"\bsure\b|must prove|has to prove",
    ),
    term(
        name="no case to answer",
        forms=r"no case to answer|half[- ]?time submission|submissions?",
        plain="the judge says that there is too little evidence to go on",
        explained=r"judge|too little|not enough|arguments?|asked the",
    ),
    term(
        name="bad character",
        forms=r"bad character",
        plain="what somebody did before this case",
        explained=r"did before|earlier|past|previous",
    ),
    term(
        name="forensic download",
        forms=r"(?:digital|forensic) (?:download|extraction|examination)s?",
        plain="copying what is on a phone or computer",
        explained=r"cop(?:y|ied|ying)|phone|computer|look(?:ed|ing)? at",
    ),
    term(
        name="identification procedure",
        forms=r"(?:video )?identification (?:procedure|parade)s?|VIPER|ID parade",
        plain="looking at pictures to see whether you know somebody",
        explained=r"pictures?|photograph|films?|pick(?:ed)? out|look(?:ed|ing) at",
    ),
    term(
        name="mitigation",
        forms=r"mitigat(?:ion|ing|ed)(?: (?:factors?|features?|circumstances))?",
        plain="what speaks for a lighter sentence",
        explained=r"lighter|less(?:er)? sentence|reasons? (?:for|to)|speaks? for|in (?:his|her|their) favour",
    ),
    term(
        name="aggravating",
        forms=r"aggravat(?:ing|ed|ion)(?: (?:factors?|features?|circumstances|by))?",
        plain="what makes an offence more serious",
        explained=r"more serious|worse|longer sentence|hatred|hostil",
    ),
)
