from django.urls import path

from tracking.calendars import views

app_name = "calendars"
urlpatterns = [
    path("", views.feed, name="feed"),
    path("remove/", views.feed_remove, name="feed-remove"),
    path("<str:secret>.ics", views.feed_read, name="feed-read"),
]
