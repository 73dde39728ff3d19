"""Django system checks: a bad workflow table stops the start, in sentences."""

from django.apps import apps
from django.core import checks
from django.db.models import Model
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from cases.manners import RULES
from cases.workflow import Workflow, all_workflows


@checks.register("workflows")
def check_workflows(app_configs, **kwargs) -> list[checks.Error]:
    """Hold every registered table against its model and the message templates."""
    return [
        checks.Error(problem, id="cases.E001")
        for workflow in all_workflows()
        for problem in _problems(workflow)
    ]


def _problems(workflow: Workflow) -> list[str]:
    table = workflow.problems(_fields_of(workflow.kind), _has_template)
    return [*table, *_bad_manners(workflow), *_bad_records(workflow)]


def _bad_records(workflow: Workflow) -> list[str]:
    model = _model_of(workflow.kind)
    records = {name for step in workflow.steps for name in step.records}
    named = {workflow.ending, *(step.shut for step in workflow.steps), *records} - {""}
    return [
        f"{workflow.kind}: its model has no {name}()" for name in sorted(named) if not hasattr(model, name)
    ]


def _bad_manners(workflow: Workflow) -> list[str]:
    named = {step.unless for step in workflow.steps} - {""}
    return [f"{workflow.kind}: no rule is called {name!r}" for name in sorted(named - RULES.keys())]


def _fields_of(kind: str) -> set[str]:
    return {field.name for field in _model_of(kind)._meta.fields}


def _model_of(kind: str) -> type[Model]:
    return apps.get_model("cases", "Case").model_of(kind)


def _has_template(name: str) -> bool:
    try:
        get_template(f"messages/{name}.subject.txt")
        get_template(f"messages/{name}.body.txt")
    except TemplateDoesNotExist:
        return False
    return True
