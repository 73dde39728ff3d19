"""The map of the house, held by reading every import: rooms go downhill, and so do the floors of each room."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# DESIGN: a later room may import an earlier one, never the reverse; rooms of one rank never each other.
ROOMS = (
    {"shops"}, {"sales"}, {"notifications"}, {"cases"}, {"remedies"}, {"returns", "warranty", "complaints"},
    {"care", "desk"}, {"reports"}, {"api"}, {"umkm_aftersales"},
)  # fmt: skip
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}

# Inside a room: rules without the ORM, what is kept, what happens, what is asked, what is shown, where.
PURE = {
    "workflow", "calendar", "ledger", "amounts", "holidays_id", "phones", "money", "reference", "refusals", "guards",
    "presets", "coverage", "aftercare", "moves", "policy", "law", "asked", "clauses", "days",
    "eligibility", "facts", "tracking", "chat", "slang", "transcript", "tokens", "wishes",
    "mentions", "shares", "banks", "reckoning", "findings", "appeals",
}  # fmt: skip
FLOORS = {
    **dict.fromkeys(PURE, 0), "models": 1, "steps": 3, "forms": 3, "templatetags": 3, "views": 4, "tasks": 4,
    "urls": 5, "account_urls": 5, "apps": 5, "management": 5,
}  # fmt: skip
DOMAIN = 2
# Who may import the upper floors, whatever the room.
GUESTS = {
    "forms": {"forms", "steps", "views", "management"},
    "views": {"views", "urls", "account_urls"},
    "tasks": set(),
    "admin": set(),
}
JUNK = {"common", "utils", "util", "helpers", "helper", "services", "misc", "lib", "tools"}


def modules():
    """Every Python file of the rooms, by its dotted name; migrations are history."""
    found = {}
    for room in RANK:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if "migrations" not in path.parts:
                found[name] = ast.parse(path.read_text())
    return found


MODULES = modules()


def imports(name, *, with_types=True):
    """What a module imports, at its top or inside a function; `from cases import rows` counts as cases.rows."""
    tree = MODULES[name]
    typed = (
        set()
        if with_types
        else {id(node) for block in ast.walk(tree) if _is_type_checking(block) for node in ast.walk(block)}
    )
    for node in ast.walk(tree):
        if id(node) in typed:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(name, node)
            for alias in node.names:
                deeper = f"{module}.{alias.name}"
                yield deeper if deeper in MODULES else module


def _absolute(name, node):
    """The full name of what a `from … import` imports from."""
    if not node.level:
        return node.module
    is_package = any(other.startswith(f"{name}.") for other in MODULES)
    home = name.split(".")[
        : None if is_package and node.level == 1 else (1 if is_package else 0) - node.level
    ]
    return ".".join([*home, *([node.module] if node.module else [])])


def _is_type_checking(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def room_of(name):
    return name.split(".")[0]


def part_of(name):
    """The module's name within its room: cases.views.staff is of the views."""
    return name.split(".")[1] if "." in name else ""


def floor_of(name):
    return FLOORS.get(part_of(name), DOMAIN)


def links(**options):
    """Every import from one of our modules to another."""
    return [
        (name, target) for name in MODULES for target in imports(name, **options) if room_of(target) in RANK
    ]


def test_the_map_is_read_from_real_modules():
    assert {"shops.models", "cases.perform", "returns.workflow", "umkm_aftersales.urls"} <= MODULES.keys()
    assert ("cases.perform", "cases.clocks") in links()
    assert ("returns.workflow", "cases.workflow") in links()


def test_every_room_on_the_map_and_no_other():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert rooms <= RANK.keys()


def test_rooms_import_downhill_only():
    uphill = {(a, b) for a, b in links() if room_of(a) != room_of(b) and RANK[room_of(b)] >= RANK[room_of(a)]}
    assert uphill == set()


def test_inside_a_room_imports_go_down_too():
    own = ((a, b) for a, b in links(with_types=False) if room_of(a) == room_of(b) != "umkm_aftersales")
    assert {(a, b) for a, b in own if floor_of(b) > floor_of(a)} == set()


def test_the_upper_floors_are_imported_from_above_only():
    wrong = {
        (a, b)
        for a, b in links()
        if part_of(b) in GUESTS and part_of(a) not in GUESTS[part_of(b)] and room_of(a) != "umkm_aftersales"
    }
    assert wrong == set()


def test_pure_rules_know_nothing_of_the_database():
    pure = [name for name in MODULES if floor_of(name) == 0 and room_of(name) != "umkm_aftersales"]
    assert "cases.workflow" in pure
    wrong = {
        (name, target)
        for name in pure
        for target in imports(name, with_types=False)
        if target.startswith("django.db") or (room_of(target) in RANK and floor_of(target) > 0)
    }
    assert wrong == set()


def test_there_are_no_signals():
    heard = {
        (name, target)
        for name in MODULES
        for target in imports(name)
        if target.startswith("django.dispatch") or target.split(".")[-1] == "signals"
    }
    assert heard == set()


def test_no_model_hides_work_in_save_or_delete():
    hidden = {
        (name, node.name, method.name)
        for name, tree in MODULES.items()
        if part_of(name) == "models"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete", "bulk_create")
    }
    assert hidden == set()


def test_views_never_reach_for_rows_themselves():
    """They ask the access functions, which know whose a row is."""
    reaching = {
        (name, node.lineno)
        for name, tree in MODULES.items()
        if part_of(name) == "views"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")
    }
    assert reaching == set()


def test_no_drawer_for_everything():
    names = {part for name in MODULES for part in name.split(".")}
    assert names & JUNK == set()


def test_every_module_says_in_one_sentence_what_it_knows():
    silent = {
        name
        for name, tree in MODULES.items()
        if tree.body and not ast.get_docstring(tree) and part_of(name) not in ("urls", "apps")
    }
    assert silent == set()


def test_only_the_door_and_the_birth_write_the_state():
    """Nobody else assigns a case's state, or updates it past the door."""
    writers = {name for name, tree in MODULES.items() if any(_writes_state(node) for node in ast.walk(tree))}
    # The story looks one step ahead, on a copy that nobody saves.
    assert writers == {"cases.perform", "cases.story"}


def _writes_state(node):
    if isinstance(node, ast.Assign):
        targets = [part for target in node.targets for part in ast.walk(target)]
        return any(isinstance(part, ast.Attribute) and part.attr == "state" for part in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return any(keyword.arg == "state" for keyword in node.keywords)
    return False
