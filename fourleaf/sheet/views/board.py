"""The Sheet: columns by area, the first leader's line above them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourleaf.kit.web import PersonRequest
from fourleaf.sheet import policy
from fourleaf.sheet.board import board_of, shown
from fourleaf.sheet.columns import columns
from fourleaf.sheet.models import Line
from fourleaf.sheet.views.loading import demand_staff

ON_A_PAGE = 40


@login_required
@require_safe
def sheet(request: PersonRequest) -> HttpResponse:
    """All columns, or with `?area=` one of them whole."""
    demand_staff(request)
    context: dict[str, Any] = {"can_keep": policy.can_keep_areas(request.user), "tab": "sheet"}
    wanted = request.GET.get("area", "")
    column = next((each for each in columns() if each.key == wanted), None)
    if column is not None:
        ideas = Line.objects.visible_to(request.user).standing().ideas().filter(area=column.key)
        page = Paginator(ideas.for_display().order_by("-at", "-pk"), ON_A_PAGE).get_page(
            request.GET.get("page")
        )
        context |= {
            "column": column,
            "query": f"area={column.key}&",
            "page": page,
            "lines": shown(page.object_list, request.user),
        }
        return render(request, "sheet/column.html", context)
    return render(request, "sheet/sheet.html", context | {"board": board_of(request.user)})
