"""Every sentence of the portal is in the catalogue with its Welsh, and none stands outside it (V22)."""

import functools

import pytest
from babel.messages.pofile import read_po

from tests.architecture import untranslated as finders
from tests.architecture.sources import ROOT

TEMPLATES = ROOT / "templates"
#: The portal's own templates and those that its pages are made of.
FOLDERS = ("portal", "components", "govuk")
MODULES = (
    *sorted((ROOT / "web" / "portal").glob("*.py")),
    *sorted((ROOT / "web" / "forms").glob("*.py")),
    ROOT / "web" / "formatting.py",
    ROOT / "web" / "templatetags" / "govuk.py",
    ROOT / "web" / "templatetags" / "govuk_forms.py",
)
#: Modules beside the portal's own in which staff read words too: only what they ask to be translated is held here.
SHARED = frozenset({"formatting.py"})


def templates():
    return sorted([TEMPLATES / "base.html", *(path for name in FOLDERS for path in (TEMPLATES / name).rglob("*.html"))])


@functools.cache
def catalogue():
    with (ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale="cy")


def named(path):
    return pytest.param(path, id=path.relative_to(ROOT).as_posix())


class TestTemplates:
    @pytest.mark.parametrize("path", [named(path) for path in templates()])
    def test_say_nothing_outside_the_tags_for_translation(self, path):
        assert finders.untranslated_in_template(path.read_text("utf-8")) == []

    @pytest.mark.parametrize("path", [named(path) for path in templates()])
    def test_have_welsh_for_every_sentence(self, path):
        sentences = finders.sentences_of_template(path.read_text("utf-8"))

        assert finders.missing_from(catalogue(), sentences) == [], "Run make words, and write the Welsh"


class TestModules:
    @pytest.mark.parametrize("path", [named(path) for path in MODULES if path.name not in SHARED])
    def test_say_nothing_outside_gettext(self, path):
        assert finders.untranslated_in_python(path.read_text("utf-8")) == []

    @pytest.mark.parametrize("path", [named(path) for path in MODULES])
    def test_have_welsh_for_every_sentence(self, path):
        sentences = finders.sentences_of_python(path.read_text("utf-8"))

        assert finders.missing_from(catalogue(), sentences) == [], "Run make words, and write the Welsh"


class TestCatalogue:
    def test_holds_no_guess_and_no_gap(self):
        every = [(message.id,) if isinstance(message.id, str) else message.id for message in catalogue() if message.id]

        assert finders.missing_from(catalogue(), every) == []


class TestFinders:
    """What would find a mistake is itself tried with one."""

    @pytest.mark.parametrize(
        "source",
        [
            "<p>You can read it now.</p>",
            '{% translate "Known" %} unknown words',
            '{% button text="Continue" %}',
            '{% details summary="Before you write" %}{% enddetails %}',
            '<nav aria-label="Pages of letters"></nav>',
            "{% if a %}Letters{% endif %}",
            '<div data-i18n.activated="Loading."></div>',
        ],
    )
    def test_find_words_in_a_template(self, source):
        assert finders.untranslated_in_template(source) != []

    @pytest.mark.parametrize(
        "source",
        [
            '<p>{% translate "You can read it now." %}</p>',
            "{% blocktranslate trimmed with a=b %}You have {{ a }}.{% endblocktranslate %}",
            '{% button text=_("Continue") href=on_href %}{{ page.title }}',
            '<a class="govuk-link" href="{% url "portal:home" victim_id %}">{{ words }}</a>',
            "{# never shown #}{% comment %}Nor is this.{% endcomment %}",
            '<time datetime="{{ iso }}">{{ text }}</time>: 999',
            '<nav aria-label="{% translate "Menu" %}"></nav>',
        ],
    )
    def test_leave_a_right_template_alone(self, source):
        assert finders.untranslated_in_template(source) == []

    @pytest.mark.parametrize(
        "source",
        [
            'page(title="You have one letter")',
            'WORDS = {1: "You have one letter"}',
            'def say(n):\n    return f"You have {n} letters"',
            'Link(text="Back", href=where)',
            'form.add_error("text", "Write your message")',
        ],
    )
    def test_find_words_in_a_module(self, source):
        assert finders.untranslated_in_python(source) != []

    @pytest.mark.parametrize(
        "source",
        [
            '"""Say what a module is for."""',
            'page(title=_("You have one letter"))',
            'WORDS = {1: gettext_lazy("You have one letter")}',
            'reverse("portal:letters", kwargs={"victim_id": each})',
            'Field(label=_("Back"), width="20")',
        ],
    )
    def test_leave_a_right_module_alone(self, source):
        assert finders.untranslated_in_python(source) == []

    @pytest.mark.parametrize(
        ("entry", "found"),
        [
            ("", "no Welsh: 'Sent on %(date)s.'"),
            ('msgid "Sent on %(date)s."\nmsgstr ""\n', "no Welsh: 'Sent on %(date)s.'"),
            (
                '#, fuzzy\nmsgid "Sent on %(date)s."\nmsgstr "Anfonwyd ar %(date)s."\n',
                "only guessed: 'Sent on %(date)s.'",
            ),
            ('msgid "Sent on %(date)s."\nmsgstr "Anfonwyd ar %(dat)s."\n', "other values: 'Sent on %(date)s.'"),
            ('msgid "Sent on %(date)s."\nmsgstr "Anfonwyd."\n', "other values: 'Sent on %(date)s.'"),
            ('msgid "Sent on %(date)s."\nmsgstr "Anfonwyd ar %(date)s."\n', None),
        ],
    )
    def test_find_a_gap_in_the_catalogue(self, entry, found, tmp_path):
        file = tmp_path / "django.po"
        file.write_text(f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n{entry}', "utf-8")
        with file.open("rb") as opened:
            held = read_po(opened, locale="cy")
        sentences = finders.sentences_of_template(
            "{% blocktranslate trimmed with date=a %}Sent on {{ date }}.{% endblocktranslate %}"
        )

        assert finders.missing_from(held, sentences) == ([found] if found else [])

    def test_find_a_sentence_that_is_the_same_on_both_pages(self):
        english = finders.words_of_page('<html lang="en"><p>We will write to you.</p><p>Back</p></html>')
        welsh = finders.words_of_page('<html lang="cy"><p>We will write to you.</p><p>Back</p></html>')

        assert finders.same_in_both(english, welsh) == ["We will write to you."]

    def test_find_words_that_are_only_read_aloud(self):
        english = finders.words_of_page('<html lang="en"><nav aria-label="Pages of the letters"></nav></html>')
        welsh = finders.words_of_page('<html lang="cy"><nav aria-label="Pages of the letters"></nav></html>')

        assert finders.same_in_both(english, welsh) == ["Pages of the letters"]

    def test_leave_alone_what_says_of_itself_that_it_is_in_another_language_and_what_is_data(self):
        inside = '<div lang="fr">Dear Sam, we write to you.</div><p>Call Avon and Somerset Unit now</p></html>'
        english = finders.words_of_page(f'<html lang="en">{inside}')
        welsh = finders.words_of_page(f'<html lang="cy">{inside}')

        assert finders.same_in_both(english, welsh, data=frozenset({"Avon and Somerset Unit"})) == []
        assert finders.same_in_both(english, welsh) == ["Call Avon and Somerset Unit now"]
