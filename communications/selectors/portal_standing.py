"""How one reader stands to one record: who they are to it, their words, and what is open with them. No query of its own.

Everything here is asked together with the victim's record (`communications.selectors.portal.own_record`), so that the
first page costs the same whatever there is to say.
"""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Expression, F, OuterRef, Subquery, Value, When
from django.db.models.functions import JSONObject

from accounts.actors import Actor
from cases.models import Charge, Connection, ReviewRequest, SafeContactProfile
from cases.models.case import Case as CaseRow
from cases.rules.review_stages import ASK_AGAIN_STATES
from cases.rules.vocabulary import ConnectionKind, JourneyStage
from cases.rules.working_days import london_date
from communications.models import Meeting, ReaderWish
from communications.rules.meeting_words import MeetingState
from communications.rules.portal_actions import MeetingFacts, MeetingStanding
from communications.rules.reader_words import AccusedWords, OwnWord
from communications.rules.status_words import Reader
