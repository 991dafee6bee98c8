"""Where posts are read (任职)."""

from django.urls import path

from luoshi.web.duties import posts

urlpatterns = [
    path("posts/", posts.held, name="posts"),
    path("posts.json", posts.held, {"form": "json"}, name="posts-json"),
    path("posts.xlsx", posts.held, {"form": "xlsx"}, name="posts-xlsx"),
]
