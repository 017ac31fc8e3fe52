"""Addresses of conversations."""

from django.urls import path

from fourleaf.conversation.views import history, marks, own, posts, stream, threads, writing

urlpatterns = [
    path("spaces/<uuid:space_id>/", stream.show_stream, name="space"),
    path("spaces/<uuid:space_id>/posts/", posts.create_post, name="space-posts"),
    path("spaces/<uuid:space_id>/draft/", own.keep_draft, name="space-draft"),
    path("spaces/<uuid:space_id>/cursor/", own.move_cursor, name="space-cursor"),
    path("posts/<uuid:post_id>/", posts.find_post, name="post"),
    path("posts/<uuid:post_id>/acts/", posts.show_acts, name="post-acts"),
    path("posts/<uuid:post_id>/revisions/", history.revisions, name="post-revisions"),
    path("posts/<uuid:post_id>/revisions/new/", history.edit, name="post-edit"),
    path("posts/<uuid:post_id>/withdrawal/", history.withdrawal, name="post-withdrawal"),
    path("posts/<uuid:post_id>/mark/", marks.mark, name="post-mark"),
    path("posts/<uuid:post_id>/reactions/", marks.react, name="post-reactions"),
    path("posts/<uuid:post_id>/thread/", threads.show_thread, name="thread"),
    path("posts/<uuid:post_id>/following/", threads.follow, name="thread-following"),
    path("posts/<uuid:post_id>/resolution/", threads.resolve, name="thread-resolution"),
    path("posts/<uuid:post_id>/bookmark/", own.bookmark, name="post-bookmark"),
    path("bookmarks/", own.bookmarks, name="bookmarks"),
    path("preview/", writing.preview, name="preview"),
    path("mentions/", writing.mentions, name="mentions"),
]
