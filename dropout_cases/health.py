"""Whether the site can work: for those who watch over servers."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request):
    """200 and {"status": "ok"} when the database answers and every migration has run; 503 with the reason otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"status": "migrations have not run"}, status=503)
    return JsonResponse({"status": "ok"})
