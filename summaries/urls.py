"""The pages of the yearly summary."""

from django.urls import path, register_converter

from dropout_cases.figures import YEARS
from summaries import views


class FiscalYearConverter:
    """A fiscal year (พ.ศ.); what lies outside YEARS is no address of this site."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        """The year as a number."""
        if int(value) not in YEARS:
            raise ValueError(value)
        return int(value)

    def to_url(self, value: int) -> str:
        """The year's digits."""
        return str(value)


register_converter(FiscalYearConverter, "fiscal_year")

app_name = "summaries"
urlpatterns = [
    # /summaries/
    path("", views.summary_list, name="summary-list"),
    # /summaries/2567/
    path("<fiscal_year:year>/", views.summary_detail, name="summary-detail"),
    # /summaries/2567/export/
    path("<fiscal_year:year>/export/", views.summary_export, name="summary-export"),
]
