"""The client the tests browse with."""

import re

from django.test import Client

TEMPLATE_CODE = re.compile(r"{{.*|{%.*|{#.*")


class PageClient(Client):
    """A client that fails when a page shows template code that was meant to be carried out."""

    def request(self, **request):
        response = super().request(**request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            left_over = TEMPLATE_CODE.search(response.content.decode())
            assert not left_over, f"{response.request['PATH_INFO']} shows {left_over and left_over[0]!r}"
        return response
