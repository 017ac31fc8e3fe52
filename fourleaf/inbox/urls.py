"""Addresses of the home page and the palette."""

from django.urls import path

from fourleaf.inbox import installable, push_views, views, wishes

urlpatterns = [
    path("", views.home, name="home"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("offline/", installable.contact, name="offline"),
    path("settings/push/key/", push_views.key, name="push-key"),
    path("settings/push/", push_views.subscribe, name="push-subscribe"),
    path("settings/push/leaving/", push_views.leave, name="push-leave"),
    path("settings/push/test/", push_views.test, name="push-test"),
    path("settings/push/<uuid:subscription_id>/removal/", push_views.remove, name="push-remove"),
    path("settings/notifications/", wishes.notifications, name="notifications"),
    path("settings/notifications/address/", wishes.address_again, name="notifications-address"),
    path("settings/notifications/stop/<str:token>/", wishes.stop, name="notifications-stop"),
    path("spaces/<uuid:space_id>/notifications/", wishes.space_notifications, name="space-notifications"),
    path("spaces/<uuid:space_id>/duties/", wishes.duty_plan, name="space-duties"),
    path("spaces/<uuid:space_id>/duties/<uuid:duty_id>/end/", wishes.duty_end, name="duty-end"),
    path("palette/", views.palette, name="palette"),
    path("waiting/mentions/<uuid:mention_id>/handling/", views.mention_handling, name="mention-handling"),
    path("waiting/mentions/<uuid:mention_id>/return/", views.mention_return, name="mention-return"),
    path("waiting/mentions/<uuid:mention_id>/replies/", views.mention_reply, name="mention-reply"),
    path("waiting/threads/<uuid:root_id>/reading/", views.thread_reading, name="thread-reading"),
    path("waiting/threads/<uuid:root_id>/replies/", views.thread_reply, name="thread-reply"),
    path("waiting/threads/<uuid:root_id>/leaving/", views.thread_leaving, name="thread-leaving"),
    path("waiting/requests/<uuid:request_id>/", views.request_answer, name="waiting-request"),
    path("waiting/answers/<uuid:request_id>/handling/", views.answer_handling, name="answer-handling"),
    path(
        "waiting/announcements/<uuid:announcement_id>/confirmation/",
        views.announcement_confirmation,
        name="announcement-confirmation",
    ),
    path("waiting/reminders/<uuid:reminder_id>/handling/", views.reminder_handling, name="reminder-handling"),
    path("waiting/reminders/<uuid:reminder_id>/return/", views.reminder_return, name="reminder-return"),
    path("waiting/scheduled/<uuid:scheduled_id>/sending/", views.held_sending, name="held-sending"),
    path("waiting/scheduled/<uuid:scheduled_id>/cancelling/", views.held_cancelling, name="held-cancelling"),
    path("waiting/invitations/<uuid:invitation_id>/", views.invitation_answer, name="waiting-invitation"),
]
