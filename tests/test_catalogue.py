"""Every word for people has an English one: read from the sources, without the tools of gettext."""

import ast
import gettext as machinery
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from django.utils.translation import gettext, ngettext, override, pgettext
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
CALLS_IN_CONTEXT = {"pgettext": 2, "pgettext_lazy": 2, "npgettext": 3, "npgettext_lazy": 3}
WORDS = CALLS | CALLS_IN_CONTEXT

# A literal of Python, as templatize writes it.
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(rf"\b(_|(?:np|n|p)?gettext)\((\s*{_LITERAL}(?:\s*,\s*{_LITERAL})*)")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|</?\w[^>]*>|\n")


class Word(tuple):
    """A context, a singular and a plural; empty where there is none."""

    def __new__(cls, name, arguments):
        context, *words = arguments if name in CALLS_IN_CONTEXT else ("", *arguments)
        return super().__new__(cls, (context, *words, *[""][len(words) - 1 :]))


# Reading the sources


def python_files():
    rooms = sorted({path.parent for path in ROOT.glob("*/__init__.py")})
    return [path for room in rooms if room.name not in ("tests", "bench") for path in room.rglob("*.py")]


def template_files():
    return [path for path in (ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt")]


def words_of_module(source):
    tree = ast.parse(source)
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in WORDS:
            name = node.func.attr
        elif isinstance(node.func, ast.Name) and names.get(node.func.id) in WORDS:
            name = names[node.func.id]
        else:
            continue
        # literal_eval refuses what is put together while running, which no catalogue can hold.
        yield Word(name, [ast.literal_eval(argument) for argument in node.args[: WORDS[name]]])


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def words_of_template(source):
    for name, arguments in _IN_TEMPLATE.findall(templatize(source)):
        yield Word(name, ast.literal_eval(f"[{arguments}]"))


def words():
    """Every word of the sources with one of the files that say it."""
    found = {}
    for files, read in ((python_files(), words_of_module), (template_files(), words_of_template)):
        for path in files:
            found |= dict.fromkeys(read(path.read_text(encoding="utf-8")), path)
    return found


# Reading the catalogue


def entries(text):
    """Every entry of a .po file: flags, context, singular, plural and translations."""
    for block in re.split(r"\n\s*\n", text.strip()):
        if obsolete := [line for line in block.splitlines() if line.startswith("#~")]:
            raise ValueError(f"Left over: {obsolete[0]}")
        fields, flags, current = {}, set(), ""
        for line in block.splitlines():
            if line.startswith("#,"):
                flags |= {flag.strip() for flag in line[2:].split(",")}
            elif not line.startswith("#"):
                if not line.startswith('"'):
                    current, line = line.split(" ", 1)
                fields[current] = fields.get(current, "") + ast.literal_eval(line)
        said = [fields[key] for key in sorted(fields) if key.startswith("msgstr")]
        yield flags, (fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", "")), said


@pytest.fixture(scope="module")
def source():
    return words()


@pytest.fixture(scope="module")
def catalogue():
    header, *rest = entries(CATALOGUE.read_text(encoding="utf-8"))
    assert header[1] == ("", "", "")
    return rest


@pytest.fixture(scope="module")
def compiled():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        return machinery.GNUTranslations(file)._catalog


def keys(word):
    """Where the compiled catalogue keeps the translations of a word."""
    context, singular, plural = word
    key = f"{context}\4{singular}" if context else singular
    return [(key, 0), (key, 1)] if plural else [key]


# The readers themselves


def test_words_of_a_module_are_read_under_any_name_of_the_call():
    code = """
from django.utils import translation
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as in_context
from elsewhere import gettext_lazy
_("Satu " "kalimat"), ngettext("%d hari", "%d hari", n), in_context("toko", "Buka"), translation.gettext("Dua")
gettext_lazy("not a word of ours")
"""
    assert set(words_of_module(code)) == {
        ("", "Satu kalimat", ""), ("", "%d hari", "%d hari"), ("toko", "Buka", ""), ("", "Dua", "")
    }  # fmt: skip


def test_a_word_put_together_while_running_is_refused():
    code = 'from django.utils.translation import gettext as _\n_(f"Kasus {number}")'
    with pytest.raises(ValueError, match="malformed"):
        list(words_of_module(code))


def test_words_of_a_template_are_read_from_every_tag():
    page = """{% load i18n %}{% translate "Kak, “ya”" %}{% translate "Buka" context "toko" as open %}
{% include "a.html" with label=_("Toko's") %}{% blocktranslate with n=a.b %}Ada {{ n }} kasus 10%{% endblocktranslate %}
{% blocktranslate count n=a %}{{ n }} jam{% plural %}{{ n }} jam{% endblocktranslate %}{# {% translate "no" %} #}"""
    assert set(words_of_template(page)) == {
        ("", "Kak, “ya”", ""), ("toko", "Buka", ""), ("", "Toko's", ""), ("", "Ada %(n)s kasus 10%%", ""),
        ("", "%(n)s jam", "%(n)s jam"),
    }  # fmt: skip


def test_entries_are_read_with_flags_and_breaks():
    text = 'msgid ""\nmsgstr "x\\n"\n\n#, fuzzy, c-format\nmsgctxt "a"\nmsgid ""\n"b"\nmsgid_plural "c"\nmsgstr[0] "d"\nmsgstr[1] "e"'
    assert list(entries(text)) == [
        (set(), ("", "", ""), ["x\n"]), ({"fuzzy", "c-format"}, ("a", "b", "c"), ["d", "e"])
    ]  # fmt: skip


# The catalogue


def test_the_sources_hold_words(source):
    where = {path.relative_to(ROOT).parts[0] for path in source.values()}
    assert {"templates", "shops", "cases", "notifications", "returns", "reports"} <= where
    assert len(source) > 1500


def test_every_word_is_in_english(source, compiled):
    missing = {
        f"{path.relative_to(ROOT)}: {word[1]}"
        for word, path in source.items()
        if not all(compiled.get(key, "").strip() for key in keys(word))
    }
    assert missing == set()


def test_no_word_stays_that_nobody_says(source, catalogue):
    assert {word for _flags, word, _said in catalogue} - source.keys() == set()


def test_no_entry_is_fuzzy_or_empty(catalogue):
    wrong = [
        word for flags, word, said in catalogue if "fuzzy" in flags or not all(text.strip() for text in said)
    ]
    assert wrong == []


def test_both_languages_have_the_same_placeholders(catalogue):
    different = [
        (text, english)
        for _flags, (_context, text, _plural), said in catalogue
        for english in said
        if Counter(_PLACEHOLDER.findall(text)) != Counter(_PLACEHOLDER.findall(english))
    ]
    assert different == []


def test_no_plural_is_without_its_singular(catalogue):
    assert [word for _flags, word, said in catalogue if len(said) != (2 if word[2] else 1)] == []


def test_the_compiled_catalogue_is_that_of_the_text(catalogue, compiled):
    text = [zip(keys(word), said, strict=True) for _flags, word, said in catalogue]
    assert {key: said for key, said in compiled.items() if key != ""} == dict(chain(*text))


def test_pages_speak_both_languages():
    with override("en"):
        english = gettext("Kotak masuk"), ngettext("%d hari", "%d hari", 1), ngettext("%d hari", "%d hari", 2)
        assert english == ("Inbox", "%d day", "%d days")
        assert pgettext("one case", "Kasus") == "Case"
    with override("id"):
        assert (gettext("Kotak masuk"), ngettext("%d hari", "%d hari", 2)) == ("Kotak masuk", "%d hari")
