"""The vocabulary in which a kind of case declares its states and steps, and the rules every table obeys.

A workflow is data. Nothing here touches the database; `cases.perform` is the only reader that acts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shops.calendar import Amount

Text = str | Promise

ANYWHERE = "*"  # as a source: the step may be taken in every state
STAY = "="  # as a target: the case stays where it is
FOLLOW_UP = "follow_up"  # the clock of a closed case: whether all is well


class Role(StrEnum):
    """Who acts: the three roles of staff, the customer, or the clock."""

    OWNER = "owner"
    SERVICE = "service"
    WAREHOUSE = "warehouse"
    CUSTOMER = "customer"
    SYSTEM = "system"


STAFF = frozenset({Role.OWNER, Role.SERVICE, Role.WAREHOUSE})
DESK = frozenset({Role.OWNER, Role.SERVICE})
CUSTOMER = frozenset({Role.CUSTOMER})
SYSTEM = frozenset({Role.SYSTEM})


class Turn(StrEnum):
    """Whose move it is while a case rests in a state."""

    SHOP = "shop"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class Audience(StrEnum):
    """To whom a message goes."""

    CUSTOMER = "customer"
    ASSIGNEE = "assignee"  # or the owners where nobody is assigned
    OWNER = "owner"


class Note(StrEnum):
    """Whether a step takes free words."""

    NONE = "none"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True)
class Timer:
    """A clock that runs while a case rests in a state.

    `amount` and `on_due` hold where the channel has no rule for this `clock`. `expire` names the
    action taken when the time is up, per outcome ("approve", "alarm", "close"); an outcome that
    the state does not know falls back to `on_due`. `remind` is the action of the reminders.
    `until` names a date of the kind's model, the day promised to the customer: where it is filled and
    still ahead, the time is up when the shop closes on that day. A step that answers it starts the clock anew.
    A clock that is `only_until` runs for that date alone: without one it does not start.
    `since` names a date of the kind's model from whose first instant the time counts, where it is filled; `until_words`
    say in the ledger whose word the day of `until` is.
    `if_unanswered` is taken instead when the customer has spoken last: no case closes over their question.
    """

    clock: str
    amount: Amount
    on_due: str
    expire: dict[str, str]
    remind: str
    reminders: tuple[int, ...] = (50, 80)
    until: str = ""
    only_until: bool = False
    if_unanswered: str = ""
    since: str = ""
    until_words: Text = _("Dijanjikan ke pelanggan: %s")

    def action_for(self, outcome: str) -> str:
        """The action when the time is up and the rule says `outcome`."""
        return self.expire.get(outcome) or self.expire[self.on_due]


@dataclass(frozen=True)
class State:
    """A place where a case rests: its names (`station` on the customer's road), whose turn it is, what clocks run."""

    label: Text
    public: Text
    turn: Turn
    timers: tuple[Timer, ...] = ()
    is_open: bool = True
    station: Text = ""


@dataclass(frozen=True)
class Tell:
    """A message that a step sends: `template` names the files in templates/messages/."""

    template: str
    to: Audience = Audience.CUSTOMER


@dataclass(frozen=True)
class Step:
    """An arrow between two states.

    `asks` names fields of the kind's model that must be filled, `takes` those that may be; both
    are set on the case and nothing else is. `guard(case, answers, now)` raises `Refused`; `effect(case, now)`
    changes the case's own fields. `records` names methods of the kind's model, called with a `cases.records.Taken`,
    whose `Record`s say which rows of other tables the step writes; they may raise `Refused`. `variants` limits the step
    to some variants of the kind.
    `shut` names a method of the kind's model that says why the step is not there for this case at a moment, empty
    where it is: the door refuses it in these words, and pages leave it out.
    `pauses` names clocks that stop here and go on when their state is entered again.
    `page` names an address of the case that takes the step, where a confirmation is not enough.
    The button of a step that stands `aside` is drawn by the panel of its kind, not among the steps.
    The files of a step that is `about_money` are for those who see money.
    A `quiet` step does not make other people's pages stale; an `additive` one is never refused
    for a stale page. `if_silent` says on a clock what happens when nobody acts, `loses` whether
    the case's money is then gone. `consequence` lists what a confirmation must repeat.
    `done_public` and `if_silent_public` are the words for the customer, where those of the team do not fit.
    `ends` names clocks that are over although the case stays. `unless` names a rule of `cases.manners` by which
    the clock leaves the step out: then nothing happens and nobody is told.
    `becomes` names the variant into which the step turns the case: from then on it goes that variant's way.
    An `irreversible` step records what has left the house, or has an effect beyond the case's own fields:
    its messages go out at once, and it cannot be undone.
    """

    action: str
    source: str
    target: str
    by: frozenset[Role]
    label: Text
    done: Text
    asks: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    note: Note = Note.NONE
    note_label: Text = ""
    files: bool = False
    variants: frozenset[str] | None = None
    guard: Callable | None = None
    effect: Callable | None = None
    records: tuple[str, ...] = ()
    shut: str = ""
    becomes: str = ""
    tells: tuple[Tell, ...] = ()
    tone: str = ""  # "act", "stop", "quiet": how its button looks
    consequence: tuple[Text, ...] = ()
    pauses: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    unless: str = ""
    page: str = ""
    aside: bool = False
    about_money: bool = False
    quiet: bool = False
    additive: bool = False
    internal: bool = False  # the customer's timeline leaves it out
    irreversible: bool = False
    if_silent: Text = ""
    loses: bool = False
    done_public: Text = ""
    if_silent_public: Text = ""

    @property
    def is_one_tap(self) -> bool:
        """Whether there is nothing to say and nothing to warn of, so that its button acts at once."""
        return self.note is Note.NONE and not (self.asks or self.takes or self.files or self.consequence)

    @property
    def can_be_undone(self) -> bool:
        """Whether the team may take it back for a moment; what decides nothing is not taken back."""
        return not (self.irreversible or self.additive)

    def fits(self, variant: str) -> bool:
        """Whether the step exists for this variant."""
        return self.variants is None or variant in self.variants

    def leads_on(self, variant: str) -> bool:
        """Whether a case that takes the step goes on as this variant."""
        return self.target != STAY and self.fits(variant) and self.becomes in ("", variant)


@dataclass(frozen=True)
class Variant:
    """One way of a kind (a refund without return, an exchange …) and the road the customer sees."""

    label: Text
    public: Text
    hint: Text
    road: tuple[str, ...]


COMMON = (
    Step(
        "note", ANYWHERE, STAY, STAFF, _("Simpan catatan"), _("Catatan tim"),
        note=Note.MUST, files=True, additive=True, internal=True,
    ),
    Step(
        "write", ANYWHERE, STAY, DESK, _("Kirim ke pelanggan"), _("Pesan toko"),
        note=Note.MUST, files=True, additive=True, ends=(FOLLOW_UP,), tells=(Tell("case_message"),),
    ),
    Step(
        "reply", ANYWHERE, STAY, CUSTOMER, _("Kirim pesan"), _("Pesan pelanggan"), done_public=_("Pesan Kakak"),
        note=Note.MUST, note_label=_("Tulis pesan ke toko"), files=True, additive=True, ends=(FOLLOW_UP,), tells=(Tell("staff_reply", Audience.ASSIGNEE),),
    ),
    Step(
        "assign", ANYWHERE, STAY, DESK, _("Simpan PIC"), _("PIC diganti"),
        takes=("assignee",), additive=True, quiet=True, internal=True,
    ),
)  # fmt: skip


_COMMON_ACTIONS = frozenset(step.action for step in COMMON)
_AMONG_THE_TEAM = tuple(
    step
    for step in COMMON
    if Role.CUSTOMER not in step.by and all(tell.to is not Audience.CUSTOMER for tell in step.tells)
)

# No step of any table: `cases.undo` takes it. The customer was told of nothing, so it is none of theirs.
UNDO = Step("undo", ANYWHERE, STAY, STAFF, _("Batalkan langkah ini"), _("Langkah dibatalkan"), internal=True)


@dataclass(frozen=True)
class Workflow:
    """A kind of case: `kind` is also the reverse name of its one-to-one link to Case.

    A kind with an `entry` (the name of an address that takes the shop's slug) is offered on the shop's
    service page, with `invite` as the words of the link, `invite_hint` below them and `icon` beside them.
    `road` is what the customer sees of a kind without variants. `shown` names the fields of the kind that
    stand on the customer's page, `team_only` those that never do. `panel` names a template for the team's page,
    `public_panel` one for the customer's.
    `granted` names the steps by which the customer is given what they asked for, `money_back` the field that says
    how much was paid back. `ending` names a method as `Step.records` does, called with every step that closes a case.
    Of a kind that is not `for_customer` nobody outside knows: its cases may lack a name and
    a phone, and no step speaks with a customer.
    """

    kind: str
    prefix: str
    label: Text
    start: str
    opened: Step  # what the first event says and sends
    states: dict[str, State]
    steps: tuple[Step, ...]
    variants: dict[str, Variant] = field(default_factory=dict)
    searchable: tuple[str, ...] = ()
    road: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    team_only: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    money_back: str = ""
    ending: str = ""
    panel: str = ""
    public_panel: str = ""
    entry: str = ""
    invite: Text = ""
    invite_hint: Text = ""
    icon: str = "chat"
    for_customer: bool = True
    _index: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[tuple[str, str], list[Step]] = {}
        for step in (*self.steps, *self.common):
            index.setdefault((step.source, step.action), []).append(step)
        object.__setattr__(self, "_index", index)

    @property
    def common(self) -> tuple[Step, ...]:
        """The steps that this kind shares with every other."""
        return COMMON if self.for_customer else _AMONG_THE_TEAM

    def step(self, state: str, action: str, variant: str = "") -> Step | None:
        """The step that `action` means in `state` for this variant, if there is one.

        A state may give a common action a meaning of its own.
        """
        candidates = self._index.get((state, action)) or self._index.get((ANYWHERE, action), ())
        return next((step for step in candidates if step.fits(variant)), None)

    def place(self, name: str) -> State:
        """The state of this name. Rows outlive tables: one that is gone keeps nobody from their cases."""
        return self.states.get(name) or State(name, name, Turn.NOBODY)

    def steps_for(self, state: str, role: Role, variant: str = "") -> list[Step]:
        """The steps of the table (not the common ones) that `role` may take from `state`, in its order."""
        mine = (s for s in self.steps if s.source == state and role in s.by and s.fits(variant))
        return [step for step in mine if step.action not in _COMMON_ACTIONS]

    def named(self, action: str, variant: str = "") -> Step | None:
        """Any step of this name, wherever it starts: for the words of a past event."""
        if action == self.opened.action:
            return self.opened
        if action == UNDO.action:
            return UNDO
        named = [step for step in (*self.steps, *self.common) if step.action == action]
        return next((step for step in named if step.fits(variant)), named[0] if named else None)

    def variant_names(self) -> tuple[str, ...]:
        """The variants, or one empty name for a kind that has none."""
        return tuple(self.variants) or ("",)

    def problems(self, fields: Iterable[str], has_template: Callable[[str], bool]) -> list[str]:
        """Everything wrong with the table, in words; empty when it is sound."""
        found = [
            *self._step_problems(set(fields), has_template),
            *self._state_problems(),
            *self._variant_problems(),
            *self._pause_problems(),
            *self._until_problems(set(fields)),
            *self._length_problems(),
        ]
        return [f"{self.kind}: {problem}" for problem in found]

    def _step_problems(self, fields: set[str], has_template: Callable[[str], bool]) -> Iterator[str]:
        seen = set()
        for step in (*self.steps, *self.common):
            name = f"step {step.action!r} from {step.source!r}"
            for variant in self.variant_names():
                key = (step.source, step.action, variant)
                if step.fits(variant) and key in seen:
                    yield f"{name} is declared twice for {variant!r}"
                if step.fits(variant):
                    seen.add(key)
            if not step.by:
                yield f"{name}: nobody may take it"
            if not step.done:
                yield f"{name} has no words for the timeline"
            if not step.label and step.by != SYSTEM:
                yield f"{name} has no button label"
            for place in {step.source, step.target} - {ANYWHERE, STAY} - self.states.keys():
                yield f"{name} names the unknown state {place!r}"
            for unknown in sorted({*step.asks, *step.takes} - fields):
                yield f"{name} asks for the unknown field {unknown!r}"
            for unknown in sorted({*(step.variants or ()), step.becomes} - {"", *self.variants}):
                yield f"{name} names the unknown variant {unknown!r}"
            if step.becomes in self.variants and not self._reaches(step.target, step.becomes):
                yield f"{name} turns into {step.becomes!r}, which never comes to {step.target!r}"
        for unknown in sorted(
            {*self.searchable, *self.shown, *self.team_only, self.money_back} - {"", *fields}
        ):
            yield f"it names the unknown field {unknown!r}"
        for unknown in sorted(set(self.granted) - {step.action for step in self.steps}):
            yield f"it names the unknown step {unknown!r}"
        for step in (self.opened, *self.steps, *self.common):
            for tell in step.tells:
                if not has_template(tell.template):
                    yield f"step {step.action!r} sends {tell.template!r}, which has no template"

    def _state_problems(self) -> Iterator[str]:
        if self.start not in self.states:
            yield f"the start {self.start!r} is not a state"
        for name, state in self.states.items():
            if not state.is_open and state.turn is not Turn.NOBODY:
                yield f"state {name!r} is closed but it is somebody's turn"
            if not state.is_open and self._clocks_of(name) - {FOLLOW_UP}:
                yield f"state {name!r} is closed but a clock runs in it"
            if state.is_open and all(timer.only_until for timer in state.timers):
                yield f"state {name!r} is open without a clock: a case could be forgotten there"
            for variant in self.variant_names():
                if state.is_open and self._reaches(name, variant):
                    yield from self._exit_problems(name, state, variant)
            yield from self._timer_problems(name, state)

    def _exit_problems(self, name: str, state: State, variant: str) -> Iterator[str]:
        ways_out = [
            s for s in self.steps if s.source == name and s.target not in (name, STAY) and s.fits(variant)
        ]
        if not ways_out:
            yield f"state {name!r} is open but no step leads out of it ({variant!r})"
        for turn, roles in ((Turn.SHOP, STAFF), (Turn.CUSTOMER, CUSTOMER)):
            if state.turn is turn and not any(step.by & roles for step in ways_out):
                yield f"state {name!r} is the {turn}'s turn, but the {turn} cannot move on ({variant!r})"

    def _timer_problems(self, name: str, state: State) -> Iterator[str]:
        clocks = [timer.clock for timer in state.timers]
        for clock in sorted({clock for clock in clocks if clocks.count(clock) > 1}):
            yield f"state {name!r} starts the clock {clock!r} twice"
        for timer in state.timers:
            for percent in sorted(p for p in timer.reminders if not 0 < p < 100):
                yield f"clock {timer.clock!r} on {name!r} reminds at {percent} %"
            if timer.on_due not in timer.expire:
                yield f"clock {timer.clock!r} on {name!r} has no action for its own {timer.on_due!r}"
            for action in sorted({timer.remind, timer.if_unanswered, *timer.expire.values()} - {""}):
                for variant in self.variant_names():
                    step = self.step(name, action, variant)
                    if self._reaches(name, variant) and (step is None or Role.SYSTEM not in step.by):
                        yield f"clock {timer.clock!r} on {name!r}: the system may not {action!r} ({variant!r})"
                    waits = state.is_open and action in timer.expire.values()
                    if step and waits and not step.if_silent:
                        yield f"clock {timer.clock!r} on {name!r}: {action!r} does not say what silence means"

    def _variant_problems(self) -> Iterator[str]:
        reached = set().union(*(self.reachable(variant) for variant in self.variant_names()))
        for name in self.states.keys() - reached:
            yield f"state {name!r} cannot be reached"
        roads = {"": self.road} | {name: variant.road for name, variant in self.variants.items()}
        for name, road in roads.items():
            for station in road:
                if station not in self.reachable(name):
                    yield f"the road of {name!r} passes {station!r}, which it cannot reach"

    def _pause_problems(self) -> Iterator[str]:
        for step in self.steps:
            for clock in step.pauses:
                name = f"step {step.action!r} from {step.source!r} pauses the clock {clock!r}"
                if clock not in self._clocks_of(step.source):
                    yield f"{name}, which does not run there"
                elif not any(
                    clock in self._clocks_of(s.target) for s in self.steps if s.source == step.target
                ):
                    yield f"{name}, which never goes on from {step.target!r}"

    def _until_problems(self, fields: set[str]) -> Iterator[str]:
        for name, state in self.states.items():
            for timer in state.timers:
                if timer.until and timer.until not in fields:
                    yield f"clock {timer.clock!r} on {name!r} runs until the unknown field {timer.until!r}"
                if timer.since and timer.since not in fields:
                    yield f"clock {timer.clock!r} on {name!r} runs since the unknown field {timer.since!r}"

    def _clocks_of(self, name: str) -> set[str]:
        return {timer.clock for timer in self.states[name].timers} if name in self.states else set()

    def _length_problems(self) -> Iterator[str]:
        """Names that the columns of the database cannot hold."""
        clocks = {timer.clock for state in self.states.values() for timer in state.timers}
        steps = (self.opened, *self.steps)
        templates = {tell.template for step in steps for tell in step.tells}
        actions = {step.action for step in steps}
        for longest, names in (
            (20, {self.kind, *self.variants}),
            (20, clocks),
            (24, {*self.states, *actions}),
            (40, templates),
        ):
            for name in sorted(name for name in names if len(name) > longest):
                yield f"{name!r} is longer than {longest} letters"

    def variants_through(self, state: str) -> list[str]:
        """The variants whose cases can come to this state: into no other may a case turn that rests in it."""
        return [name for name in self.variants if self._reaches(state, name)]

    def _reaches(self, state: str, variant: str) -> bool:
        return state in self.reachable(variant)

    def reachable(self, variant: str = "") -> set[str]:
        """The states that a case of this variant can come to."""
        seen: set[str] = set()
        edge = {self.start}
        while edge:
            seen |= edge
            steps = (s for s in self.steps if s.source in edge and s.leads_on(variant))
            edge = {s.target for s in steps} - seen
        return seen


_registry: dict[str, Workflow] = {}


def register(workflow: Workflow) -> Workflow:
    """Make a kind known; called once by the app that owns it."""
    _registry[workflow.kind] = workflow
    return workflow


def workflow_for(kind: str) -> Workflow:
    """The table of a kind."""
    return _registry[kind]


def all_workflows() -> list[Workflow]:
    """Every registered table."""
    return list(_registry.values())
