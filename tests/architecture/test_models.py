"""Every table says whether its rows may change and what its fields reveal, and the database holds it to that."""

import pytest
from django.db import DatabaseError, models, transaction

from accounts.classification import FieldClass, Mutability
from tests.architecture.model_rows import BUILDERS, build, is_history, our_models

MODELS = our_models()
#: Tables that we write ourselves; the others keep earlier versions and are written by triggers.
WRITTEN = [model for model in MODELS if not is_history(model)]
APPEND_ONLY = [model for model in MODELS if getattr(model, "mutability", None) is Mutability.APPEND_ONLY]

#: A `_by` that names something else than the actor of an `_at`.
NOT_AN_ACTOR = {
    "cases.Decision.made_by": "who decides in law: CPS, police or court",
    "cases.DecisionProposal.made_by": "who decides in law: CPS, police or court",
    "cases.Charge.replaced_by": "the charge that took its place",
    "communications.Promise.kept_by": "the communication that kept the promise",
}


def name(model: type[models.Model]) -> str:
    return model._meta.label


def own_fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}


class TestEveryModel:
    @pytest.mark.parametrize("model", MODELS, ids=name)
    def test_is_declared_mutable_or_append_only(self, model):
        assert isinstance(getattr(model, "mutability", None), Mutability)

    @pytest.mark.parametrize("model", MODELS, ids=name)
    def test_classes_each_of_its_fields_and_no_others(self, model):
        classes = getattr(model, "field_classes", {})

        # A history table takes the classes of the table it follows, relations that it does not keep included.
        assert own_fields(model) <= set(classes)
        assert is_history(model) or set(classes) <= own_fields(model)
        assert all(isinstance(field_class, FieldClass) for field_class in classes.values())

    @pytest.mark.parametrize("model", WRITTEN, ids=name)
    def test_says_in_a_sentence_what_its_rows_are(self, model):
        # Where a model has no docstring, Django writes "Name(field, field)", which says nothing.
        assert model.__doc__
        assert not model.__doc__.startswith(f"{model.__name__}(")

    def test_has_a_valid_row_that_the_sweeps_can_try_to_break(self):
        assert set(BUILDERS) == set(WRITTEN)

    @pytest.mark.parametrize("model", MODELS, ids=name)
    @pytest.mark.django_db
    def test_accepts_its_valid_row(self, model):
        assert build(model).pk

    @pytest.mark.parametrize("model", MODELS, ids=name)
    def test_shows_no_personal_data_when_printed(self, model):
        personal = {
            field for field, field_class in getattr(model, "field_classes", {}).items()
            if field_class is not FieldClass.PUBLIC
        }  # fmt: skip
        canaries = {
            field.name: "canary"
            for field in model._meta.fields
            if field.name in personal and isinstance(field, models.CharField | models.TextField)
        }

        assert "canary" not in str(model(**canaries)) + repr(model(**canaries))

    @pytest.mark.parametrize("model", MODELS, ids=name)
    def test_names_an_instant_at_and_a_day_on(self, model):
        wrong = [
            field.name
            for field in model._meta.fields
            if (field.name.endswith("_at") and not isinstance(field, models.DateTimeField))
            or (field.name.endswith("_on") and type(field) is not models.DateField)
        ]

        assert not wrong

    @pytest.mark.parametrize("model", WRITTEN, ids=name)
    def test_pairs_each_actor_with_an_instant_under_a_constraint(self, model):
        table = model._meta.db_table
        constraints = {constraint.name for constraint in model._meta.constraints}
        unpaired = [
            field.name
            for field in model._meta.fields
            if field.name.endswith("_by")
            and f"{name(model)}.{field.name}" not in NOT_AN_ACTOR
            and f"{table}_{field.name.removesuffix('_by')}_at_and_by_together" not in constraints
        ]

        assert not unpaired

    @pytest.mark.parametrize("model", MODELS, ids=name)
    def test_names_its_constraints_for_what_they_guarantee(self, model):
        wrong = [
            constraint.name
            for constraint in model._meta.constraints
            if not constraint.name.startswith(f"{model._meta.db_table}_") or len(constraint.name) > 63
        ]

        assert not wrong

    @pytest.mark.parametrize("model", MODELS, ids=name)
    def test_orders_its_rows_only_when_asked(self, model):
        assert not model._meta.ordering


@pytest.mark.django_db
class TestAppendOnlyTables:
    def test_are_there(self):
        assert len(APPEND_ONLY) > 10

    @pytest.mark.parametrize("model", APPEND_ONLY, ids=name)
    def test_refuse_an_update(self, model):
        row = build(model)
        field = next(field for field in model._meta.fields if not field.primary_key)

        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            model._default_manager.filter(pk=row.pk).update(**{field.attname: getattr(row, field.attname)})

    @pytest.mark.parametrize("model", APPEND_ONLY, ids=name)
    def test_refuse_a_delete(self, model):
        row = build(model)

        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            model._default_manager.filter(pk=row.pk)._raw_delete(using="default")

        assert model._default_manager.filter(pk=row.pk).exists()
