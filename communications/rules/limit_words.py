"""A time limit as people read it: a number of the row, in words of their language; nothing here knows the number.

Source: domain reference 0 (every time limit is a dated row) and 8.
"""

from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import Language, LimitUnit

LIMIT_WORDS_RULE = "TL-7"

_MONTHS_IN_YEAR = 12
_ENGLISH_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH = {
    LimitUnit.WORKING_DAYS: ("working day", "working days"),
    LimitUnit.CALENDAR_MONTHS: ("month", "months"),
    LimitUnit.DAYS: ("day", "days"),
}
_WELSH = {LimitUnit.WORKING_DAYS: "diwrnod gwaith", LimitUnit.CALENDAR_MONTHS: "mis", LimitUnit.DAYS: "diwrnod"}
#: Years change their form after a number; from eleven on they follow as "o flynyddoedd".
_WELSH_YEARS = {
    1: "blwyddyn",
    2: "dwy flynedd",
    3: "tair blynedd",
    4: "pedair blynedd",
    5: "pum mlynedd",
    6: "chwe blynedd",
    7: "saith mlynedd",
    8: "wyth mlynedd",
    9: "naw mlynedd",
    10: "deng mlynedd",
}


def limit_words(*, limit: TimeLimit, language: Language) -> str:
    """Say how long a limit is: "two years", "one month", "20 working days" (TL-7). English for any language but Welsh.

    The Welsh stands unmutated, to follow words that leave it so ("y terfyn yw ..."). Whole years are said as years.
    """
    is_years = limit.unit is LimitUnit.CALENDAR_MONTHS and limit.value % _MONTHS_IN_YEAR == 0
    if language is Language.CY:
        if is_years:
            years = limit.value // _MONTHS_IN_YEAR
            return _WELSH_YEARS.get(years, f"{years} o flynyddoedd")
        return f"{limit.value} {_WELSH[limit.unit]}"
    count, (one, many) = limit.value, _ENGLISH[limit.unit]
    if is_years:
        count, one, many = count // _MONTHS_IN_YEAR, "year", "years"
    number = _ENGLISH_NUMBERS[count] if count < len(_ENGLISH_NUMBERS) else str(count)
    return f"{number} {one if count == 1 else many}"
