"""The seed files of the site that is upgraded, as its export writes them before and after, and their texts as they are kept."""

TIDES = """\
---
category: news
title: "The tides explained"
excerpt: "What rises and what falls."
publishedDateTime: 2023-01-24T11:00:00Z
webUrl: "https://news.example.org/tides"
type: article
quality: 60
heat: 80
published: true

provider:
  name: Example News
  domain: news.example.org

topics:
  - AI
  - Learning machines

images:
  - url: "https://news.example.org/tides.jpg"
    width: 1200
    height: 675
    title: "High water"
    attribution: "A. Sailor"

related:
  - title: "The ebb"
    publishedDateTime: 2023-01-25T09:00:00Z
    webUrl: "https://news.example.org/ebb"
    type: article
    provider:
      name: Example News
      domain: news.example.org
    quality: 40
  - title: "A moon of their own"
    excerpt: "It pulls at seas."
    publishedDateTime: 2023-01-26T09:00:00Z
    webUrl: "https://moon.example.com/moon"
    type: article
    provider:
      name: Moon
      domain: moon.example.com
    quality: 50
  - title: "Elsewhere"
    publishedDateTime: 2023-01-20T09:00:00Z
    webUrl: "https://elsewhere.example.net/sea"
    provider:
      name: Elsewhere
      domain: elsewhere.example.net
---

Water **rises**.
"""
EBB = """\
---
category: news
title: "The ebb"
publishedDateTime: 2023-01-25T09:00:00Z
webUrl: "https://news.example.org/ebb"
type: article
quality: 40
heat: -1
published: false

provider:
  name: Example News
  domain: news.example.org

topics:
  - AI

related:
  - title: "The tides explained"
    excerpt: "What rises and what falls."
    publishedDateTime: 2023-01-24T11:00:00Z
    webUrl: "https://news.example.org/tides"
    type: article
    provider:
      name: Example News
      domain: news.example.org
    quality: 60
    images:
      - url: "https://news.example.org/tides.jpg"
        width: 1200
        height: 675
---

"""
MOON = """\
---
category: news
title: "The moon"
excerpt: "It pulls at seas."
publishedDateTime: 2023-01-26T09:00:00Z
webUrl: "https://moon.example.com/moon"
type: article
quality: 50
heat: 10
published: true
mood: pale # a key that nobody knows

provider:
  name: Moon
  domain: moon.example.com

topics:
  - AI
---

"""
MOON_AT_FIRST = MOON.replace("at seas", "somewhat")
MOON_IN_CONFLICT = MOON.replace("at seas", "at everything")
STORM = """\
---
category: news
title: "A storm that was none"
publishedDateTime: 2023-01-27T09:00:00Z
originalUrl: "https://news.example.org/storm"
removed: true
published: false

provider:
  name: Example News
  domain: news.example.org
---

"""
COPY = """\
---
category: news
title: "Tides, once more"
publishedDateTime: 2023-01-28T09:00:00Z
webUrl: "https://www.news.example.org/tides/?utm_source=mail"
type: article
published: false

provider:
  name: Example
  domain: news.example.org

topics:
  - AI
---

Seen elsewhere.
"""
AI = """\
_id: ai
taxonomy: topic
name: AI
keywords:
  - tide
"""
NEWS = """\
---
taxonomy: organization
_id: news.example.org
name: Example News
domain: news.example.org
---
"""
EXPORT = {
    "_news/2023-01-24-tides.md": TIDES,
    "_news/2023-01-25-ebb.md": EBB,
    "_news/2023-01-26-moon.md": MOON,
    "_news/2023-01-27-storm.md": STORM,
    "_news/2023-01-28-copy.md": COPY,
    "_data/topics/10-ai.yaml": AI,
    "_data/organizations/news.example.org": NEWS,
}
# Of the revisions, in the order in which they were made.
TEXTS = [
    text.encode()
    for text in (
        MOON_AT_FIRST,
        MOON,
        MOON_IN_CONFLICT,
        TIDES,
        EBB,
        AI,
        NEWS,
    )
]
# The text of `TIDES` as it was first packed in passages; not a byte of what unpacks it may change.
PACKED = (
    "cGO+yMzCwMTAjCcBghJdCdAtxUDvFuQALU5NQU6T4RmJJQpFmcVA+cS8FIVyEBcYKznFBFOpoSEslWIEDcgBeqkVwCSTkwpOLWAHEE4qFgbIiQOcWLCkDVeI"
    "wQp+IG8ighPdUtRE4egJpnxSE4vyMvPSFXKBmRkYFsWIxIIZ1Ni9oZdVkA6Jd/SiA73YgEWBB1BYoRwYhkUQfYklJUWZSaUlmflAZys56ikEJ2bm5AMlEQkW"
    "nEbDQVoUtLTA0aOlpccFAA=="
)
PASSAGES = (
    ("IjXi5yetWg76OAMeozWhMw==", "Q2a7AoOyPCO1KJWAb4BJzCDEwBKWxLD6LRVmll5qBTDic1L18lJL9ItTE5XweA/uADR/YjWMCwA="),
    (
        "2TrAbAic4rLgpj+oiQBIYw==",
        "Q2aDUldqUhIBvwATmGmIgSUsgWH1GSgB66VWAGM8JxUc2XBjifWpK0Szgh8oK6D6Gt1w1BAwMeACAA==",
    ),
    (
        "fzqQkHlapfmYTu6dUbSMVA==",
        "Q2Y7KuTm5+cp5KcplADTb5FCfnmeEpo3PUuAnszJKVZILFEoTk0s1iPgcWBqNAsxsISlRqzBALJUL7UCmDxyUkE+AguQFi6+QB1oYYNuKmo4mRpwAQA=",
    ),
    (
        "nyZeVx5LF+z8uBy4LbSDtQ==",
        "Q2aDUlcJ0NJioL8KcoA2pKYooXkzPCOxRKEosxioJjEvRaEcxAVGQU6xHoEQACdLQ0NYssQaHqBkr5daAUwnOangJAJ2DGkh5ArRruAHykKooYVuPGrImRkQ"
        "EXTYXaiXVZCuRHRxAAA=",
    ),
)
