"""The few mutations and joinings that composed Welsh phrases need (CYM-1). Everything else is written out in full.

Words put together by a program are where bad Welsh comes from. Sentences are therefore whole in the templates, values
stand where nothing mutates them (after ``ynghylch``, ``yw`` or a colon), and only what is left is done here.
"""

_VOWELS = frozenset("aeiouwyâêîôûŵŷáéíóúàèìòùäëïöü")
#: Two letters that are one consonant and never mutate; a rule for their first letter must not touch them.
_UNTOUCHED = ("ch", "dd", "ff", "ng", "ph", "th")
#: The longer beginnings first.
_SOFT = (("ll", "l"), ("rh", "r"), ("p", "b"), ("t", "d"), ("c", "g"), ("b", "f"), ("d", "dd"), ("g", ""), ("m", "f"))
_ASPIRATE = (("p", "ph"), ("t", "th"), ("c", "ch"))


def soft(*, words: str) -> str:
    """Give words their soft mutation, as after ``o``: ``lladrad`` becomes ``ladrad`` (CYM-1).

    The case of the first letter stays. Meant for Welsh common nouns; never for names.
    """
    return _mutated(words, _SOFT)


def aspirate(*, words: str) -> str:
    """Give words their aspirate mutation, as after ``a`` meaning "and": ``twyll`` becomes ``thwyll`` (CYM-1)."""
    return _mutated(words, _ASPIRATE)


def joined(*, words: tuple[str, ...]) -> str:
    """Join different words with "and", each said once: ``a``, before a vowel ``ac``, ``a’r`` for the article."""
    once = tuple(dict.fromkeys(word for word in words if word))
    return f"{', '.join(once[:-1])} {_and(once[-1])}" if len(once) > 1 else "".join(once)


def _and(word: str) -> str:
    for article in ("y ", "yr "):
        if word.startswith(article):
            return f"a’r {word.removeprefix(article)}"
    return f"ac {word}" if word[:1].lower() in _VOWELS else f"a {aspirate(words=word)}"


def _mutated(words: str, rules: tuple[tuple[str, str], ...]) -> str:
    lowered = words.lower()
    if lowered.startswith(_UNTOUCHED):
        return words
    for radical, mutated in rules:
        if lowered.startswith(radical):
            rest = words[len(radical) :]
            is_capital = words[:1].isupper()
            start = mutated or rest[:1]
            rest = rest if mutated else rest[1:]
            return (start[:1].upper() + start[1:] if is_capital else start) + rest
    return words
