"""Saved views belong to one member of staff and hold codes only (L1)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from communications.models import SavedView
from communications.rules.vocabulary import ListName
from communications.selectors.saved_views import views_of
from communications.services import saved_views
from tests.factories.accounts import UnitFactory, staff_with

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
LATE = [("due", "OVERDUE")]


@pytest.fixture
def officer():
    return actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory()), at=AT)


def save(actor, *, name="Late", filters=LATE, list_name=ListName.WORK):
    return saved_views.keep(list_name=list_name, name=name, filters=filters, actor=actor, at=AT)


def test_the_same_name_again_replaces_what_it_held(officer):
    save(officer)

    save(officer, name=" Late ", filters=[("due", "TODAY")])

    assert [view.filters for view in views_of(viewer=officer, list_name=ListName.WORK)] == [[["due", "TODAY"]]]


def test_each_list_has_its_own(officer):
    save(officer)
    save(officer, list_name=ListName.VICTIMS, filters=[("promised", "PASSED")])

    assert [view.name for view in views_of(viewer=officer, list_name=ListName.VICTIMS)] == ["Late"]
    assert SavedView.objects.count() == 2


@pytest.mark.parametrize(("name", "filters"), [("Late", []), ("  ", LATE)])
def test_nothing_is_not_saved(officer, name, filters):
    with pytest.raises(saved_views.NothingToSave):
        save(officer, name=name, filters=filters)


def test_whoever_sees_no_work_saves_no_view():
    administrator = actors.staff(user=staff_with(Role.ADMINISTRATOR, UnitFactory()), at=AT)

    with pytest.raises(NotPermitted):
        save(administrator)


def test_a_process_has_no_views():
    process = actors.system(SystemProcess.DEMO_CASELOAD)

    with pytest.raises(saved_views.NothingToSave):
        save(process)
    assert views_of(viewer=process, list_name=ListName.WORK) == []
