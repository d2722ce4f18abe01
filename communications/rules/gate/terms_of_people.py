"""Legal terms for people, papers and offences, for the glossary (domain reference 8.3)."""

from communications.rules.gate.term import Term, term

OF_PEOPLE: tuple[Term, ...] = (
    term(
        name="VPS",
        forms=r"VPS|victim personal statements?|impact statements?",
        plain="your own words on how the crime affected you",
        explained=r"own words|how (?:the crime|it|this|what)|affect",
    ),
    term(
        name="VRR",
        forms=r"VRR|victims?['’]? right to review(?: scheme)?",
        plain="asking for a fresh look at a decision to stop or not to charge",
        explained=r"fresh look|look (?:at|again)|again|ask",
    ),
    term(
        name="ISVA or IDVA",
        forms=r"ISVAs?|IDVAs?|independent (?:sexual|domestic) (?:violence|abuse|violence and abuse) advis[eo]rs?",
        plain="an independent specialist who supports people through sexual violence or domestic abuse",
        explained=r"support|specialist|help",
    ),
    term(
        name="achieving best evidence",
        forms=r"ABE(?: interview)?|achieving best evidence|MG ?\d+|VRI",
        plain="the interview with you that the police recorded",
        explained=r"record|interview (?:that|with)|film",
    ),
    term(
        name="actual bodily harm",
        forms=r"actual bodily harm|ABH|AOABH",
        plain="an injury that is more than minor",
        explained=r"more than minor|injur",
    ),
    term(
        name="grievous bodily harm",
        forms=r"grievous bodily harm|GBH|wounding(?: with intent)?|malicious wounding",
        plain="a very serious injury",
        explained=r"serious(?:ly)? (?:injur|harm)|serious|on purpose|cut",
    ),
    term(
        name="affray",
        forms=r"affray|violent disorder",
        plain="violence that would make people nearby afraid",
        explained=r"afraid|fear|frighten|violence",
    ),
    term(
        name="perverting the course of justice",
        forms=r"pervert(?:ing|ed)? the course of (?:public )?justice|contempt of court",
        plain="doing something to stop a court from finding out the truth",
        explained=r"stop|truth|disobey|getting in the way",
    ),
)
