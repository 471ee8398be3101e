"""What was done last, for tests that take it back."""

from articles.models import Act


def last() -> Act:
    found = Act.objects.latest_first().first()
    assert found is not None
    return found
