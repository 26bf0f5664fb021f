from django.urls import path

from mentorship.delivery import views
from mentorship.delivery.views import texts

app_name = "delivery"
urlpatterns = [
    path("", views.notification_list, name="notifications"),
    path("read/", views.read_all, name="read-all"),
    path("preferences/", views.preferences, name="preferences"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("failed/", views.failure_list, name="failures"),
    path("failed/send/", views.failure_send, name="failures-send"),
    path("texts/", texts.text_list, name="texts"),
    path("texts/<slug:kind>/", texts.text_edit, name="text"),
    path("texts/<slug:kind>/preview/", texts.text_preview, name="text-preview"),
    path("texts/<slug:kind>/reset/", texts.text_reset, name="text-reset"),
    path("chat/", views.hook_list, name="hooks"),
    path("chat/new/", views.hook_add, name="hook-add"),
    path("chat/<uuid:pk>/", views.hook_edit, name="hook-edit"),
    path("chat/<uuid:pk>/test/", views.hook_test, name="hook-test"),
    path("chat/<uuid:pk>/remove/", views.hook_remove, name="hook-remove"),
    path("<uuid:pk>/", views.open_notification, name="open"),
]
