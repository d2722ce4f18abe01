"""The data map: what is held where, how telling it is and whether it may change, written from the tables themselves.

It never says what a row holds. ``manage.py write_data_map`` writes docs/data-map.md; a test compares the two.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from accounts.classification import FieldClass, Mutability

#: App label -> what its tables are for, from the ground floor up.
OUR_APPS = {
    "accounts": "Who staff are, where they work and what they may do. Held while they work with the service.",
    "audit": "Who did and who looked at what. Ids only. Held as long as the case, and longer than what it describes.",
    "cases": (
        "The facts of a case and the people in it, as the police, the court and our staff state them. Held by the "
        "retention schedule of the casework it belongs to; a legal hold comes first, and a person reviews before "
        "anything is deleted."
    ),
    "triage": "How carefully and how soon we contact a victim, with every reason. Held with the case.",
    "communications": (
        "What we say to people, how it left and what came back; how they sign in to the portal. Held with the case; "
        "codes and sessions only while they can be used."
    ),
}

#: What each class means and what follows from it.
MEANINGS = {
    FieldClass.PUBLIC: "Says nothing about a person. May stand in logs and metrics.",
    FieldClass.PERSONAL: "Identifies or describes a person. Never in logs, addresses, titles or task payloads.",
    FieldClass.SENSITIVE: "Offence, health, risk, free text about them, or a secret. As personal, shown by need only.",
    FieldClass.LOCATION_SAFE: "Would tell a dangerous person where somebody is or how to reach them. Never shown to "
    "another party, never in a document for anybody else, masked until somebody reveals it.",
}

_HEADING = """# Data map

Written by `manage.py write_data_map` from the declarations in the models; edit those, not this file.

"""


def data_map() -> str:
    """Return the data map as Markdown, in a stable order."""
    return _HEADING + "\n".join([*_classes(), *_apps()])


def _classes() -> Iterator[str]:
    """Explain the classes."""
    yield "| Class | Meaning |"
    yield "| --- | --- |"
    for field_class, meaning in MEANINGS.items():
        yield f"| {_word(field_class)} | {meaning} |"
    yield ""


def _apps() -> Iterator[str]:
    """Describe each app and its tables."""
    for label, purpose in OUR_APPS.items():
        yield f"## {label}"
        yield ""
        yield purpose
        yield ""
        for model in sorted(apps.get_app_config(label).get_models(), key=lambda model: model.__name__):
            yield from _table(model)


def _table(model: type[Model]) -> Iterator[str]:
    """Describe one table and its fields, most telling first."""
    mutability: Mutability = model.mutability  # type: ignore[attr-defined] # every model declares it; a sweep checks
    classes: dict[str, FieldClass] = model.field_classes  # type: ignore[attr-defined]
    tracked = getattr(model, "pgh_tracked_model", None)
    sentence = (
        f"Earlier versions of the rows of {tracked.__name__}, written by the database."
        if tracked is not None
        else " ".join((model.__doc__ or "").strip().splitlines()[0].split())
    )
    yield f"### {model.__name__}"
    yield ""
    yield f"{sentence} {'Rows are only ever added.' if mutability is Mutability.APPEND_ONLY else 'Rows may change.'}"
    yield ""
    yield "| Class | Fields |"
    yield "| --- | --- |"
    for field_class in reversed(FieldClass):
        names = sorted(name for name, of in classes.items() if of is field_class)
        if names:
            yield f"| {_word(field_class)} | {', '.join(f'`{name}`' for name in names)} |"
    yield ""


def _word(field_class: FieldClass) -> str:
    """Say a class in a word or two."""
    return field_class.value.replace("_", "-").lower()
