from django.urls import path

from mentorship.delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.notification_list, name="notifications"),
    path("read/", views.read_all, name="read-all"),
    path("failed/", views.failure_list, name="failures"),
    path("failed/send/", views.failure_send, name="failures-send"),
    path("<uuid:pk>/", views.open_notification, name="open"),
]
