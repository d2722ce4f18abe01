"""Offences in everyday and legal words, by family, so that another case's offence is noticed (GATE-11)."""

import re

from cases.rules.vocabulary import OffenceCategory

_FAMILIES: dict[str, str] = {
    "robbery": r"robber(?:y|ies)|robbed|mugging|mugged",
    "burglary": r"burglar(?:y|ies)|burgled|break-?in",
    "theft": r"theft|stealing|shoplifting|pickpocketing|handling stolen goods",
    "fraud": r"fraud|scam|deception|false representation",
    "rape": r"rape|raped|attempted rape",
    "sexual": r"(?:indecent|sexual) (?:assault|touching|abuse|activity|offences?|exposure|penetration)|assault "
    "by penetration|indecent (?:images?|exposure)|voyeurism|upskirting|grooming|exposure",
    "assault": r"(?<!sexual )(?<!indecent )(?:common )?assault(?:ed)?(?! by penetration)|battery|beating|"
    "wounding|actual bodily harm|grievous bodily harm|ABH|GBH",
    "strangulation": r"strangulation|strangling|suffocation",
    "murder": r"attempted murder|murder|manslaughter|killing",
    "driving": r"(?:death by )?(?:dangerous|careless|drink|drunk)[- ]driving|(?:death by )?driving (?:while|"
    "without)|fatal (?:collision|crash)",
    "arson": r"arson|fire-?setting",
    "damage": r"criminal damage|damage to (?:property|the|your)|vandalism",
    "harassment": r"harassment|stalking|malicious communications?",
    "control": r"(?:controlling|coercive)(?: (?:and|or) (?:controlling|coercive))? behaviour|coercive control",
    "kidnap": r"kidnap(?:ping)?|false imprisonment|abduction",
    "blackmail": r"blackmail|extortion",
    "threats": r"threats? to kill|threatening behaviour|public order|affray|violent disorder|racially aggravated|"
    "hate crime",
    "weapon": r"(?:possession|possessing) of (?:a|an) (?:knife|bladed|offensive|firearm|weapon)\w*|bladed "
    "article|offensive weapon",
    "slavery": r"modern slavery|trafficking|forced labour|exploitation|servitude",
    "drugs": r"drug (?:dealing|supply)|supply of drugs|possession of (?:cannabis|cocaine|heroin|drugs)",
    "witness": r"witness intimidation|intimidation of a witness|perverting the course of justice",
    "neglect": r"(?:child )?(?:neglect|cruelty)",
}
_PATTERNS = {family: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for family, words in _FAMILIES.items()}
#: Finds any offence, the longest name first.
OFFENCE_WORDS = re.compile(rf"\b(?:{'|'.join(_FAMILIES.values())})\b", re.IGNORECASE)
_BY_CATEGORY: dict[str, frozenset[str]] = {
    OffenceCategory.HOMICIDE: frozenset({"murder"}),
    OffenceCategory.FATAL_DRIVING: frozenset({"driving"}),
    OffenceCategory.ATTEMPTED_MURDER: frozenset({"murder", "assault"}),
    OffenceCategory.GBH_WITH_INTENT: frozenset({"assault"}),
    OffenceCategory.KIDNAP_FALSE_IMPRISONMENT: frozenset({"kidnap"}),
    OffenceCategory.ARSON_ENDANGER_LIFE: frozenset({"arson"}),
    OffenceCategory.RAPE_RASSO: frozenset({"rape", "sexual"}),
    OffenceCategory.SEXUAL_OTHER: frozenset({"sexual"}),
    OffenceCategory.STALKING_HARASSMENT: frozenset({"harassment"}),
    OffenceCategory.MODERN_SLAVERY: frozenset({"slavery"}),
    OffenceCategory.ROBBERY: frozenset({"robbery"}),
    OffenceCategory.BURGLARY: frozenset({"burglary"}),
    OffenceCategory.ASSAULT_OTHER: frozenset({"assault"}),
    OffenceCategory.THEFT_FRAUD: frozenset({"theft", "fraud"}),
    OffenceCategory.PUBLIC_ORDER: frozenset({"threats"}),
    OffenceCategory.CRIMINAL_DAMAGE: frozenset({"damage"}),
}


def families_in(text: str) -> frozenset[str]:
    """Name the families of offences of which a text speaks."""
    return frozenset(family for family, pattern in _PATTERNS.items() if pattern.search(text))


def families_of_category(categories: frozenset[str]) -> frozenset[str]:
    """Name the families of offences that belong to categories. Those that only mark a circumstance have none."""
    return frozenset().union(*(_BY_CATEGORY.get(each, frozenset()) for each in categories))
