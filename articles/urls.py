"""The public addresses. Others rely on them: change none."""

from django.urls import path

from articles.views import api, article, front, provider, robots, topic

urlpatterns = [
    path("", front.front, name="front"),
    path("latest/", front.latest, name="latest"),
    path("news/<str:slug>/", article.article, name="article"),
    path("topics/", topic.topics, name="topics"),
    path("topics/<str:slug>/", topic.topic, name="topic"),
    path("providers/", provider.providers, name="providers"),
    path("providers/<str:domain>/", provider.provider, name="provider"),
    path("robots.txt", robots.robots, name="robots"),
    path("api/news/index.json", api.news, name="api-news"),
    path("api/news/page/<int:number>/index.json", api.news, name="api-news-page"),
    path("api/news/<str:slug>/index.json", api.topic_or_article, name="api-topic-or-article"),
    path("api/news/<str:slug>/page/<int:number>/index.json", api.topic_page, name="api-topic-page"),
    path("api/topics/index.json", api.topics, name="api-topics"),
]
