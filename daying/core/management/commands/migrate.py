"""Django's `migrate`, with a short way for an empty database."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps


class Command(migrate.Command):
    """Sets up an empty database in one step; any other is migrated as ever.

    Step by step Django makes all models anew for every step, which takes a minute of some hundred steps.
    """

    def handle(self, *args: Any, **options: Any) -> Any:
        connection = connections[options["database"]]
        partly = options["app_label"] or options["fake"] or options["plan"] or options["check_unapplied"]
        if not partly and not connection.introspection.table_names():
            set_up(connection)
        return super().handle(*args, **options)


def set_up(connection: Any) -> None:
    """All tables of an empty database as the migrations leave them, with every migration recorded as applied.

    Of the functions that migrations call, ours run, for they make triggers and indexes; those of libraries bring rows
    into another form, and there are none.
    """
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    models: Any = executor.loader.project_state().apps
    with connection.schema_editor(atomic=True) as editor:
        for model in models.get_models(include_swapped=True):
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in plan:
            _run_ours(migration, models, editor)
    executor.recorder.ensure_schema()
    for migration in plan:
        executor.recorder.record_applied(migration.app_label, migration.name)


def _run_ours(migration: Migration, models: StateApps, editor: Any) -> None:
    for operation in migration.operations:
        if isinstance(operation, RunPython) and type(migration).__module__.startswith("daying."):
            operation.code(models, editor)
