"""How well nearness finds stories again that people have told apart: sets of labelled reports, and measures of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from articles.texts.nearness import (
    LIKELY,
    SURE,
    Frequencies,
    Weighed,
    nearness,
    nearness_of_story,
    weighed,
)  # fmt: skip
from articles.texts.tidings import tidings

LABELLED = Path(__file__).parent / "labelled.txt"


class Report(NamedTuple):
    """One report of a labelled set. Stories of one family are easily taken for one another."""

    family: int
    story: str
    at: datetime
    title: str
    excerpt: str


def read_labelled(path: Path = LABELLED) -> list[Report]:
    """Return the reports of a set in the format of `labelled.txt`, in their order."""
    reports: list[Report] = []
    family, story = 0, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(": ")
        if key == "family":
            family += 1
        elif key == "story":
            story = value
        elif line and not line.startswith("#"):
            moment, _, title, excerpt = line.split(" | ", 3)
            reports.append(Report(family, story, datetime.fromisoformat(moment).replace(tzinfo=UTC), title, excerpt))
    return reports


def halves(reports: Iterable[Report]) -> tuple[list[Report], list[Report]]:
    """Return the families for choosing thresholds, and those that are held out."""
    chosen: list[Report] = []
    held: list[Report] = []
    for report in reports:
        (chosen if report.family % 2 else held).append(report)
    return chosen, held


@dataclass(frozen=True)
class Measured:
    """`preselected` of the articles are so near to a story that it is chosen for them, `right` of these rightly."""

    articles: int
    stories: int
    precision: float
    recall: float
    first: float
    among_three: float
    preselected: int
    right: int

    @property
    def bcubed(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __str__(self) -> str:
        return (
            f"{self.articles:4} articles, {self.stories:3} stories: BCubed F1 {self.bcubed:.3f} (precision {self.precision:.3f}, "
            f"recall {self.recall:.3f}), recall@1 {self.first:.3f}, @3 {self.among_three:.3f}, "
            f"{self.right} of {self.preselected} preselected are right"
        )


def measure(reports: Sequence[Report], *, with_excerpts: bool = True) -> Measured:
    """Return how well stories are found again in an archive of these reports alone."""
    reports = sorted(reports, key=lambda report: report.at)
    all_told = [tidings(each.title, each.excerpt if with_excerpts else "", each.at) for each in reports]
    frequencies = Frequencies(len(all_told), Counter(word for told in all_told for word in told.words))
    matrix = _matrix([weighed(told, frequencies) for told in all_told])
    labels = [report.story for report in reports]
    precision, recall = _bcubed(labels, _placed(matrix))
    ranks = [_rank(place, labels, matrix) for place, label in enumerate(labels) if labels.count(label) > 1]
    sure = [_is_right(place, labels, matrix) for place in range(len(labels))]
    return Measured(
        len(labels), len(set(labels)), precision, recall, sum(rank < 1 for rank in ranks) / len(ranks),
        sum(rank < 3 for rank in ranks) / len(ranks), sum(each is not None for each in sure), sum(map(bool, sure)),
    )  # fmt: skip


def _matrix(articles: Sequence[Weighed]) -> list[list[float]]:
    return [[nearness(one, other) for other in articles] for one in articles]


def _placed(matrix: Sequence[Sequence[float]]) -> list[int]:
    """Return the cluster of each article, if each is put in its turn to the nearest story that is likely its own."""
    clusters: list[list[int]] = []
    for place, row in enumerate(matrix):
        near = [nearness_of_story((row[other] for other in cluster), len(cluster)) for cluster in clusters]
        best = max(range(len(near)), key=near.__getitem__, default=None)
        if best is not None and near[best] >= LIKELY:
            clusters[best].append(place)
        else:
            clusters.append([place])
    found = {place: number for number, cluster in enumerate(clusters) for place in cluster}
    return [found[place] for place in range(len(matrix))]


def _bcubed(labels: Sequence[str], clusters: Sequence[int]) -> tuple[float, float]:
    """Return precision and recall: of the mean article, how much of its cluster is of its story, and the other way round."""
    both = Counter(zip(labels, clusters, strict=True))
    stories, groups = Counter(labels), Counter(clusters)
    precision = sum(number * number / groups[group] for (_, group), number in both.items())
    recall = sum(number * number / stories[story] for (story, _), number in both.items())
    return precision / len(labels), recall / len(labels)


def _stories(place: int, labels: Sequence[str], matrix: Sequence[Sequence[float]], until: int) -> dict[str, float]:
    """Return how near an article is to each story of the other articles before `until`."""
    found: dict[str, list[float]] = defaultdict(list)
    for other in range(until):
        if other != place:
            found[labels[other]].append(matrix[place][other])
    return {story: nearness_of_story(near, len(near)) for story, near in found.items()}


def _rank(place: int, labels: Sequence[str], matrix: Sequence[Sequence[float]]) -> int:
    near = _stories(place, labels, matrix, len(labels))
    return sum(each > near[labels[place]] for each in near.values())


def _is_right(place: int, labels: Sequence[str], matrix: Sequence[Sequence[float]]) -> bool | None:
    """Return whether the story is its own that is chosen for an article when it arrives; None where none is."""
    near = _stories(place, labels, matrix, place)
    best = max(near, key=near.__getitem__, default="")
    return best == labels[place] if near and near[best] >= SURE else None
