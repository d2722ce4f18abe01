"""The hardest files: those that weigh on whoever looks after the people in them."""

from cases.rules.vocabulary.base import Vocabulary


class HardFile(Vocabulary):
    """Why a file counts among the hardest, the heaviest first: a file counts once."""

    CHILD_SEXUAL_ABUSE = "CHILD_SEXUAL_ABUSE"
    BEREAVEMENT = "BEREAVEMENT"
    RAPE = "RAPE"
