"""Notices: told once to each, read by their recipient alone, and nothing of a child in them."""

import pytest
from django.urls import reverse

from schools import notices
from schools.models import Notice, NoticeKind

pytestmark = pytest.mark.django_db
LIST = reverse("schools:notice-list")


def tell(*people, event="danger:one", path="/"):
    notices.tell(people, NoticeKind.DANGER, event=event, path=path, about="ขก1-2567-0001")


def test_event_is_told_once_to_each(world):
    tell(world.officer, world.colleague)
    tell(world.officer)
    assert sorted(Notice.objects.values_list("recipient__username", flat=True)) == ["colleague", "officer"]


def test_bell_counts_what_is_not_read_and_opening_reads_it(world, client):
    tell(world.officer)
    client.force_login(world.officer)
    assert 'class="count">1<' in client.get(LIST).content.decode()
    answer = client.post(reverse("schools:notice-open", args=[Notice.objects.get().key]))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert 'class="count">1<' not in client.get(LIST).content.decode()


def test_all_are_read_at_once_but_only_ones_own(world, client):
    tell(world.officer, world.colleague)
    client.force_login(world.officer)
    client.post(reverse("schools:notice-read-all"))
    assert Notice.objects.unread().get().recipient == world.colleague


@pytest.mark.parametrize("who", ["colleague", "supervisor", "teacher", "stranger"])
def test_notice_of_somebody_else_does_not_exist(world, client, who):
    tell(world.officer)
    client.force_login(getattr(world, who))
    assert client.post(reverse("schools:notice-open", args=[Notice.objects.get().key])).status_code == 404
    assert "ขก1-2567-0001" not in client.get(LIST).content.decode()
    assert Notice.objects.unread().count() == 1


def test_notice_never_leads_to_another_site(world, client):
    tell(world.officer, path="//elsewhere.example/")
    client.force_login(world.officer)
    assert client.post(reverse("schools:notice-open", args=[Notice.objects.get().key]))["Location"] == LIST


def test_list_takes_the_same_number_of_queries_however_long(world, client, django_assert_max_num_queries):
    client.force_login(world.officer)
    for number in range(60):
        tell(world.officer, event=f"danger:{number}")
    with django_assert_max_num_queries(9):
        assert client.get(LIST).status_code == 200
